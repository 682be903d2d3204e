package io.jobscheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.trigger.FixedDelayTrigger;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a due schedule does, under its misfire grace time and its coalesce and
 * overlap policies. Pure: it reads no clock and keeps nothing.
 */
public final class DuePlanner implements SchedulePlanner {

	/**
	 * So many jobs of one schedule are made in one step; what is left is due again at
	 * once.
	 */
	static final int JOBS_PER_STEP = 100;

	private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

	/** Creates a planner. */
	public DuePlanner() {
	}

	/**
	 * Whether a schedule waits for its jobs to end, or counts their failures, so that
	 * their end must be told it.
	 * @param definition the schedule's definition
	 * @return {@code true} if its jobs are watched
	 */
	public static boolean watches(ScheduleDefinition definition) {
		return definition.policies().pauseAfterFailures() > 0 || waitsForEnd(definition);
	}

	/** Whether a fire time waits until the schedule's jobs have ended. */
	private static boolean waitsForEnd(ScheduleDefinition definition) {
		OverlapPolicy overlap = definition.policies().overlap();
		return definition.trigger() instanceof FixedDelayTrigger || overlap == OverlapPolicy.BUFFER_ONE
				|| overlap == OverlapPolicy.CANCEL_OTHER;
	}

	/**
	 * Whether the planner needs to know how many live jobs a schedule has.
	 * @param definition the schedule's definition
	 * @return {@code false} if {@link ScheduleFacts#NONE} will do
	 */
	public static boolean needsFacts(ScheduleDefinition definition) {
		return definition.trigger() instanceof FixedDelayTrigger
				|| definition.policies().overlap() != OverlapPolicy.ALLOW;
	}

	@Override
	public Firing plan(Schedule schedule, ScheduleFacts facts, Instant now) {
		return new Plan(schedule, facts, now).make();
	}

	/** One plan in the making. */
	private static final class Plan {

		private final Schedule schedule;

		private final ScheduleDefinition definition;

		private final FireTimes fireTimes;

		private final ScheduleFacts facts;

		private final Instant now;

		private final List<PlannedJob> jobs = new ArrayList<>();

		private final List<SkippedFireTimes> skipped = new ArrayList<>();

		Plan(Schedule schedule, ScheduleFacts facts, Instant now) {
			this.schedule = schedule;
			this.definition = schedule.definition();
			this.fireTimes = new FireTimes(this.definition.trigger());
			this.facts = facts;
			this.now = now;
		}

		Firing make() {
			Status status = this.schedule.status();
			Status paused = ScheduleEdits.pausedForFailures(this.schedule);
			if (paused != null) {
				return firing(paused);
			}
			boolean busy = this.facts.liveJobs() > 0;
			if (busy && waitsForEnd(this.definition)) {
				boolean cancels = this.definition.policies().overlap() == OverlapPolicy.CANCEL_OTHER
						&& isDue(status.nextFireTime());
				return new Firing(this.schedule, List.of(), List.of(), waiting(status), cancels);
			}
			Instant due = status.nextFireTime();
			if (due == null) {
				due = afterLastEnd(status);
			}
			if (due == null || due.isAfter(this.now)) {
				return firing(at(status, due));
			}
			if (isCalledOff(due)) {
				return firing(at(status, this.fireTimes.next(due).orElse(null)));
			}
			Instant last = fixedDelay() ? due : this.fireTimes.lastAtOrBefore(due, this.now);
			Instant first = passOverMissed(due, last);
			if (first == null) {
				return firing(after(last));
			}
			if (busy && this.definition.policies().overlap() == OverlapPolicy.SKIP) {
				this.skipped.add(this.fireTimes.range(first, last, SkipReason.OVERLAP));
				return firing(after(last));
			}
			return firing(after(fire(first, last)));
		}

		private boolean isDue(@Nullable Instant fireTime) {
			return fireTime != null && !fireTime.isAfter(this.now);
		}

		/** A calendar may have changed since the fire time was found. */
		private boolean isCalledOff(Instant due) {
			return !CalendarNames.of(this.definition.trigger()).isEmpty() && !this.fireTimes.isFireTime(due);
		}

		/**
		 * A schedule that waits looks again by itself, in case the wake-up at its job's
		 * end was lost.
		 */
		private Status waiting(Status status) {
			Instant since = (status.runs().lastFireTime() != null) ? status.runs().lastFireTime() : this.now;
			Duration look = Duration.between(since, this.now).dividedBy(8);
			if (look.compareTo(SHORTEST_LOOK) < 0) {
				look = SHORTEST_LOOK;
			}
			if (look.compareTo(LONGEST_LOOK) > 0) {
				look = LONGEST_LOOK;
			}
			Runs runs = status.runs().waiting(true);
			return new Status(ScheduleState.ACTIVE, null, status.nextFireTime(), this.now.plus(look),
					status.watermark(), runs);
		}

		/** Fixed delay: the next fire time counts from the end of the last job. */
		private @Nullable Instant afterLastEnd(Status status) {
			Instant ended = status.runs().lastEndedAt();
			Instant fired = status.watermark();
			Instant from = (ended != null && (fired == null || !ended.isBefore(fired))) ? ended : this.now;
			return this.fireTimes.next(from).orElse(null);
		}

		private Status at(Status status, @Nullable Instant next) {
			Runs runs = status.runs().waiting(false);
			return next(next, this.now, status.watermark(), runs);
		}

		/** Waits for the next fire time, or is finished, and says why. */
		private Status next(@Nullable Instant next, Instant after, @Nullable Instant watermark, Runs runs) {
			return (next != null) ? new Status(ScheduleState.ACTIVE, null, next, next, watermark, runs) : new Status(
					ScheduleState.FINISHED, this.definition.trigger().whyNone(after), null, null, watermark, runs);
		}

		/**
		 * Passes over what is later than the misfire grace time.
		 * @return the first fire time that is not; {@code null} if all are
		 */
		private @Nullable Instant passOverMissed(Instant due, Instant last) {
			Duration grace = this.definition.settings().misfireGraceTime();
			if (grace == null || this.now.minus(grace).compareTo(due) <= 0) {
				return due;
			}
			Instant cutoff = this.now.minus(grace);
			Optional<Instant> inTime = this.fireTimes.atOrAfter(cutoff).filter((time) -> !time.isAfter(last));
			Instant lastMissed = inTime.isPresent()
					? this.fireTimes.lastAtOrBefore(due, FireTimes.justBefore(inTime.get())) : last;
			this.skipped.add(this.fireTimes.range(due, lastMissed, SkipReason.MISSED));
			return inTime.orElse(null);
		}

		/**
		 * Makes jobs for the fire times from one to another.
		 * @return the last fire time dealt with
		 */
		private Instant fire(Instant first, Instant last) {
			SchedulePolicies policies = this.definition.policies();
			if (first.equals(last)) {
				addJob(first);
				return last;
			}
			CoalescePolicy coalesce = (policies.overlap() == OverlapPolicy.CANCEL_OTHER) ? CoalescePolicy.LATEST
					: policies.coalesce();
			return switch (coalesce) {
				case LATEST -> {
					Instant before = this.fireTimes.lastAtOrBefore(first, FireTimes.justBefore(last));
					this.skipped.add(this.fireTimes.range(first, before, SkipReason.COALESCED));
					addJob(last);
					yield last;
				}
				case EARLIEST -> {
					addJob(first);
					passOverFrom(first, last, SkipReason.COALESCED);
					yield last;
				}
				case ALL -> (policies.overlap() == OverlapPolicy.ALLOW) ? fireEach(first, last)
						: fireFirst(first, last, policies.overlap());
			};
		}

		private Instant fireEach(Instant first, Instant last) {
			Instant current = first;
			addJob(current);
			while (current.isBefore(last) && this.jobs.size() < JOBS_PER_STEP) {
				current = this.fireTimes.next(current).orElse(last);
				addJob(current);
			}
			return current;
		}

		/**
		 * All of them, but one after the other: the first now; the rest waits, or is
		 * passed over.
		 */
		private Instant fireFirst(Instant first, Instant last, OverlapPolicy overlap) {
			addJob(first);
			if (overlap == OverlapPolicy.BUFFER_ONE) {
				return first;
			}
			passOverFrom(first, last, SkipReason.OVERLAP);
			return last;
		}

		private void passOverFrom(Instant fired, Instant last, SkipReason reason) {
			this.fireTimes.next(fired).ifPresent((next) -> this.skipped.add(this.fireTimes.range(next, last, reason)));
		}

		private void addJob(Instant fireTime) {
			JobOrigin origin = new JobOrigin(this.schedule.id(), fireTime, watches(this.definition));
			JobSpec spec = new JobSpec(this.definition.task(), this.definition.payload(), this.definition.settings(),
					null, origin);
			JobId id = JobId.ofFireTime(this.schedule.uid(), fireTime);
			this.jobs.add(new PlannedJob(id, spec, fireTime.plus(jitter(id))));
		}

		private Duration jitter(JobId id) {
			Duration jitter = this.definition.policies().jitter();
			if (jitter.isZero()) {
				return jitter;
			}
			long micros = jitter.toSeconds() * 1_000_000 + jitter.toNanosPart() / 1_000;
			long random = id.value().getLeastSignificantBits() << 2;
			return Duration.of(Long.remainderUnsigned(random, micros + 1), ChronoUnit.MICROS);
		}

		private Status after(Instant dealtWith) {
			Instant next = fixedDelay() ? null : this.fireTimes.next(dealtWith).orElse(null);
			Runs before = this.schedule.status().runs();
			boolean waits = !this.jobs.isEmpty() && waitsForEnd(this.definition);
			Instant lastFired = this.jobs.isEmpty() ? before.lastFireTime()
					: fireTimeOf(this.jobs.get(this.jobs.size() - 1));
			Runs runs = new Runs(lastFired, before.lastEndedAt(), waits, before.failures());
			if (fixedDelay()) {
				return new Status(ScheduleState.ACTIVE, null, null,
						this.now.plus(waits ? SHORTEST_LOOK : Duration.ZERO), dealtWith, runs);
			}
			return next(next, dealtWith, dealtWith, runs);
		}

		private boolean fixedDelay() {
			return this.definition.trigger() instanceof FixedDelayTrigger;
		}

		private static @Nullable Instant fireTimeOf(PlannedJob job) {
			JobOrigin origin = job.spec().origin();
			return (origin != null) ? origin.fireTime() : null;
		}

		private Firing firing(Status next) {
			return new Firing(this.schedule, List.copyOf(this.jobs), List.copyOf(this.skipped), next);
		}

	}

}
