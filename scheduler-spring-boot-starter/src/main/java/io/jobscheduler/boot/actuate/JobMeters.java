package io.jobscheduler.boot.actuate;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.job.Claim;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Meters of runs: {@code jobscheduler.job} is how long they took,
 * {@code jobscheduler.lateness} how long after they were due they started, and
 * {@code jobscheduler.retries} how many attempts were followed by another.
 */
public class JobMeters implements SchedulerListener {

	private final MeterRegistry registry;

	private final Supplier<TaskRegistry> tasks;

	/**
	 * Creates the meters.
	 * @param registry holds them
	 * @param tasks the tasks of this node, asked for when a job has ended
	 */
	public JobMeters(MeterRegistry registry, Supplier<TaskRegistry> tasks) {
		this.registry = registry;
		this.tasks = tasks;
	}

	@Override
	public void onEvent(SchedulerEvent event) {
		if (event instanceof SchedulerEvent.JobEnded ended) {
			ended(ended);
		}
		else if (event instanceof SchedulerEvent.JobRetried retried) {
			this.registry.counter("jobscheduler.retries", tags(retried.store(), retried.claim())).increment();
		}
	}

	private void ended(SchedulerEvent.JobEnded event) {
		Tags tags = tags(event.store(), event.claim());
		String outcome = event.ending().outcome().name().toLowerCase(Locale.ROOT);
		this.registry.timer("jobscheduler.job", tags.and("outcome", outcome)).record(event.run().duration());
		if (event.run().startedAt() != null) {
			Duration lateness = Duration.between(event.claim().job().dueAt(), event.run().startedAt());
			this.registry.timer("jobscheduler.lateness", tags).record(lateness.isNegative() ? Duration.ZERO : lateness);
		}
	}

	private Tags tags(String store, Claim claim) {
		String task = claim.job().spec().task();
		String executor = this.tasks.get()
			.find(task)
			.map(TaskDefinition::executor)
			.orElse(TaskDefinition.DEFAULT_EXECUTOR);
		return Tags.of("task", task, "executor", executor, "store", store);
	}

}
