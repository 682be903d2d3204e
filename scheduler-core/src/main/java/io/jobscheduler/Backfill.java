package io.jobscheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Limits;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.Trigger;

/**
 * The jobs for the fire times of a schedule in a period that has passed. Each has an
 * identity of its own, apart from the job that the schedule made or did not make for the
 * fire time; the same backfill asked for twice gives the same jobs.
 *
 * @param schedule the schedule
 * @param from the start of the period, inclusive
 * @param to its end, exclusive
 */
record Backfill(Schedule schedule, Instant from, Instant to) {

	/** So many jobs one backfill makes at most. */
	static final int MAX_JOBS = 10_000;

	Backfill {
		Limits.requireInstant("start of the backfill", from);
		Limits.requireInstant("end of the backfill", to);
		if (!from.isBefore(to)) {
			throw new IllegalArgumentException("Invalid backfill of schedule '" + schedule.id() + "' from " + from
					+ " to " + to + ": the start has to be before the end");
		}
		if (schedule.definition().trigger() instanceof FixedDelayTrigger) {
			throw new IllegalArgumentException("Schedule '" + schedule.id()
					+ "' has a fixed delay: its fire times follow from its jobs, so there is nothing to backfill");
		}
	}

	List<NewJob> jobs(Instant now) {
		if (this.to.isAfter(now)) {
			throw new IllegalArgumentException("Invalid backfill of schedule '" + this.schedule.id() + "' to " + this.to
					+ ": allowed up to now, " + now + "; what comes later the schedule fires itself");
		}
		Trigger trigger = this.schedule.definition().trigger();
		List<NewJob> jobs = new ArrayList<>();
		Optional<Instant> fireTime = trigger.next(this.from.minusNanos(1000));
		while (fireTime.isPresent() && fireTime.get().isBefore(this.to)) {
			if (jobs.size() == MAX_JOBS) {
				throw new IllegalArgumentException("The backfill of schedule '" + this.schedule.id() + "' from "
						+ this.from + " to " + this.to + " has more than " + MAX_JOBS
						+ " fire times; ask for shorter periods, one after the other");
			}
			jobs.add(job(fireTime.get()));
			fireTime = trigger.next(fireTime.get());
		}
		return jobs;
	}

	private NewJob job(Instant fireTime) {
		ScheduleDefinition definition = this.schedule.definition();
		JobOrigin origin = new JobOrigin(this.schedule.id(), fireTime, DuePlanner.watches(definition));
		JobSpec spec = new JobSpec(definition.task(), definition.payload(), definition.settings(), null, origin);
		JobId id = JobId.derived(this.schedule.uid(), "backfill " + this.from + " " + this.to, fireTime);
		return new NewJob(id, true, spec, Due.NOW, ConflictPolicy.KEEP);
	}

}
