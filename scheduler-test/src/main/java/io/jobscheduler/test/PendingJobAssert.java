package io.jobscheduler.test;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about a pending job. Of several, those that do not have what is asked are
 * left out; it fails when none is left, and lists the jobs that are pending.
 */
public final class PendingJobAssert extends AbstractAssert<PendingJobAssert, List<Job>> {

	private final Narrowing<Job> jobs;

	private final JsonComparison json;

	PendingJobAssert(Narrowing<Job> jobs, JsonComparison json) {
		super(jobs.left(), PendingJobAssert.class);
		this.jobs = jobs;
		this.json = json;
	}

	void found(List<Job> found, Collection<JobResult> ended) {
		this.jobs.keep(found);
		if (found.isEmpty()) {
			throw failure("%n%s%nAnd these have ended:%n%s", this.jobs.failure(),
					Descriptions.list(ended, Descriptions::of));
		}
	}

	/**
	 * With an argument. It is compared as it is stored: {@code 42L} and {@code 42} are
	 * the same number in JSON, an {@link Instant} the same as its text.
	 * @param name the name of the task's parameter
	 * @param value the value; {@code null} is also one that is left out
	 * @return this
	 */
	public PendingJobAssert withArgument(String name, @Nullable Object value) {
		return keep("with argument " + name + " = " + value, (job) -> this.json.hasArgument(job.spec(), name, value));
	}

	/**
	 * Due at an instant.
	 * @param instant the instant, in whole microseconds
	 * @return this
	 */
	public PendingJobAssert dueAt(Instant instant) {
		return keep("due at " + instant, (job) -> job.dueAt().equals(instant));
	}

	/**
	 * Due before an instant.
	 * @param instant the instant, exclusive
	 * @return this
	 */
	public PendingJobAssert dueBefore(Instant instant) {
		return keep("due before " + instant, (job) -> job.dueAt().isBefore(instant));
	}

	/**
	 * Due after an instant.
	 * @param instant the instant, exclusive
	 * @return this
	 */
	public PendingJobAssert dueAfter(Instant instant) {
		return keep("due after " + instant, (job) -> job.dueAt().isAfter(instant));
	}

	/**
	 * With a priority. That of its task counts where it has none of its own.
	 * @param priority the priority
	 * @return this
	 */
	public PendingJobAssert withPriority(int priority) {
		return keep("with priority " + priority, (job) -> job.spec().priority() == priority);
	}

	/**
	 * With a unique key.
	 * @param key the key
	 * @return this
	 */
	public PendingJobAssert withUniqueKey(String key) {
		return keep("with unique key '" + key + "'", (job) -> key.equals(job.spec().uniqueKey()));
	}

	/**
	 * Made by a schedule.
	 * @param schedule the schedule's id
	 * @return this
	 */
	public PendingJobAssert ofSchedule(String schedule) {
		return keep("of schedule '" + schedule + "'", (job) -> {
			JobOrigin origin = job.spec().origin();
			return origin != null && schedule.equals(origin.schedule());
		});
	}

	/**
	 * In an attempt, or waiting for it.
	 * @param attempt its number, 1 for the first
	 * @return this
	 */
	public PendingJobAssert onAttempt(int attempt) {
		return keep("on attempt " + attempt, (job) -> job.attempt() == attempt);
	}

	private PendingJobAssert keep(String condition, Predicate<Job> predicate) {
		this.jobs.keep(condition, predicate);
		if (this.jobs.left().isEmpty()) {
			throw failure("%n%s", this.jobs.failure());
		}
		return this;
	}

}
