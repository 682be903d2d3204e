package io.jobscheduler.test;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.serializer.PayloadSerializer;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about a scheduler: its pending jobs, its results, its schedules. A job is
 * pending until it is run, and again while it waits for a retry. A task is named by its
 * id; jobs under a former id count as its own. Start with {@link SchedulerAssertions}.
 */
public final class SchedulerAssert extends AbstractAssert<SchedulerAssert, Scheduler> {

	private @Nullable PayloadSerializer serializer;

	SchedulerAssert(Scheduler actual) {
		super(actual, SchedulerAssert.class);
	}

	/**
	 * Writes expected arguments and values with the serializer of the scheduler, where
	 * that is not the one that it has unless told.
	 * @param payloadSerializer the scheduler's serializer
	 * @return this
	 */
	public SchedulerAssert usingSerializer(PayloadSerializer payloadSerializer) {
		this.serializer = payloadSerializer;
		return this;
	}

	/**
	 * Fails unless a job of a task is pending.
	 * @param task the task's id
	 * @return asks more of it; of several such jobs, one has to have all that is asked
	 */
	public PendingJobAssert hasPendingJob(String task) {
		return pending("of task '" + task + "'", ofTask(pendingJobs(), task));
	}

	/**
	 * Fails unless a job is pending.
	 * @param id the job
	 * @return asks more of it
	 */
	public PendingJobAssert hasPendingJob(JobId id) {
		return pending("with id " + id, pendingJobs().stream().filter((job) -> job.id().equals(id)).toList());
	}

	private PendingJobAssert pending(String what, List<Job> jobs) {
		isNotNull();
		Narrowing<Job> found = new Narrowing<>("a pending job " + what, pendingJobs(), Descriptions::of);
		PendingJobAssert job = new PendingJobAssert(found, JsonComparison.of(this.actual, this.serializer));
		job.info.description(this.info.description());
		job.found(jobs, ended());
		return job;
	}

	/**
	 * Fails if any job of a task is pending.
	 * @param task the task's id
	 * @return this
	 */
	public SchedulerAssert hasNoPendingJob(String task) {
		return hasPendingJobCount(task, 0);
	}

	/**
	 * Fails if any job is pending.
	 * @return this
	 */
	public SchedulerAssert hasNoPendingJobs() {
		isNotNull();
		List<Job> jobs = pendingJobs();
		if (!jobs.isEmpty()) {
			throw failure("%nExpecting no pending job but there are:%n%s", Descriptions.list(jobs, Descriptions::of));
		}
		return this;
	}

	/**
	 * Fails unless so many jobs of a task are pending.
	 * @param task the task's id
	 * @param count how many exactly
	 * @return this
	 */
	public SchedulerAssert hasPendingJobCount(String task, int count) {
		isNotNull();
		List<Job> jobs = ofTask(pendingJobs(), task);
		if (jobs.size() != count) {
			throw failure("%nExpecting %s pending jobs of task '%s' but there are %s of it among:%n%s", count, task,
					jobs.size(), Descriptions.list(pendingJobs(), Descriptions::of));
		}
		return this;
	}

	/**
	 * Fails unless a job has succeeded.
	 * @param id the job
	 * @return asks more of its result
	 */
	public JobResultAssert hasSucceeded(JobId id) {
		return hasEnded(id, Outcome.SUCCEEDED);
	}

	/**
	 * Fails unless a job of a task has succeeded.
	 * @param task the task's id
	 * @return asks more of its result; of several, one has to have all that is asked
	 */
	public JobResultAssert hasSucceeded(String task) {
		return hasEnded(task, Outcome.SUCCEEDED);
	}

	/**
	 * Fails unless a job has failed, with no attempt left.
	 * @param id the job
	 * @return asks more of its result
	 */
	public JobResultAssert hasFailed(JobId id) {
		return hasEnded(id, Outcome.FAILED);
	}

	/**
	 * Fails unless a job of a task has failed, with no attempt left.
	 * @param task the task's id
	 * @return asks more of its result; of several, one has to have all that is asked
	 */
	public JobResultAssert hasFailed(String task) {
		return hasEnded(task, Outcome.FAILED);
	}

	/**
	 * Fails unless a job has ended so.
	 * @param id the job
	 * @param outcome how
	 * @return asks more of its result
	 */
	public JobResultAssert hasEnded(JobId id, Outcome outcome) {
		return ended("of job " + id, outcome, results().stream().filter((result) -> result.jobId().equals(id)).toList(),
				pendingJobs().stream().filter((job) -> job.id().equals(id)).toList());
	}

	/**
	 * Fails unless a job of a task has ended so.
	 * @param task the task's id
	 * @param outcome how
	 * @return asks more of its result; of several, one has to have all that is asked
	 */
	public JobResultAssert hasEnded(String task, Outcome outcome) {
		Set<String> names = names(task);
		return ended("of task '" + task + "'", outcome,
				results().stream().filter((result) -> names.contains(result.task())).toList(),
				ofTask(pendingJobs(), task));
	}

	private JobResultAssert ended(String what, Outcome outcome, List<JobResult> results, List<Job> pending) {
		isNotNull();
		Narrowing<JobResult> found = new Narrowing<>("a result " + outcome + " " + what, results(), Descriptions::of);
		JobResultAssert result = new JobResultAssert(found, JsonComparison.of(this.actual, this.serializer));
		result.info.description(this.info.description());
		result.found(results.stream().filter((each) -> each.outcome() == outcome).toList(), pending);
		return result;
	}

	/**
	 * Fails unless so many jobs of a task have ended so.
	 * @param task the task's id
	 * @param outcome how
	 * @param count how many exactly
	 * @return this
	 */
	public SchedulerAssert hasResultCount(String task, Outcome outcome, int count) {
		isNotNull();
		Set<String> names = names(task);
		long found = results().stream()
			.filter((result) -> names.contains(result.task()) && result.outcome() == outcome)
			.count();
		if (found != count) {
			throw failure("%nExpecting %s results %s of task '%s' but there are %s of them among:%n%s", count, outcome,
					task, found, Descriptions.list(results(), Descriptions::of));
		}
		return this;
	}

	/**
	 * Fails unless there is a schedule.
	 * @param id its id
	 * @return asks more of it
	 */
	public ScheduleAssert hasSchedule(String id) {
		isNotNull();
		Optional<Schedule> schedule = schedules().stream().filter((each) -> each.id().equals(id)).findFirst();
		if (schedule.isEmpty()) {
			throw failure("%nExpecting a schedule with id '%s' but there are:%n%s", id,
					Descriptions.list(schedules(), Descriptions::of));
		}
		ScheduleAssert found = new ScheduleAssert(schedule.get());
		found.info.description(this.info.description());
		return found;
	}

	/**
	 * Fails if there is a schedule.
	 * @param id its id
	 * @return this
	 */
	public SchedulerAssert hasNoSchedule(String id) {
		isNotNull();
		schedules().stream().filter((each) -> each.id().equals(id)).findFirst().ifPresent((schedule) -> {
			throw failure("%nExpecting no schedule with id '%s' but there is:%n%s", id, Descriptions.of(schedule));
		});
		return this;
	}

	private List<Job> pendingJobs() {
		return StoreListing.all(this.actual, StoreListing::jobs)
			.stream()
			.filter((job) -> job.state() == JobState.PENDING)
			.toList();
	}

	private List<JobResult> results() {
		return StoreListing.all(this.actual, StoreListing::results);
	}

	private Collection<JobResult> ended() {
		return results();
	}

	private List<Schedule> schedules() {
		return StoreListing.all(this.actual, StoreListing::schedules);
	}

	private List<Job> ofTask(List<Job> jobs, String task) {
		Set<String> names = names(task);
		return jobs.stream().filter((job) -> names.contains(job.spec().task())).toList();
	}

	private Set<String> names(String task) {
		Set<String> names = new HashSet<>(Set.of(task));
		this.actual.tasks().find(task).ifPresent((definition) -> {
			names.add(definition.id());
			names.addAll(definition.aliases());
		});
		return names;
	}

}
