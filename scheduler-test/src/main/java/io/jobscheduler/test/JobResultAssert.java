package io.jobscheduler.test;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about the result of a job. Of several, those that do not have what is asked
 * are left out; it fails when none is left, and lists the results that there are.
 */
public final class JobResultAssert extends AbstractAssert<JobResultAssert, List<JobResult>> {

	private final Narrowing<JobResult> results;

	private final JsonComparison json;

	JobResultAssert(Narrowing<JobResult> results, JsonComparison json) {
		super(results.left(), JobResultAssert.class);
		this.results = results;
		this.json = json;
	}

	void found(List<JobResult> found, List<Job> pending) {
		this.results.keep(found);
		if (found.isEmpty()) {
			throw failure("%n%s%nAnd these are pending:%n%s", this.results.failure(),
					Descriptions.list(pending, Descriptions::of));
		}
	}

	/**
	 * With a value, compared as it is stored.
	 * @param value what the task returned; {@code null} for nothing
	 * @return this
	 */
	public JobResultAssert withValue(@Nullable Object value) {
		return keep("with value " + value, (result) -> this.json.isValue(result.ending().value(), value));
	}

	/**
	 * With an error of a class.
	 * @param type the class of what was thrown, or one above it
	 * @return this
	 */
	public JobResultAssert withError(Class<? extends Throwable> type) {
		return keep("with an error of " + type, (result) -> {
			JobError error = result.ending().error();
			return error != null && (error.type().equals(type.getName()) || isBelow(error.type(), type));
		});
	}

	private static boolean isBelow(String name, Class<?> type) {
		try {
			return type.isAssignableFrom(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * With an error that says something.
	 * @param text a part of the error's class and message
	 * @return this
	 */
	public JobResultAssert withError(String text) {
		return keep("with an error that contains '" + text + "'", (result) -> {
			JobError error = result.ending().error();
			return error != null && error.summary().contains(text);
		});
	}

	/**
	 * Ended by an attempt.
	 * @param attempt its number, 1 for the first
	 * @return this
	 */
	public JobResultAssert onAttempt(int attempt) {
		return keep("on attempt " + attempt, (result) -> result.run().attempt() == attempt);
	}

	/**
	 * Ended at an instant.
	 * @param instant the instant, in whole microseconds
	 * @return this
	 */
	public JobResultAssert endedAt(Instant instant) {
		return keep("at " + instant, (result) -> result.run().endedAt().equals(instant));
	}

	/**
	 * Made by a schedule.
	 * @param schedule the schedule's id
	 * @return this
	 */
	public JobResultAssert ofSchedule(String schedule) {
		return keep("of schedule '" + schedule + "'", (result) -> {
			JobOrigin origin = result.origin();
			return origin != null && schedule.equals(origin.schedule());
		});
	}

	private JobResultAssert keep(String condition, Predicate<JobResult> predicate) {
		this.results.keep(condition, predicate);
		if (this.results.left().isEmpty()) {
			throw failure("%n%s", this.results.failure());
		}
		return this;
	}

}
