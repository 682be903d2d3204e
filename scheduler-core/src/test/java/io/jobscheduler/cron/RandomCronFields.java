package io.jobscheduler.cron;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.jobscheduler.cron.RandomCronExpression.Values;

/**
 * Makes random expressions of fields that are given one by one. The years are mostly
 * those around 2020.
 */
public final class RandomCronFields {

	private static final List<String> ORDINALS = List.of("1st", "2nd", "3rd", "4th", "5th");

	private final Random random;

	private final Map<CronField, String> given = new EnumMap<>(CronField.class);

	private RandomCronFields(Random random) {
		this.random = random;
	}

	/**
	 * Returns the next random expression of at least one field.
	 */
	public static RandomCronExpression next(Random random) {
		return new RandomCronFields(random).next();
	}

	private RandomCronExpression next() {
		CronField least = CronField.values()[this.random.nextInt(CronField.values().length)];
		Predicate<Integer> years = numbers(CronField.YEAR, least, 4, this::year);
		Predicate<Integer> months = numbers(CronField.MONTH, least, 3,
				() -> range(1, 12, 1, RandomCronExpression.MONTHS));
		Predicate<LocalDate> days = field(CronField.DAY_OF_MONTH, least, 2, this::day,
				(date) -> date.getDayOfMonth() == 1);
		Predicate<Integer> weeks = numbers(CronField.WEEK, least, 6, () -> range(1, 53, 1, List.of()));
		Predicate<Integer> daysOfWeek = numbers(CronField.DAY_OF_WEEK, least, 3, this::dayOfWeek);
		Predicate<Integer> hours = numbers(CronField.HOUR, least, 2, () -> range(0, 23, 0, List.of()));
		Predicate<Integer> minutes = numbers(CronField.MINUTE, least, 2, () -> range(0, 59, 0, List.of()));
		Predicate<Integer> seconds = numbers(CronField.SECOND, least, 2, () -> range(0, 59, 0, List.of()));
		String text = this.given.entrySet()
			.stream()
			.map((field) -> field.getKey().key() + "=" + field.getValue())
			.collect(Collectors.joining("; "));
		return new RandomCronExpression(text, this.given, seconds::test, minutes::test, hours::test,
				(date) -> years.test(date.getYear()) && months.test(date.getMonthValue()) && days.test(date)
						&& daysOfWeek.test(date.getDayOfWeek().getValue())
						&& weeks.test(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
	}

	private Predicate<Integer> numbers(CronField field, CronField least, int oneIn, Item<Integer> item) {
		boolean free = field == CronField.YEAR || field == CronField.WEEK || field == CronField.DAY_OF_WEEK;
		return field(field, least, oneIn, item, (value) -> free || value == field.min());
	}

	/**
	 * Gives a field always if it is to be the least significant one that is given, never
	 * if it is less significant than that, and else as often as not.
	 * @param implied what it matches if it is less significant than all that is given
	 */
	private <T> Predicate<T> field(CronField field, CronField least, int oneIn, Item<T> item, Predicate<T> implied) {
		if (field.compareTo(least) > 0) {
			return implied;
		}
		if (field != least && this.random.nextInt(oneIn) > 0) {
			return (value) -> true;
		}
		Values<T> values = RandomCronExpression.list(this.random, item::next);
		this.given.put(field, spaced(values.text()));
		return values.test();
	}

	private String spaced(String text) {
		return (this.random.nextInt(10) == 0) ? " " + text.replace(",", " , ") + " " : text;
	}

	private Values<Integer> year() {
		int from = this.random.nextInt(1990, 2030);
		int to = from + this.random.nextInt(1, 30);
		int step = this.random.nextInt(1, to - from + 1);
		return switch (this.random.nextInt(6)) {
			case 0 -> new Values<>("*", (year) -> true);
			case 1 -> new Values<>("*/" + step, (year) -> (year - 1970) % step == 0);
			case 2 -> new Values<>(from + "/" + step, (year) -> year >= from && (year - from) % step == 0);
			case 3 -> new Values<>(from + "-" + to, (year) -> year >= from && year <= to);
			case 4 -> new Values<>(from + "-" + to + "/" + step,
					(year) -> year >= from && year <= to && (year - from) % step == 0);
			default -> new Values<>(String.valueOf(from), (year) -> year == from);
		};
	}

	private Values<LocalDate> day() {
		DayOfWeek day = DayOfWeek.of(this.random.nextInt(1, 8));
		String name = RandomCronExpression.anyCase(this.random, RandomCronExpression.DAYS.get(day.getValue() % 7));
		return switch (this.random.nextInt(8)) {
			case 0 -> new Values<>("last", (date) -> date.getDayOfMonth() == date.lengthOfMonth());
			case 1 ->
				new Values<>("last " + name, (date) -> date.equals(date.with(TemporalAdjusters.lastInMonth(day))));
			case 2, 3 -> {
				int occurrence = this.random.nextInt(1, 6);
				String ordinal = RandomCronExpression.anyCase(this.random, ORDINALS.get(occurrence - 1));
				yield new Values<>(ordinal + " " + name,
						(date) -> date.getDayOfWeek() == day && (date.getDayOfMonth() + 6) / 7 == occurrence);
			}
			default -> {
				Values<Integer> days = range(1, 31, 1, List.of());
				yield new Values<>(days.text(), (date) -> days.test().test(date.getDayOfMonth()));
			}
		};
	}

	/**
	 * Returns days by name from Monday to Sunday, or by number from 0 to 7.
	 */
	private Values<Integer> dayOfWeek() {
		if (this.random.nextInt(3) > 0) {
			List<String> fromMonday = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
			return range(1, 7, 1, fromMonday);
		}
		Values<Integer> numbers = range(0, 7, 1, List.of());
		return new Values<>(numbers.text(), (day) -> numbers.test().test(day)
				|| (day == 7 && !numbers.text().startsWith("*") && numbers.test().test(0)));
	}

	/**
	 * Returns one value, a range or a step, never wider than the range.
	 * @param first the value at which {@code *} begins
	 */
	private Values<Integer> range(int min, int max, int first, List<String> names) {
		int from = this.random.nextInt(min, max + 1);
		int to = this.random.nextInt(from, max + 1);
		int widest = (to > from) ? this.random.nextInt(1, to - from + 1) : 1;
		String start = RandomCronExpression.name(this.random, from, first, names);
		String end = RandomCronExpression.name(this.random, to, first, names);
		return switch (this.random.nextInt(6)) {
			case 0 -> new Values<>("*", (value) -> true);
			case 1 -> {
				int step = this.random.nextInt(1, max - first + 1);
				yield new Values<>("*/" + step, (value) -> (value - first) % step == 0);
			}
			case 2 -> {
				int step = (from < max) ? this.random.nextInt(1, max - from + 1) : 0;
				yield (step == 0) ? new Values<>(start, (value) -> value == from)
						: new Values<>(start + "/" + step, (value) -> value >= from && (value - from) % step == 0);
			}
			case 3 -> new Values<>(start + "-" + end, (value) -> value >= from && value <= to);
			case 4 -> (to > from)
					? new Values<>(start + "-" + end + "/" + widest,
							(value) -> value >= from && value <= to && (value - from) % widest == 0)
					: new Values<>(start, (value) -> value == from);
			default -> new Values<>(start, (value) -> value == from);
		};
	}

	private interface Item<T> {

		Values<T> next();

	}

}
