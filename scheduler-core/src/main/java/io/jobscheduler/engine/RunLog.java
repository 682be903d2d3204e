package io.jobscheduler.engine;

import java.util.ArrayDeque;
import java.util.Deque;

import io.jobscheduler.job.BoundedText;
import io.jobscheduler.job.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * The last lines that a run logged. Bounded: the earliest lines go, and the text says so.
 */
final class RunLog {

	private static final String CUT = "… (earlier lines are cut)\n";

	private static final int LONGEST_LINE = 2_000;

	private final Deque<String> lines = new ArrayDeque<>();

	private int length;

	private boolean cut;

	synchronized void add(String line) {
		String bounded = BoundedText.of(line, LONGEST_LINE);
		this.lines.add(bounded);
		this.length += bounded.length() + 1;
		while (this.length > JobResult.Run.MAX_LOG - CUT.length()) {
			this.length -= this.lines.remove().length() + 1;
			this.cut = true;
		}
	}

	/** The lines, each with its end; {@code null} if there is none. */
	synchronized @Nullable String text() {
		if (this.lines.isEmpty()) {
			return null;
		}
		StringBuilder text = new StringBuilder(this.cut ? CUT : "");
		this.lines.forEach((line) -> text.append(line).append('\n'));
		return text.toString();
	}

}
