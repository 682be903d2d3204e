package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A run of local times without a hole, all of which are excluded.
 *
 * @param start where it starts, inclusive; at the latest, the time that was asked about
 * @param end where it ends, exclusive
 */
record LocalRun(LocalDateTime start, LocalDateTime end) {

	/** Local times before the year 1 are not reckoned with: nothing is excluded there. */
	private static final Instant EARLIEST = LocalDate.of(1, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

	/** Nor are those after the year 9999: everything is excluded there. */
	private static final Instant LATEST = LocalDate.of(10_000, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

	/**
	 * Returns the first instant, from the given one on, at which the clocks of a zone
	 * show a local time that is not excluded; {@link Instant#MAX} if there is none.
	 * @param runAt what finds the excluded run that a local time is in, or {@code null}
	 */
	static Instant firstAllowed(Instant from, ZoneId zone, Function<LocalDateTime, @Nullable LocalRun> runAt) {
		ZoneRules rules = zone.getRules();
		Instant instant = from;
		while (!instant.isBefore(EARLIEST)) {
			if (!instant.isBefore(LATEST)) {
				return Instant.MAX;
			}
			LocalRun run = runAt.apply(LocalDateTime.ofInstant(instant, zone));
			if (run == null) {
				return instant;
			}
			instant = run.leave(instant, rules);
		}
		return instant;
	}

	/**
	 * Returns the first instant after one in this run at which clocks reach its end, or
	 * are put back to before its start.
	 */
	private Instant leave(Instant instant, ZoneRules rules) {
		Instant reached = new ClockRules(rules, DstGap.FIRE_AT_END, DstOverlap.BOTH).firstAfter(instant, this.end);
		ZoneOffsetTransition change = rules.nextTransition(instant);
		while (change != null && (reached == null || change.getInstant().isBefore(reached))) {
			if (reached == null || change.getDateTimeAfter().isBefore(this.start)) {
				return change.getInstant();
			}
			change = rules.nextTransition(change.getInstant());
		}
		return (reached != null) ? reached : Instant.MAX;
	}

}
