package io.jobscheduler.cron;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a text that is read from left to right.
 */
public final class WordsCursor {

	private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

	private final String text;

	private int position;

	private MatchResult last = Pattern.compile("").matcher("").toMatchResult();

	public WordsCursor(String text) {
		this.text = text;
	}

	/**
	 * Moves on over what matches a pattern, if it does here.
	 */
	public boolean accept(String regex) {
		Matcher matcher = PATTERNS.computeIfAbsent(regex, Pattern::compile)
			.matcher(this.text)
			.region(this.position, this.text.length());
		boolean found = matcher.lookingAt();
		if (found) {
			this.position = matcher.end();
			this.last = matcher.toMatchResult();
		}
		return found;
	}

	/**
	 * Moves on over what has to match a pattern here.
	 */
	public void expect(String regex) {
		if (!accept(regex)) {
			throw unreadable(regex);
		}
	}

	/**
	 * Returns a group of the last match.
	 */
	public String group(int group) {
		return this.last.group(group);
	}

	/**
	 * Returns a group of the last match as a number.
	 */
	public int number(int group) {
		return Integer.parseInt(group(group));
	}

	public boolean atEnd() {
		return this.position == this.text.length();
	}

	public AssertionError unreadable(String expected) {
		return new AssertionError(
				"Expected " + expected + " at '" + this.text.substring(this.position) + "' in '" + this.text + "'");
	}

}
