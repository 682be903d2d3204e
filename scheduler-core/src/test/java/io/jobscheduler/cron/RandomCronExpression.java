package io.jobscheduler.cron;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A random expression together with what it means, worked out in the most naive way:
 * whether it matches a given date and time. It may be one that is refused since it never
 * matches.
 *
 * @param text the expression, as its {@code toString} shows it
 * @param fields the fields, if they are given one by one; empty if {@code text} is to be
 * parsed
 * @param seconds the seconds that match
 * @param minutes the minutes that match
 * @param hours the hours that match
 * @param dates the dates that match
 */
public record RandomCronExpression(String text, Map<CronField, String> fields, IntPredicate seconds,
		IntPredicate minutes, IntPredicate hours, Predicate<LocalDate> dates) {

	static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
			"nov", "dec");

	static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

	/**
	 * Returns the next random expression of five fields, or of six.
	 */
	public static RandomCronExpression next(Random random, boolean withSecond) {
		Values<Integer> second = withSecond ? numbers(random, 0, 59, List.of())
				: new Values<>("0", (value) -> value == 0);
		Values<Integer> minute = numbers(random, 0, 59, List.of());
		Values<Integer> hour = numbers(random, 0, 23, List.of());
		Values<LocalDate> dayOfMonth = list(random, () -> dayOfMonth(random));
		Values<Integer> month = random.nextInt(3) > 0 ? new Values<>("*", (value) -> true)
				: numbers(random, 1, 12, MONTHS);
		Values<LocalDate> dayOfWeek = list(random, () -> dayOfWeek(random));
		String fields = String.join(" ", minute.text(), hour.text(), dayOfMonth.text(), month.text(), dayOfWeek.text());
		return new RandomCronExpression(withSecond ? second.text() + " " + fields : fields, Map.of(),
				second.test()::test, minute.test()::test, hour.test()::test,
				(date) -> month.test().test(date.getMonthValue()) && dayOfWeek.test().test(date)
						&& dayOfMonth.test().test(date));
	}

	/**
	 * Returns the next random expression of any kind.
	 */
	public static RandomCronExpression next(Random random) {
		return switch (random.nextInt(3)) {
			case 0 -> next(random, false);
			case 1 -> next(random, true);
			default -> RandomCronFields.next(random);
		};
	}

	/**
	 * Parses the expression.
	 * @throws InvalidCronExpressionException if it never matches
	 */
	public CronExpression parse() {
		return this.fields.isEmpty() ? CronExpression.parse(this.text) : CronExpression.of(this.fields);
	}

	/**
	 * Returns whether the expression matches a date and time, given in whole seconds.
	 */
	public boolean matches(LocalDateTime time) {
		return this.seconds.test(time.getSecond()) && this.minutes.test(time.getMinute())
				&& this.hours.test(time.getHour()) && this.dates.test(time.toLocalDate());
	}

	private static Values<Integer> numbers(Random random, int min, int max, List<String> names) {
		return list(random, () -> range(random, min, max, min, names));
	}

	private static Values<LocalDate> dayOfMonth(Random random) {
		return switch (random.nextInt(16)) {
			case 0 -> new Values<>("L", (date) -> date.equals(date.with(TemporalAdjusters.lastDayOfMonth())));
			case 1 -> {
				int offset = random.nextInt(1, 31);
				yield new Values<>("L-" + offset, (date) -> date.getDayOfMonth() + offset == date.lengthOfMonth());
			}
			case 2 -> new Values<>("lw", (date) -> date.plusDays(3).getMonth() != date.getMonth()
					&& date.equals(weekdays(date).reduce((one, two) -> two).orElseThrow()));
			case 3 -> {
				int day = random.nextInt(1, 32);
				yield new Values<>(day + "W", (date) -> isNearestWeekday(date, day));
			}
			case 4, 5, 6, 7 -> new Values<>("*", (date) -> true);
			default -> {
				Values<Integer> days = range(random, 1, 31, 1, List.of());
				yield new Values<>(days.text(), (date) -> days.test().test(date.getDayOfMonth()));
			}
		};
	}

	private static boolean isNearestWeekday(LocalDate date, int day) {
		return day <= date.lengthOfMonth() && Math.abs(date.getDayOfMonth() - day) <= 2
				&& weekdays(date)
					.min(Comparator
						.comparing((weekday) -> Math.abs(ChronoUnit.DAYS.between(weekday, date.withDayOfMonth(day)))))
					.orElseThrow()
					.equals(date);
	}

	private static Stream<LocalDate> weekdays(LocalDate date) {
		YearMonth month = YearMonth.from(date);
		return IntStream.rangeClosed(1, month.lengthOfMonth())
			.mapToObj(month::atDay)
			.filter((day) -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0);
	}

	private static Values<LocalDate> dayOfWeek(Random random) {
		int number = random.nextInt(8);
		DayOfWeek day = DayOfWeek.of((number == 0) ? 7 : number);
		String written = random.nextBoolean() ? String.valueOf(number) : anyCase(random, DAYS.get(number % 7));
		return switch (random.nextInt(12)) {
			case 0 -> {
				int occurrence = random.nextInt(1, 6);
				yield new Values<>(written + "#" + occurrence,
						(date) -> date.getDayOfWeek() == day && (date.getDayOfMonth() + 6) / 7 == occurrence);
			}
			case 1 -> new Values<>(written + "L", (date) -> date.equals(date.with(TemporalAdjusters.lastInMonth(day))));
			case 2, 3, 4, 5, 6, 7 -> new Values<>("*", (date) -> true);
			default -> {
				Values<Integer> days = range(random, 0, 6, 1, DAYS);
				yield new Values<>(days.text(), (date) -> days.test().test(date.getDayOfWeek().getValue() % 7));
			}
		};
	}

	/**
	 * Returns one value, a range or a step.
	 * @param first the value at which {@code *} begins
	 */
	private static Values<Integer> range(Random random, int min, int max, int first, List<String> names) {
		int size = max - min + 1;
		int from = random.nextInt(min, max + 1);
		// A range from 0 to Sunday would be the whole week, as 0-7 is.
		int to = (names == DAYS && from == 0) ? random.nextInt(1, max + 1) : random.nextInt(min, max + 1);
		int step = random.nextInt(1, Math.max(2, size / 2));
		String start = name(random, from, min, names);
		String end = name(random, to, min, names);
		return switch (random.nextInt(6)) {
			case 0 -> new Values<>("*", (value) -> true);
			case 1 -> new Values<>("*/" + step, (value) -> Math.floorMod(value - first, size) % step == 0);
			case 2 -> new Values<>(start, (value) -> value == from);
			case 3 -> new Values<>(start + "-" + end,
					(value) -> Math.floorMod(value - from, size) <= Math.floorMod(to - from, size));
			case 4 -> new Values<>(start + "-" + end + "/" + step,
					(value) -> Math.floorMod(value - from, size) <= Math.floorMod(to - from, size)
							&& Math.floorMod(value - from, size) % step == 0);
			default -> {
				int opened = (names == DAYS && from == 0) ? 7 : from;
				int last = (names == DAYS) ? 7 : max;
				yield new Values<>(opened + "/" + step, (value) -> {
					int number = (names == DAYS && value == 0) ? 7 : value;
					return number >= opened && number <= last && (number - opened) % step == 0;
				});
			}
		};
	}

	static String name(Random random, int value, int min, List<String> names) {
		return (names.isEmpty() || random.nextBoolean()) ? String.valueOf(value)
				: anyCase(random, names.get(value - min));
	}

	static String anyCase(Random random, String name) {
		return random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT);
	}

	static <T> Values<T> list(Random random, Supplier<Values<T>> item) {
		List<Values<T>> items = new ArrayList<>();
		do {
			items.add(item.get());
		}
		while (random.nextInt(4) == 0);
		return new Values<>(String.join(",", items.stream().map(Values::text).toList()),
				(value) -> items.stream().anyMatch((each) -> each.test().test(value)));
	}

	record Values<T>(String text, Predicate<T> test) {
	}

}
