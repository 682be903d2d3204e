package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.InvalidCronExpressionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CronTrigger}, except for changes of the clock.
 */
class CronTriggerTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final Instant ONE = Instant.parse("2026-01-01T01:00:00Z");

	private static final Instant NEXT_ONE = Instant.parse("2026-01-02T01:00:00Z");

	private final CronTrigger trigger = CronTrigger.of("0 2 * * *", BERLIN);

	@Test
	void firesAtLocalTimes() {
		assertThat(this.trigger.next(ONE.minusNanos(1))).contains(ONE);
		assertThat(this.trigger.next(ONE)).contains(NEXT_ONE);
		assertThat(this.trigger.next(ONE.plusNanos(1))).contains(NEXT_ONE);
		assertThat(this.trigger.next(Instant.parse("2026-07-01T00:00:00Z")))
			.contains(Instant.parse("2026-07-02T00:00:00Z"));
	}

	@Test
	void includesItsStart() {
		assertThat(this.trigger.startingAt(ONE).next(Instant.MIN)).contains(ONE);
		assertThat(this.trigger.startingAt(ONE).next(ONE)).contains(NEXT_ONE);
		assertThat(this.trigger.startingAt(ONE.plusNanos(1)).next(Instant.MIN)).contains(NEXT_ONE);
		assertThat(this.trigger.startingAt(ONE.minusNanos(1)).next(Instant.MIN)).contains(ONE);
	}

	@Test
	void includesItsEnd() {
		assertThat(this.trigger.endingAt(ONE).next(ONE.minusSeconds(1))).contains(ONE);
		assertThat(this.trigger.endingAt(ONE).next(ONE)).isEmpty();
		assertThat(this.trigger.endingAt(ONE.minusNanos(1)).next(ONE.minusSeconds(1))).isEmpty();
		assertThat(this.trigger.startingAt(ONE).endingAt(ONE).next(Instant.MIN)).contains(ONE);
	}

	@Test
	void firesFrom1970To9999() {
		for (ZoneId zone : new ZoneId[] { BERLIN, ZoneOffset.MIN, ZoneOffset.MAX, ZoneId.of("Pacific/Apia") }) {
			CronTrigger everySecond = CronTrigger.of("* * * * * *", zone);
			assertThat(everySecond.next(Instant.MIN).map((next) -> next.atZone(zone)).map(Object::toString))
				.hasValueSatisfying((next) -> assertThat(next).startsWith("1970-01-01T00:00"));
			assertThat(everySecond.next(Instant.MAX)).isEmpty();
		}
		CronTrigger yearly = CronTrigger.of("59 59 23 31 12 ?", ZoneOffset.UTC);
		Instant last = Instant.parse("9999-12-31T23:59:59Z");
		assertThat(yearly.next(last.minusSeconds(1))).contains(last);
		assertThat(yearly.next(last)).isEmpty();
	}

	@Test
	void acceptsStartsAndEndsAtTheEndsOfTime() {
		assertThat(this.trigger.startingAt(Instant.MIN).next(Instant.MIN)).isEqualTo(this.trigger.next(Instant.MIN));
		assertThat(this.trigger.startingAt(Instant.MAX).next(Instant.MIN)).isEmpty();
		assertThat(this.trigger.endingAt(Instant.MIN).next(Instant.MIN)).isEmpty();
		assertThat(this.trigger.endingAt(Instant.MAX).next(ONE)).contains(NEXT_ONE);
	}

	@Test
	void takesAParsedExpression() {
		assertThat(CronTrigger.of(CronExpression.parse("0 2 * * *"), BERLIN)).isEqualTo(this.trigger);
	}

	@Test
	void refusesInvalidExpressions() {
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronTrigger.of("0 0 30 2 *", BERLIN))
			.withMessage("Invalid cron expression '0 0 30 2 *': no 30 February at position 5");
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesNull() {
		assertThatNullPointerException().isThrownBy(() -> CronTrigger.of("0 2 * * *", null));
		assertThatNullPointerException().isThrownBy(() -> this.trigger.startingAt(null));
		assertThatNullPointerException().isThrownBy(() -> this.trigger.endingAt(null));
		assertThatNullPointerException().isThrownBy(() -> this.trigger.dstGap(null));
		assertThatNullPointerException().isThrownBy(() -> this.trigger.dstOverlap(null));
	}

	@Test
	void refusesToEndBeforeItStarts() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.trigger.startingAt(ONE).endingAt(ONE.minusSeconds(1)))
			.withMessage("Invalid end 2026-01-01T00:59:59Z: allowed from the start 2026-01-01T01:00:00Z");
	}

	@Test
	void needsNoAnchor() {
		assertThat(this.trigger.anchoredAt(ONE)).isSameAs(this.trigger);
	}

	@Test
	void isAValue() {
		assertThat(this.trigger).isEqualTo(CronTrigger.of("0 0 2 ? * *", BERLIN))
			.hasSameHashCodeAs(CronTrigger.of("0 0 2 ? * *", BERLIN))
			.isEqualTo(this.trigger.dstGap(DstGap.FIRE_AT_END).dstOverlap(DstOverlap.FIRST))
			.isNotEqualTo(CronTrigger.of("0 3 * * *", BERLIN))
			.isNotEqualTo(CronTrigger.of("0 2 * * *", ZoneOffset.UTC))
			.isNotEqualTo(this.trigger.startingAt(ONE))
			.isNotEqualTo(this.trigger.endingAt(ONE))
			.isNotEqualTo(this.trigger.dstGap(DstGap.SKIP))
			.isNotEqualTo(this.trigger.dstOverlap(DstOverlap.BOTH));
	}

	@Test
	void tellsWhatItIsMadeOf() {
		CronTrigger bounded = this.trigger.startingAt(ONE).endingAt(NEXT_ONE);
		assertThat(bounded.expression()).hasToString("0 2 * * *");
		assertThat(bounded.zone()).isEqualTo(BERLIN);
		assertThat(bounded.start()).contains(ONE);
		assertThat(bounded.end()).contains(NEXT_ONE);
		assertThat(this.trigger.start()).isEmpty();
		assertThat(this.trigger.end()).isEmpty();
	}

	@Test
	void canBeRead() {
		assertThat(this.trigger).hasToString("cron '0 2 * * *' in Europe/Berlin");
		assertThat(this.trigger.dstGap(DstGap.SKIP).dstOverlap(DstOverlap.BOTH).startingAt(ONE).endingAt(NEXT_ONE))
			.hasToString("cron '0 2 * * *' in Europe/Berlin from 2026-01-01T01:00:00Z until 2026-01-02T01:00:00Z,"
					+ " gap SKIP, overlap BOTH");
	}

}
