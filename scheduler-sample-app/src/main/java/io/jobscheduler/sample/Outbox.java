package io.jobscheduler.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.springframework.stereotype.Component;

/**
 * A directory in place of a mail server.
 */
@Component
class Outbox {

	private final Path directory;

	Outbox(SampleProperties properties) throws IOException {
		this.directory = Files.createDirectories(properties.outbox());
	}

	/**
	 * Writes a file, all of it or nothing, in place of one that has its name.
	 */
	void put(String name, String content) throws IOException {
		Path unfinished = Files.createTempFile(this.directory, name, ".tmp");
		Files.writeString(unfinished, content);
		Files.move(unfinished, this.directory.resolve(name), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Adds a line to a file, in a single write: other processes do the same.
	 */
	void append(String name, String line) throws IOException {
		Files.writeString(this.directory.resolve(name), line + "\n", StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

}
