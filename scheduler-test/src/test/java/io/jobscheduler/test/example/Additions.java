package io.jobscheduler.test.example;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import org.jspecify.annotations.Nullable;

/**
 * Adds jobs, those of users and those of schedules, and changes schedules.
 */
final class Additions {

	private final Contents contents;

	Additions(Contents contents) {
		this.contents = contents;
	}

	AddReply add(NewJob newJob) {
		if (exists(newJob.id())) {
			return new AddReply(newJob.id(), AddReply.Status.EXISTS);
		}
		String key = newJob.spec().uniqueKey();
		JobId holder = (key != null) ? this.contents.jobs().holderOf(key) : null;
		Instant due = newJob.due().resolve(this.contents.now()).truncatedTo(ChronoUnit.MICROS);
		if (holder == null) {
			this.contents.jobs()
				.put(new Job(newJob.id(), newJob.spec(), due, this.contents.now(), JobState.PENDING,
						newJob.attempts()));
			return new AddReply(newJob.id(), AddReply.Status.ADDED);
		}
		return switch (newJob.onConflict()) {
			case KEEP -> new AddReply(holder, AddReply.Status.KEPT);
			case REJECT -> new AddReply(holder, AddReply.Status.REJECTED);
			case REPLACE -> replace(holder, newJob, due);
		};
	}

	private boolean exists(JobId id) {
		return this.contents.jobs().has(id) || this.contents.results().has(id);
	}

	private AddReply replace(JobId holder, NewJob newJob, Instant due) {
		Job job = this.contents.jobs().get(holder);
		if (job == null || job.state() != JobState.PENDING) {
			return new AddReply(holder, AddReply.Status.KEPT);
		}
		this.contents.jobs()
			.put(new Job(holder, newJob.spec(), due, job.createdAt(), JobState.PENDING, job.attempts()));
		return new AddReply(holder, AddReply.Status.REPLACED);
	}

	/**
	 * Applies a plan, if the schedule is still the one that was planned for.
	 * @return whether it was
	 */
	boolean fire(Firing firing) {
		if (!this.contents.schedules().stands(firing.planned())) {
			return false;
		}
		this.contents.schedules().put(firing.planned().with(firing.next()), firing.skipped(), this.contents.now());
		for (Firing.PlannedJob job : firing.jobs()) {
			if (!exists(job.id())) {
				this.contents.jobs()
					.put(new Job(job.id(), job.spec(), job.dueAt(), this.contents.now(), JobState.PENDING,
							Attempts.NONE));
			}
		}
		return true;
	}

	ScheduleReply change(ScheduleChange change) {
		Schedule before = this.contents.schedules().get(change.id());
		ScheduleEdit.Decision decision = change.edit().decide(before, this.contents.now());
		return new ScheduleReply(decision, before, after(change.id(), before, decision));
	}

	private @Nullable Schedule after(String id, @Nullable Schedule before, ScheduleEdit.Decision decision) {
		if (decision instanceof ScheduleEdit.Write write) {
			return this.contents.schedules().put(write.schedule(), write.skipped(), this.contents.now());
		}
		if (decision instanceof ScheduleEdit.Remove) {
			this.contents.schedules().remove(id);
			return null;
		}
		return before;
	}

}
