package io.jobscheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.jobscheduler.job.Limits;
import io.jobscheduler.trigger.Trigger;

/**
 * Questions about a trigger's fire times that {@link Trigger#next} does not answer by
 * itself.
 */
final class FireTimes {

	/**
	 * So many fire times are counted one by one; more are {@link SkippedFireTimes#MANY}.
	 */
	private static final int COUNTED = 1000;

	/** Early enough for every schedule, and an instant from which can be subtracted. */
	private static final Instant EARLIEST = Instant.EPOCH.minus(Duration.ofDays(1_000_000));

	private final Trigger trigger;

	FireTimes(Trigger trigger) {
		this.trigger = trigger;
	}

	/**
	 * The first fire time after an instant, in whole microseconds: rounded up, so that
	 * asking again with it does not find it again. One that no store can keep is none.
	 */
	Optional<Instant> next(Instant after) {
		Optional<Instant> next = this.trigger.next(after);
		if (next == null || next.filter((time) -> !time.isAfter(after)).isPresent()) {
			throw new IllegalStateException("Trigger " + this.trigger + " does not move on: after " + after
					+ " it answers " + next + ", allowed is a later instant or an empty Optional");
		}
		return next.filter((time) -> !time.isAfter(Limits.LATEST)).map(FireTimes::roundUp);
	}

	/**
	 * The first fire time that is not before an instant in whole microseconds: one that
	 * is rounded up to that very instant included.
	 */
	Optional<Instant> atOrAfter(Instant instant) {
		return next(instant.isBefore(EARLIEST) ? instant : instant.minus(1, ChronoUnit.MICROS));
	}

	/**
	 * Whether an instant in whole microseconds is a fire time, rounded up or not.
	 */
	boolean isFireTime(Instant instant) {
		return atOrAfter(instant).filter(instant::equals).isPresent();
	}

	private static Instant roundUp(Instant instant) {
		Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
		return micros.equals(instant) ? micros : micros.plus(1, ChronoUnit.MICROS);
	}

	/**
	 * The last fire time that is not after an instant. Looks back in steps that double,
	 * so that it takes a number of steps that grows with the logarithm of the time that
	 * passed since, however many fire times there were.
	 * @param known a fire time that is not after the instant
	 * @param instant the instant
	 */
	Instant lastAtOrBefore(Instant known, Instant instant) {
		Instant last = known;
		Duration back = Duration.ofSeconds(1);
		while (true) {
			Instant from = instant.minus(back);
			if (!from.isAfter(last)) {
				break;
			}
			Optional<Instant> found = atOrAfter(from);
			if (found.isPresent() && !found.get().isAfter(instant)) {
				last = found.get();
				break;
			}
			back = back.multipliedBy(2);
		}
		return walkTo(last, instant);
	}

	private Instant walkTo(Instant start, Instant instant) {
		Instant last = start;
		Optional<Instant> next = next(last);
		while (next.isPresent() && !next.get().isAfter(instant)) {
			last = next.get();
			next = next(last);
		}
		return last;
	}

	/**
	 * The fire times from one to another, as a range to record.
	 */
	SkippedFireTimes range(Instant first, Instant last, SkipReason reason) {
		long count = 1;
		Instant current = first;
		while (current.isBefore(last)) {
			if (count == COUNTED) {
				return new SkippedFireTimes(first, last, SkippedFireTimes.MANY, reason);
			}
			current = next(current).orElse(last);
			count++;
		}
		return new SkippedFireTimes(first, last, count, reason);
	}

	static Instant justBefore(Instant instant) {
		return instant.equals(Instant.MIN) ? instant : instant.minusNanos(1);
	}

}
