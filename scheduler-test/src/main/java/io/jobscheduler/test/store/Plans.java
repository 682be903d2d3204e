package io.jobscheduler.test.store;

import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;

/**
 * Planners simple enough for a test to know what they plan.
 */
final class Plans {

	private Plans() {
	}

	/** One job for the fire time that is due, however many are. */
	static Firing oneJob(Schedule schedule, ScheduleFacts facts, Instant now) {
		return firing(schedule, false);
	}

	/** One job whose end wakes the schedule, which waits for it. */
	static Firing oneWatchedJob(Schedule schedule, ScheduleFacts facts, Instant now) {
		Firing firing = firing(schedule, true);
		Schedule.Status next = firing.next();
		Schedule.Runs waiting = next.runs().waiting(true);
		return new Firing(schedule, firing.jobs(), firing.skipped(), new Schedule.Status(ScheduleState.ACTIVE, null,
				null, now.plus(TestSchedule.INTERVAL.multipliedBy(24)), next.watermark(), waiting));
	}

	/** No job; the fire time that is due is recorded as passed over. */
	static Firing skip(Schedule schedule, ScheduleFacts facts, Instant now) {
		Instant fireTime = fireTime(schedule);
		return new Firing(schedule, List.of(), List.of(new SkippedFireTimes(fireTime, fireTime, 1, SkipReason.OVERLAP)),
				after(schedule, fireTime, schedule.status().runs()));
	}

	/** Does something first, as what other nodes do between reading and writing. */
	static SchedulePlanner meanwhile(Runnable action, SchedulePlanner planner) {
		return (schedule, facts, now) -> {
			action.run();
			return planner.plan(schedule, facts, now);
		};
	}

	static JobId jobId(Schedule schedule, Instant fireTime) {
		return JobId.ofFireTime(schedule.uid(), fireTime);
	}

	private static Firing firing(Schedule schedule, boolean watched) {
		Instant fireTime = fireTime(schedule);
		JobSpec spec = new JobSpec(schedule.definition().task(), schedule.definition().payload(),
				schedule.definition().settings(), null, new JobOrigin(schedule.id(), fireTime, watched));
		Firing.PlannedJob job = new Firing.PlannedJob(jobId(schedule, fireTime), spec, fireTime);
		Schedule.Runs runs = new Schedule.Runs(fireTime, schedule.status().runs().lastEndedAt(), false,
				schedule.status().runs().failures());
		return new Firing(schedule, List.of(job), List.of(), after(schedule, fireTime, runs));
	}

	private static Schedule.Status after(Schedule schedule, Instant fireTime, Schedule.Runs runs) {
		return schedule.definition()
			.trigger()
			.next(fireTime)
			.map((next) -> new Schedule.Status(ScheduleState.ACTIVE, null, next, next, fireTime, runs))
			.orElseGet(() -> new Schedule.Status(ScheduleState.FINISHED, null, null, null, fireTime, runs));
	}

	private static Instant fireTime(Schedule schedule) {
		Instant fireTime = schedule.status().nextFireTime();
		if (fireTime == null) {
			throw new IllegalStateException("Schedule " + schedule.id() + " has no next fire time");
		}
		return fireTime;
	}

}
