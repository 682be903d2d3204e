package io.jobscheduler.boot.actuate;

import java.util.Set;
import java.util.function.Function;

import io.jobscheduler.Scheduler;
import io.jobscheduler.UnknownScheduleException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What the endpoint {@code jobscheduler} offers over HTTP.
 */
@EndpointWebExtension(endpoint = JobSchedulerEndpoint.class)
public class JobSchedulerEndpointWebExtension {

	private final Scheduler scheduler;

	private final Sanitizer sanitizer;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param scheduler the scheduler
	 * @param sanitizer hides values
	 * @param showValues when values are shown
	 * @param roles who is authorized to see them
	 */
	public JobSchedulerEndpointWebExtension(Scheduler scheduler, Sanitizer sanitizer, Show showValues,
			Set<String> roles) {
		this.scheduler = scheduler;
		this.sanitizer = sanitizer;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * The node, its store and its executors.
	 * @param security who asks
	 * @return a summary
	 */
	@ReadOperation
	public WebEndpointResponse<?> summary(SecurityContext security) {
		return respond(security, SchedulerInspector::summary);
	}

	/**
	 * Lists schedules, jobs or nodes.
	 * @param security who asks
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
	public WebEndpointResponse<?> list(SecurityContext security, @Selector String kind, @Nullable String store,
			@Nullable String state, @Nullable String task, @Nullable String schedule, @Nullable String cursor,
			@Nullable String limit) {
		return respond(security, (inspector) -> inspector.in(store)
			.list(kind, new ListQuery(store, state, task, schedule, cursor, ListQuery.limit(limit))));
	}

	/**
	 * Shows a schedule, a job or a node.
	 * @param security who asks
	 * @param kind "schedules", "jobs" or "nodes"
	 * @param store the store to look in; otherwise in all of them
	 * @param id the id; it may hold slashes
	 * @return what is known of it
	 */
	@ReadOperation
	public WebEndpointResponse<?> detail(SecurityContext security, @Selector String kind, @Nullable String store,
			@Selector(match = Match.ALL_REMAINING) String... id) {
		return respond(security, (inspector) -> inspector.in(store).detail(kind, String.join("/", id)));
	}

	/**
	 * Pauses, resumes, runs or backfills a schedule; retries a job; pauses, drains or
	 * resumes a node, or all of them at {@code nodes/*}.
	 * @param security who asks
	 * @param kind {@code schedules}, {@code jobs} or {@code nodes}
	 * @param action what to do
	 * @param from the instant to resume from, or the start of a backfill, inclusive
	 * @param to the end of a backfill, exclusive
	 * @param store the store to look in; otherwise in all of them
	 * @param id the id; it may hold slashes
	 * @return the schedule as it stands, or the job
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(SecurityContext security, @Selector String kind, @Nullable String action,
			@Nullable String from, @Nullable String to, @Nullable String store,
			@Selector(match = Match.ALL_REMAINING) String... id) {
		return respond(security, (inspector) -> inspector.in(store)
			.act(kind, String.join("/", id), new SchedulerAction(action, from, to)));
	}

	/**
	 * Cancels a job.
	 * @param security who asks
	 * @param kind {@code jobs}
	 * @param id the id
	 * @param store the store to look in; otherwise in all of them
	 * @return what was done
	 */
	@DeleteOperation
	public WebEndpointResponse<?> cancel(SecurityContext security, @Selector String kind, @Selector String id,
			@Nullable String store) {
		return respond(security, (inspector) -> inspector.in(store).cancel(kind, id));
	}

	private WebEndpointResponse<?> respond(SecurityContext security, Function<SchedulerInspector, JsonObject> request) {
		boolean shown = this.showValues.isShown(security, this.roles);
		try {
			return new WebEndpointResponse<>(
					request.apply(new SchedulerInspector(this.scheduler, new ShownValues(this.sanitizer, shown))));
		}
		catch (NotFoundException | UnknownScheduleException ex) {
			return error(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (IllegalArgumentException ex) {
			return error(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (StoreUnavailableException ex) {
			return error(ex, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private static WebEndpointResponse<?> error(Exception failure, int status) {
		return new WebEndpointResponse<>(new JsonObject().with("error", failure.getMessage()), status);
	}

}
