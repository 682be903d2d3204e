package io.jobscheduler.boot.actuate;

import io.jobscheduler.Scheduler;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * What the endpoint {@code jobscheduler} offers over JMX.
 */
@EndpointJmxExtension(endpoint = JobSchedulerEndpoint.class)
public class JobSchedulerEndpointJmxExtension {

	private final SchedulerInspector inspector;

	/**
	 * Creates the extension.
	 * @param scheduler the scheduler
	 * @param sanitizer hides values
	 * @param showValues when values are shown
	 */
	public JobSchedulerEndpointJmxExtension(Scheduler scheduler, Sanitizer sanitizer, Show showValues) {
		this.inspector = new SchedulerInspector(scheduler, new ShownValues(sanitizer, showValues.isShown(true)));
	}

	/**
	 * Lists schedules, jobs or nodes.
	 * @param kind "schedules", "jobs" or "nodes"
	 * @param store only what is in this store
	 * @param state only what is in this state
	 * @param task only what runs this task
	 * @param schedule only what was made by this schedule
	 * @param cursor the {@code nextCursor} of the page before
	 * @param limit how many at most
	 * @return a page
	 */
	@ReadOperation
	public Object list(@Selector String kind, @Nullable String store, @Nullable String state, @Nullable String task,
			@Nullable String schedule, @Nullable String cursor, @Nullable String limit) {
		return this.inspector.in(store)
			.list(kind, new ListQuery(store, state, task, schedule, cursor, ListQuery.limit(limit)));
	}

	/**
	 * Shows a schedule, a job or a node.
	 * @param kind "schedules", "jobs" or "nodes"
	 * @param id the id
	 * @param store the store to look in; otherwise in all of them
	 * @return what is known of it
	 */
	@ReadOperation
	public Object detail(@Selector String kind, @Selector String id, @Nullable String store) {
		return this.inspector.in(store).detail(kind, id);
	}

	/**
	 * Pauses, resumes, runs or backfills a schedule; retries a job; pauses, drains or
	 * resumes a node, or all of them, whose id is {@code *}.
	 * @param kind {@code schedules}, {@code jobs} or {@code nodes}
	 * @param id the id
	 * @param action what to do
	 * @param from the instant to resume from, or the start of a backfill, inclusive
	 * @param to the end of a backfill, exclusive
	 * @param store the store to look in; otherwise in all of them
	 * @return the schedule as it stands, or the job
	 */
	@WriteOperation
	public Object act(@Selector String kind, @Selector String id, @Nullable String action, @Nullable String from,
			@Nullable String to, @Nullable String store) {
		return this.inspector.in(store).act(kind, id, new SchedulerAction(action, from, to));
	}

	/**
	 * Cancels a job.
	 * @param kind {@code jobs}
	 * @param id the id
	 * @param store the store to look in; otherwise in all of them
	 * @return what was done
	 */
	@DeleteOperation
	public Object cancel(@Selector String kind, @Selector String id, @Nullable String store) {
		return this.inspector.in(store).cancel(kind, id);
	}

}
