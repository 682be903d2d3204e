package io.jobscheduler.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule.Runs;
import org.jspecify.annotations.Nullable;

/**
 * What the end of watched jobs means for their schedule: when the last ended, and how the
 * count of failures in a row changes.
 *
 * @param endedAt when the last of them ended, by the store's clock
 * @param reset whether one of them succeeded, so that the count starts anew
 * @param failures how many failed, after the last that succeeded
 */
public record ScheduleEnd(Instant endedAt, boolean reset, int failures) {

	/**
	 * The end of one job.
	 * @param endedAt when it ended
	 * @param outcome how
	 * @return what it means
	 */
	public static ScheduleEnd of(Instant endedAt, Outcome outcome) {
		return switch (outcome) {
			case SUCCEEDED -> new ScheduleEnd(endedAt, true, 0);
			case FAILED, ABANDONED -> new ScheduleEnd(endedAt, false, 1);
			case CANCELLED, MISSED -> new ScheduleEnd(endedAt, false, 0);
		};
	}

	/**
	 * The schedules that watch jobs that end.
	 * @param completions completions that are applied, in order
	 * @return what they mean, by schedule
	 */
	public static Map<String, ScheduleEnd> of(List<Completion> completions) {
		Map<String, ScheduleEnd> ends = new LinkedHashMap<>();
		for (Completion completion : completions) {
			String schedule = watching(completion.claim().job().spec());
			if (schedule != null && completion.verdict() instanceof Completion.End end) {
				ends.merge(schedule, of(end.endedAt(), end.ending().outcome()), ScheduleEnd::then);
			}
		}
		return ends;
	}

	/**
	 * The schedule that watches a job.
	 * @param spec the job
	 * @return the schedule's id; {@code null} if none does
	 */
	public static @Nullable String watching(JobSpec spec) {
		JobOrigin origin = spec.origin();
		return (origin != null && origin.watched()) ? origin.schedule() : null;
	}

	/**
	 * Followed by another end.
	 * @param next the other
	 * @return both together
	 */
	public ScheduleEnd then(ScheduleEnd next) {
		Instant latest = next.endedAt.isAfter(this.endedAt) ? next.endedAt : this.endedAt;
		return next.reset ? new ScheduleEnd(latest, true, next.failures)
				: new ScheduleEnd(latest, this.reset, this.failures + next.failures);
	}

	/**
	 * What a schedule knows of its jobs afterwards.
	 * @param before what it knew before
	 * @return what it knows now; whether it waits is not touched
	 */
	public Runs applyTo(Runs before) {
		Instant last = before.lastEndedAt();
		return new Runs(before.lastFireTime(), (last != null && last.isAfter(this.endedAt)) ? last : this.endedAt,
				before.waiting(), (this.reset ? 0 : before.failures()) + this.failures);
	}

}
