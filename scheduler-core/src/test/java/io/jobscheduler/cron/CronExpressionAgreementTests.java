package io.jobscheduler.cron;

import java.text.ParseException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link CronExpression} against other implementations, by random expressions.
 */
class CronExpressionAgreementTests {

	/** Days of the month that Spring looks for in the wrong month, or passes over. */
	private static final Pattern UNLIKE_SPRING = Pattern.compile("(?i)\\bL-(28|29|30)\\b|\\b(1|28|29|30|31)W");

	/** Weekdays with a time, steps after names, and lists of what has a rule. */
	private static final Pattern UNLIKE_QUARTZ = Pattern
		.compile("(?i)(\\d|L)W|[a-z]/|L-\\d+,|,L-|#\\d,|[a-z0-7]L,|,[a-z0-7]+(L|#)");

	private static final Pattern OPEN_STEP = Pattern.compile("(\\*|\\d)/");

	private static final Pattern DAY_OF_WEEK_NUMBER = Pattern.compile("(?<![/#\\d])([0-7])");

	/**
	 * Looks at every date of ten years, and at every second of one day.
	 */
	@Test
	void agreesWithLookingAtEveryDate() {
		long seed = TestSeed.orElse(20_260_101);
		Random random = new Random(seed);
		int found = 0;
		for (int round = 0; round < 2_000; round++) {
			RandomCronExpression reference = RandomCronExpression.next(random);
			LocalDateTime after = after(random);
			LocalDateTime end = after.plusYears(10);
			Optional<LocalDateTime> expected = nextByTrial(reference, after, end);
			assertThat(next(reference, after).filter((time) -> time.isBefore(end)))
				.as("seed %d, round %d: %s after %s", seed, round, reference.text(), after)
				.isEqualTo(expected);
			found += expected.isPresent() ? 1 : 0;
		}
		assertThat(found).isGreaterThan(500);
	}

	/**
	 * What Spring refuses is left out, such as ranges that wrap, and that it finds
	 * nothing within 366 attempts. Where a month is too short for {@code L-28} to
	 * {@code L-30}, Spring goes back to the month before. It passes over the weekday
	 * nearest to the first or last day of the month, if that lies on the other side of a
	 * weekend.
	 */
	@Test
	void agreesWithSpring() {
		long seed = TestSeed.orElse(20_260_105);
		Random random = new Random(seed);
		int compared = 0;
		for (int round = 0; round < 8_000; round++) {
			String text = RandomCronExpression.next(random, true).text();
			if (UNLIKE_SPRING.matcher(text).find()) {
				continue;
			}
			org.springframework.scheduling.support.CronExpression other = spring(text);
			LocalDateTime after = after(random);
			LocalDateTime expected = (other != null) ? other.next(after) : null;
			if (expected == null) {
				continue;
			}
			compared++;
			assertThat(CronExpression.parse(text).next(after))
				.as("seed %d, round %d: %s after %s", seed, round, text, after)
				.contains(expected);
		}
		assertThat(compared).isGreaterThan(1_500);
	}

	private static org.springframework.scheduling.support.@Nullable CronExpression spring(String text) {
		try {
			return org.springframework.scheduling.support.CronExpression.parse(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Quartz counts days of the week from 1 for Sunday, and wants a {@code ?} for one of
	 * the two days: numbers are translated, and expressions that restrict both days left
	 * out, as are steps up to the end of the week, which ends with another day. What
	 * Quartz refuses is left out too, as is what it understands in another way: a step
	 * after a range of names is ignored, the nearest weekday does not begin with the
	 * first time of its day, and a list with a {@code #}, {@code L} or {@code L-3} is
	 * only that, or moves the other days.
	 */
	@Test
	void agreesWithQuartz() {
		long seed = TestSeed.orElse(20_260_106);
		Random random = new Random(seed);
		int compared = 0;
		for (int round = 0; round < 8_000; round++) {
			String text = RandomCronExpression.next(random, true).text();
			org.quartz.CronExpression other = quartz(text);
			LocalDateTime after = after(random);
			Date expected = (other != null) ? other.getTimeAfter(Date.from(after.toInstant(ZoneOffset.UTC))) : null;
			if (expected == null) {
				continue;
			}
			compared++;
			assertThat(CronExpression.parse(text).next(after))
				.as("seed %d, round %d: %s after %s", seed, round, text, after)
				.contains(LocalDateTime.ofInstant(expected.toInstant(), ZoneOffset.UTC));
		}
		assertThat(compared).isGreaterThan(1_500);
	}

	private static org.quartz.@Nullable CronExpression quartz(String text) {
		if (UNLIKE_QUARTZ.matcher(text).find()) {
			return null;
		}
		String[] fields = text.split(" ");
		if (fields[5].equals("*")) {
			fields[5] = "?";
		}
		else if (fields[3].equals("*") && !OPEN_STEP.matcher(fields[5]).find()) {
			fields[3] = "?";
			fields[5] = DAY_OF_WEEK_NUMBER.matcher(fields[5])
				.replaceAll((day) -> String.valueOf(Integer.parseInt(day.group()) % 7 + 1));
		}
		else {
			return null;
		}
		try {
			org.quartz.CronExpression other = new org.quartz.CronExpression(String.join(" ", fields));
			other.setTimeZone(TimeZone.getTimeZone("UTC"));
			return other;
		}
		catch (ParseException ex) {
			return null;
		}
	}

	private static LocalDateTime after(Random random) {
		return LocalDate.of(1999, 12, 1)
			.plusDays(random.nextInt(20_000))
			.atTime(LocalTime.ofSecondOfDay(random.nextInt(86_400)));
	}

	/**
	 * Returns the next match, or none if the expression is refused because it never
	 * matches.
	 */
	private static Optional<LocalDateTime> next(RandomCronExpression expression, LocalDateTime after) {
		try {
			return expression.parse().next(after);
		}
		catch (InvalidCronExpressionException ex) {
			assertThat(ex).hasMessageContaining("': no ");
			return Optional.empty();
		}
	}

	private static Optional<LocalDateTime> nextByTrial(RandomCronExpression expression, LocalDateTime after,
			LocalDateTime end) {
		LocalTime time = after.toLocalTime().plusSeconds(1);
		boolean today = !time.equals(LocalTime.MIDNIGHT);
		if (today && expression.dates().test(after.toLocalDate())) {
			Optional<LocalTime> next = timeByTrial(expression, time);
			if (next.isPresent()) {
				return next.map(after.toLocalDate()::atTime);
			}
		}
		return after.toLocalDate()
			.plusDays(1)
			.datesUntil(end.toLocalDate().plusDays(1))
			.filter(expression.dates())
			.findFirst()
			.map((date) -> date.atTime(timeByTrial(expression, LocalTime.MIDNIGHT).orElseThrow()))
			.filter((next) -> next.isBefore(end));
	}

	private static Optional<LocalTime> timeByTrial(RandomCronExpression expression, LocalTime from) {
		return IntStream.range(0, 24)
			.filter(expression.hours())
			.boxed()
			.flatMap((hour) -> IntStream.range(0, 60)
				.filter(expression.minutes())
				.boxed()
				.flatMap((minute) -> IntStream.range(0, 60)
					.filter(expression.seconds())
					.mapToObj((second) -> LocalTime.of(hour, minute, second))))
			.filter((time) -> !time.isBefore(from))
			.findFirst();
	}

}
