package io.jobscheduler.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The numbers that a field matches, seen as people name them: one by one, by ranges, or
 * as every nth.
 *
 * @param numbers the numbers, none of them twice, in rising order
 */
record NumberSet(List<Integer> numbers) {

	/** From how many neighbours on a range is shorter than a list. */
	private static final int SHORTEST_RANGE = 3;

	/** From how many numbers on "every nth" is shorter than a list. */
	private static final int SHORTEST_PROGRESSION = 4;

	static NumberSet of(long bits) {
		return new NumberSet(
				IntStream.range(0, Long.SIZE).filter((number) -> (bits >>> number & 1) != 0).boxed().toList());
	}

	static NumberSet of(int bits) {
		return of(Integer.toUnsignedLong(bits));
	}

	int size() {
		return this.numbers.size();
	}

	int first() {
		return this.numbers.get(0);
	}

	int last() {
		return this.numbers.get(size() - 1);
	}

	boolean isOnly(int number) {
		return size() == 1 && first() == number;
	}

	/**
	 * Returns how far apart neighbours are, or 0 if that differs or there are none.
	 */
	int step() {
		if (size() < 2) {
			return 0;
		}
		int step = this.numbers.get(1) - first();
		boolean even = IntStream.range(1, size())
			.allMatch((index) -> this.numbers.get(index) - this.numbers.get(index - 1) == step);
		return even ? step : 0;
	}

	/**
	 * Returns whether the numbers are as far apart as the last one of a cycle and the
	 * first one of the next, so that they go on evenly from cycle to cycle.
	 * @param length how many numbers a cycle has
	 */
	boolean fillsCycle(int length) {
		return step() > 0 && size() * step() == length;
	}

	/**
	 * Returns whether this is best put as "every nth".
	 */
	boolean isProgression() {
		return step() > 1 && size() >= SHORTEST_PROGRESSION;
	}

	/**
	 * Returns the ranges of neighbours that are as long as they can be. Two neighbours
	 * are no range, but two ranges of one number each.
	 */
	List<Range> ranges() {
		List<Range> ranges = new ArrayList<>();
		int start = 0;
		for (int index = 1; index <= size(); index++) {
			if (index == size() || this.numbers.get(index) != this.numbers.get(index - 1) + 1) {
				addRange(ranges, start, index);
				start = index;
			}
		}
		return ranges;
	}

	private void addRange(List<Range> ranges, int start, int end) {
		if (end - start >= SHORTEST_RANGE) {
			ranges.add(new Range(this.numbers.get(start), this.numbers.get(end - 1)));
		}
		else {
			this.numbers.subList(start, end).forEach((number) -> ranges.add(new Range(number, number)));
		}
	}

	/**
	 * Returns the numbers as a list of words.
	 * @param single the words for one number
	 * @param range the words for a range, from its first number to its last
	 */
	List<String> words(IntFunction<String> single, BiFunction<Integer, Integer, String> range) {
		return ranges().stream()
			.map((each) -> each.isSingle() ? single.apply(each.first()) : range.apply(each.first(), each.last()))
			.toList();
	}

	/**
	 * Returns a list such as {@code minute 5} or {@code minutes 5, 10 to 20 and 30}.
	 */
	String listed(String unit) {
		return unit + ((size() == 1) ? " " : "s ") + listed();
	}

	/**
	 * Returns a list such as {@code 5, 10 to 20 and 30}.
	 */
	String listed() {
		return enumerate(words(String::valueOf, (first, last) -> first + " to " + last), "and");
	}

	/**
	 * Returns a list such as {@code every 7th minute from 3 to 59}.
	 */
	String stepped(String unit) {
		return "every " + ordinal(step()) + " " + unit + " from " + first() + " to " + last();
	}

	/**
	 * Returns a list with commas and a word before its last item.
	 */
	static String enumerate(List<String> items, String conjunction) {
		int last = items.size() - 1;
		return (last == 0) ? items.get(0)
				: String.join(", ", items.subList(0, last)) + " " + conjunction + " " + items.get(last);
	}

	/**
	 * Returns a number as in {@code 1st}, {@code 12th}, {@code 22nd}.
	 */
	static String ordinal(int number) {
		boolean teen = number / 10 % 10 == 1;
		return number + switch (teen ? 0 : number % 10) {
			case 1 -> "st";
			case 2 -> "nd";
			case 3 -> "rd";
			default -> "th";
		};
	}

	/**
	 * Neighbouring numbers.
	 *
	 * @param first the first of them
	 * @param last the last of them, inclusive
	 */
	record Range(int first, int last) {

		boolean isSingle() {
			return this.first == this.last;
		}

	}

}
