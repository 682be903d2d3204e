package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.jobscheduler.cron.InvalidCronExpressionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CronTriggerBuilder}.
 */
class CronTriggerBuilderTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final Instant START = Instant.parse("2026-01-30T17:00:00Z");

	private static final Instant END = Instant.parse("2026-03-27T17:00:00Z");

	@Test
	void firesWhereAllFieldsMatchWithinTheBounds() {
		CronTrigger trigger = CronTrigger.builder()
			.year("2026")
			.day("last fri")
			.hour("18")
			.zone(BERLIN)
			.startingAt(START)
			.endingAt(END)
			.build();
		assertThat(trigger.next(Instant.MIN)).contains(START);
		assertThat(trigger.next(START)).contains(Instant.parse("2026-02-27T17:00:00Z"));
		assertThat(trigger.next(END.minusNanos(1))).contains(END);
		assertThat(trigger.next(END)).isEmpty();
	}

	@Test
	void setsEveryField() {
		CronTrigger trigger = CronTrigger.builder()
			.year("2026")
			.month("6")
			.day("8-14")
			.week("24")
			.dayOfWeek("wed")
			.hour("7")
			.minute("8")
			.second("9")
			.zone(ZoneOffset.UTC)
			.build();
		assertThat(trigger.next(Instant.MIN)).contains(Instant.parse("2026-06-10T07:08:09Z"));
		assertThat(trigger.next(Instant.parse("2026-06-10T07:08:09Z"))).isEmpty();
	}

	@Test
	void yearsAreLocalYears() {
		for (String zone : List.of("-18:00", "-03:30", "Z", "+02:00", "Pacific/Kiritimati", "UTC+14")) {
			CronTrigger first = CronTrigger.builder().year("1970").second("0").zone(ZoneId.of(zone)).build();
			CronTrigger last = CronTrigger.builder().year("9999").second("59").zone(ZoneId.of(zone)).build();
			Instant begin = LocalDateTime.parse("1970-01-01T00:00").atZone(ZoneId.of(zone)).toInstant();
			Instant end = LocalDateTime.parse("9999-12-31T23:59:59").atZone(ZoneId.of(zone)).toInstant();
			assertThat(first.next(Instant.MIN)).contains(begin);
			assertThat(first.next(begin.minusNanos(1))).contains(begin);
			assertThat(last.next(end.minusSeconds(60))).contains(end);
			assertThat(last.next(end.minusNanos(1))).contains(end);
			assertThat(last.next(end)).isEmpty();
			assertThat(last.next(Instant.MAX)).isEmpty();
		}
	}

	@Test
	void hasNoMoreFireTimesOnceItsYearsHavePassed() {
		CronTrigger trigger = CronTrigger.builder().year("2021-2025").zone(BERLIN).build();
		assertThat(trigger.next(Instant.parse("2024-12-31T22:59:59Z"))).contains(Instant.parse("2024-12-31T23:00:00Z"));
		assertThat(trigger.next(Instant.parse("2024-12-31T23:00:00Z"))).isEmpty();
		assertThat(trigger.startingAt(START).next(Instant.MIN)).isEmpty();
	}

	@Test
	void aDayThatAZoneLeftOutFiresAtItsEndOrNever() {
		CronTrigger trigger = CronTrigger.builder()
			.year("2011")
			.month("12")
			.day("30")
			.hour("12")
			.zone(ZoneId.of("Pacific/Apia"))
			.build();
		assertThat(trigger.next(Instant.MIN)).contains(Instant.parse("2011-12-30T10:00:00Z"));
		assertThat(trigger.dstGap(DstGap.SKIP).next(Instant.MIN)).isEmpty();
	}

	@Test
	void isEqualToATriggerOfOneLine() {
		CronTrigger trigger = CronTrigger.builder().dayOfWeek("mon-fri").hour("2").zone(BERLIN).build();
		assertThat(trigger).isEqualTo(CronTrigger.of("0 2 * * mon-fri", BERLIN))
			.hasSameHashCodeAs(CronTrigger.of("0 2 * * mon-fri", BERLIN))
			.isNotEqualTo(CronTrigger.of("0 2 * * mon-sat", BERLIN))
			.isNotEqualTo(trigger.dstGap(DstGap.SKIP));
	}

	@Test
	void followsTheHoursOnClockChangesUnlessToldOtherwise() {
		CronTriggerBuilder builder = CronTrigger.builder().hour("2").zone(BERLIN);
		assertThat(builder.build().dstGap()).isEqualTo(DstGap.FIRE_AT_END);
		assertThat(builder.build().dstOverlap()).isEqualTo(DstOverlap.FIRST);
		CronTrigger told = builder.dstGap(DstGap.SKIP).dstOverlap(DstOverlap.BOTH).build();
		assertThat(told.dstGap()).isEqualTo(DstGap.SKIP);
		assertThat(told.dstOverlap()).isEqualTo(DstOverlap.BOTH);
		CronTrigger often = CronTrigger.builder().minute("*/10").zone(BERLIN).build();
		assertThat(often.dstGap()).isEqualTo(DstGap.SKIP);
		assertThat(often.dstOverlap()).isEqualTo(DstOverlap.BOTH);
	}

	@Test
	void wantsAZone() {
		assertThatIllegalStateException().isThrownBy(() -> CronTrigger.builder().hour("2").build())
			.withMessage("No time zone: set one by zone(ZoneId), such as ZoneId.of(\"Europe/Berlin\")"
					+ " or ZoneOffset.UTC");
	}

	@Test
	void refusesWhatIsInvalid() {
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronTrigger.builder().zone(BERLIN).build())
			.withMessageContaining("no field is given");
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronTrigger.builder().hour("2").dayOfWeek("mno").zone(BERLIN).build())
			.withMessage("Invalid cron field dayOfWeek 'mno': 'mno' at position 1, allowed 0-7 or MON-SUN");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CronTrigger.builder().hour("2").zone(BERLIN).startingAt(END).endingAt(START).build())
			.withMessage("Invalid end 2026-01-30T17:00:00Z: allowed from the start 2026-03-27T17:00:00Z");
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesNull() {
		CronTriggerBuilder builder = CronTrigger.builder();
		assertThatNullPointerException().isThrownBy(() -> builder.year(null)).withMessage("year");
		assertThatNullPointerException().isThrownBy(() -> builder.dayOfWeek(null)).withMessage("dayOfWeek");
		assertThatNullPointerException().isThrownBy(() -> builder.zone(null));
		assertThatNullPointerException().isThrownBy(() -> builder.startingAt(null));
		assertThatNullPointerException().isThrownBy(() -> builder.endingAt(null));
		assertThatNullPointerException().isThrownBy(() -> builder.dstGap(null));
		assertThatNullPointerException().isThrownBy(() -> builder.dstOverlap(null));
	}

	@Test
	void canBeUsedFurther() {
		CronTriggerBuilder builder = CronTrigger.builder().hour("2").zone(BERLIN);
		CronTrigger first = builder.build();
		assertThat(builder.hour("3").build()).isEqualTo(CronTrigger.of("0 3 * * *", BERLIN));
		assertThat(first).isEqualTo(CronTrigger.of("0 2 * * *", BERLIN));
	}

	@Test
	void canBeRead() {
		assertThat(CronTrigger.builder().hour("18").day("last fri").zone(BERLIN).endingAt(END).build())
			.hasToString("cron 'day=last fri; hour=18' in Europe/Berlin until 2026-03-27T17:00:00Z");
	}

}
