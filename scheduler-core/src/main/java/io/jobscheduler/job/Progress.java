package io.jobscheduler.job;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How far a run has come, as its task says. Kept while the job runs.
 *
 * @param done how much is done, zero or more
 * @param total how much there is to do; 0 if that is not known
 * @param text what to show of it, cut to {@value #MAX_TEXT} characters; {@code null} for
 * nothing
 */
public record Progress(long done, long total, @Nullable String text) {

	/** The longest text, in characters. */
	public static final int MAX_TEXT = 500;

	/**
	 * Checks the numbers and cuts the text.
	 * @throws IllegalArgumentException if a number is negative
	 */
	public Progress {
		if (done < 0 || total < 0) {
			throw new IllegalArgumentException(
					"Invalid progress " + done + " of " + total + ": allowed zero and above");
		}
		text = (text != null) ? BoundedText.of(text, MAX_TEXT) : null;
	}

	/**
	 * The progress in one line, as stores keep it: {@code done/total text}.
	 * @return the line
	 */
	public String toLine() {
		return this.done + "/" + this.total + ((this.text != null) ? " " + this.text : "");
	}

	/**
	 * Reads a line.
	 * @param line as {@link #toLine()} gives it
	 * @return the progress
	 * @throws IllegalArgumentException if it is none
	 */
	public static Progress parse(String line) {
		int slash = Objects.requireNonNull(line, "line").indexOf('/');
		int space = line.indexOf(' ');
		String numbers = (space >= 0) ? line.substring(0, space) : line;
		if (slash < 1 || slash >= numbers.length()) {
			throw new IllegalArgumentException("Not a progress: '" + line + "', expected 'done/total text'");
		}
		return new Progress(Long.parseLong(numbers.substring(0, slash)), Long.parseLong(numbers.substring(slash + 1)),
				(space >= 0) ? line.substring(space + 1) : null);
	}

}
