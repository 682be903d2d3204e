package io.jobscheduler.executor.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a program and its workers say to each other, on a stream: a byte for the kind,
 * then its parts. Both ends run the same version of this class.
 */
final class Frames {

	/** To the worker: run a job. */
	static final byte RUN = 1;

	/** To the program: the worker can run jobs. */
	static final byte READY = 2;

	/** To the program: how far the run has come. */
	static final byte PROGRESS = 3;

	/** To the program: a line of the run's log. */
	static final byte LOG = 4;

	/** To the program: the task returned. */
	static final byte RETURNED = 5;

	/** To the program: the task threw. */
	static final byte THREW = 6;

	private static final int NULL = -1;

	/** More than any payload; a longer text is not kept anyway. */
	private static final int LONGEST = 64 << 20;

	private Frames() {
	}

	static void write(DataOutputStream out, @Nullable String text) throws IOException {
		if (text == null) {
			out.writeInt(NULL);
			return;
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	static @Nullable String readOrNull(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length > LONGEST) {
			throw new IOException("A text of " + length + " bytes is too long for another process");
		}
		return (length == NULL) ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
	}

	static String read(DataInputStream in) throws IOException {
		String text = readOrNull(in);
		if (text == null) {
			throw new IOException("A text is missing in what the other process says");
		}
		return text;
	}

	static void write(DataOutputStream out, @Nullable Instant instant) throws IOException {
		write(out, (instant != null) ? instant.toString() : null);
	}

	static @Nullable Instant readInstant(DataInputStream in) throws IOException {
		String text = readOrNull(in);
		return (text != null) ? Instant.parse(text) : null;
	}

	static void write(DataOutputStream out, @Nullable Duration duration) throws IOException {
		write(out, (duration != null) ? duration.toString() : null);
	}

	static @Nullable Duration readDuration(DataInputStream in) throws IOException {
		String text = readOrNull(in);
		return (text != null) ? Duration.parse(text) : null;
	}

	static void write(DataOutputStream out, List<String> texts) throws IOException {
		out.writeInt(texts.size());
		for (String text : texts) {
			write(out, text);
		}
	}

	static List<String> readTexts(DataInputStream in) throws IOException {
		int size = in.readInt();
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			texts.add(read(in));
		}
		return texts;
	}

	static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
		out.writeInt(texts.size());
		for (Map.Entry<String, String> text : texts.entrySet()) {
			write(out, text.getKey());
			write(out, text.getValue());
		}
	}

	static Map<String, String> readMap(DataInputStream in) throws IOException {
		int size = in.readInt();
		Map<String, String> texts = new HashMap<>();
		for (int i = 0; i < size; i++) {
			texts.put(read(in), read(in));
		}
		return texts;
	}

}
