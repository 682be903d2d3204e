package io.jobscheduler.reactive;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.TaskCall;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.trigger.FireTimePreview;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A {@link Scheduler} whose answers are {@link Mono} and {@link Flux}. Nothing is done
 * before something subscribes, and again with every subscription. Stores are called on
 * Reactor's bounded elastic threads, never on that of the subscriber, so it may be used
 * on an event loop. For the same reason nothing that is done here takes part in a
 * transaction of the calling thread.
 * <p>
 * Errors are those of the scheduler. To take back a subscription stops what has not been
 * asked of the store yet; a job that was added stays, and is cancelled with
 * {@link #cancelJob(JobId)} only.
 */
public final class ReactiveScheduler {

	private static final Logger logger = LoggerFactory.getLogger(ReactiveScheduler.class);

	/** So many events wait for a slow subscriber; then the oldest are dropped. */
	static final int EVENT_BUFFER = 1_000;

	private final Scheduler scheduler;

	private ReactiveScheduler(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * The reactive face of a scheduler.
	 * @param scheduler the scheduler
	 * @return its other face; both may be used
	 */
	public static ReactiveScheduler of(Scheduler scheduler) {
		return new ReactiveScheduler(Objects.requireNonNull(scheduler, "scheduler"));
	}

	/**
	 * The scheduler behind it.
	 * @return the scheduler, for what does not call a store
	 */
	public Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Confined to one store, as {@link Scheduler#inStore(String)}.
	 * @param name the store's name
	 * @return a scheduler
	 * @throws IllegalArgumentException if there is no store of that name
	 */
	public ReactiveScheduler inStore(String name) {
		return of(this.scheduler.inStore(name));
	}

	private static <T> Mono<T> ask(Callable<? extends T> question) {
		return StoreCall.of(() -> Optional.of(question.call()));
	}

	private static <T> Mono<T> find(Callable<Optional<T>> question) {
		return StoreCall.of(question);
	}

	private static <T> Flux<T> list(Callable<List<T>> question) {
		return ask(question).flatMapIterable(Function.identity());
	}

	private static Mono<Void> tell(Runnable action) {
		return StoreCall.of(() -> {
			action.run();
			return Optional.empty();
		});
	}

	/** The store's next page is asked for when the one before is used up. */
	private static <T> Flux<T> pages(@Nullable String cursor, Function<@Nullable String, Page<T>> page) {
		return ask(() -> page.apply(cursor)).expand((before) -> {
			String next = before.nextCursor();
			return (next != null) ? ask(() -> page.apply(next)) : Mono.empty();
		}).concatMap((read) -> Flux.fromIterable(read.items()), 0);
	}

	/**
	 * Adds a job.
	 * @param request the job
	 * @return its id, as {@link Scheduler#addJob(JobRequest)}
	 */
	public Mono<JobId> addJob(JobRequest request) {
		return ask(() -> this.scheduler.addJob(request));
	}

	/**
	 * Adds a job that makes a call, at once.
	 * @param <T> the bean's type
	 * @param type the bean's type
	 * @param call the call
	 * @return its id
	 */
	public <T> Mono<JobId> addJob(Class<T> type, TaskCall<T> call) {
		return ask(() -> this.scheduler.addJob(type, call));
	}

	/**
	 * Adds jobs, in as few writes as the store needs.
	 * @param requests the jobs
	 * @return their ids, in the same order
	 */
	public Flux<JobId> addJobs(Collection<JobRequest> requests) {
		return list(() -> this.scheduler.addJobs(requests));
	}

	/**
	 * Adds a job that makes a call, and waits for its value.
	 * @param <T> the bean's type
	 * @param <R> the value's type
	 * @param type the bean's type
	 * @param call the call
	 * @return the value; empty if it is {@code null}; an error of
	 * {@link io.jobscheduler.JobFailedException} if the job did not succeed
	 */
	public <T, R> Mono<R> callJob(Class<T> type, TaskFunction<T, R> call) {
		return ask(() -> this.scheduler.callJob(type, call)).flatMap(ReactiveScheduler::awaited);
	}

	/**
	 * Adds a job, and waits for its result.
	 * @param request the job
	 * @return its result, however it ended
	 */
	public Mono<JobResult> callJob(JobRequest request) {
		return ask(() -> this.scheduler.callJob(request)).flatMap(ReactiveScheduler::awaited);
	}

	/** Who no longer waits does not take the future from others who do. */
	private static <R> Mono<R> awaited(CompletableFuture<R> future) {
		return Mono.fromFuture(future, true);
	}

	/**
	 * Cancels a job, as {@link Scheduler#cancelJob(JobId)}.
	 * @param id the job
	 * @return what was done
	 */
	public Mono<CancelReply.Status> cancelJob(JobId id) {
		return ask(() -> this.scheduler.cancelJob(id));
	}

	/**
	 * Retries a job that has not succeeded, as {@link Scheduler#retryJob(JobId)}.
	 * @param id the job that has ended
	 * @return the new job
	 */
	public Mono<JobId> retryJob(JobId id) {
		return ask(() -> this.scheduler.retryJob(id));
	}

	/**
	 * Retries jobs that have not succeeded, as {@link Scheduler#retryJobs(ResultQuery)}.
	 * @param filter which results
	 * @return how many matched
	 */
	public Mono<Integer> retryJobs(ResultQuery filter) {
		return ask(() -> this.scheduler.retryJobs(filter));
	}

	/**
	 * Looks up a job that has not ended.
	 * @param id its id
	 * @return the job, or empty
	 */
	public Mono<Job> job(JobId id) {
		return find(() -> this.scheduler.job(id));
	}

	/**
	 * Looks up the result of a job.
	 * @param id the job
	 * @return the result, or empty
	 */
	public Mono<JobResult> result(JobId id) {
		return find(() -> this.scheduler.result(id));
	}

	/**
	 * Lists the jobs of the default store that have not ended, by id.
	 * @param query which; its limit is the size of a page
	 * @return all of them, read page by page as they are asked for
	 */
	public Flux<Job> jobs(JobQuery query) {
		return pages(query.cursor(), (cursor) -> this.scheduler.store()
			.findJobs(new JobQuery(query.state(), query.task(), query.schedule(), cursor, query.limit())));
	}

	/**
	 * Lists the results of the default store, the latest first.
	 * @param query which; its limit is the size of a page
	 * @return all of them, read page by page as they are asked for
	 */
	public Flux<JobResult> results(ResultQuery query) {
		return pages(query.cursor(), (cursor) -> this.scheduler.store()
			.findResults(new ResultQuery(query.outcome(), query.task(), query.schedule(), cursor, query.limit())));
	}

	/**
	 * Adds a schedule, as {@link Scheduler#addSchedule(String, JobRequest, Trigger)}.
	 * @param id its id
	 * @param job what its jobs run
	 * @param trigger when it fires
	 * @return the schedule as it stands
	 */
	public Mono<Schedule> addSchedule(String id, JobRequest job, Trigger trigger) {
		return ask(() -> this.scheduler.addSchedule(id, job, trigger));
	}

	/**
	 * Adds a schedule, as {@link Scheduler#addSchedule(ScheduleRequest)}.
	 * @param request the schedule
	 * @return the schedule as it stands
	 */
	public Mono<Schedule> addSchedule(ScheduleRequest request) {
		return ask(() -> this.scheduler.addSchedule(request));
	}

	/**
	 * Changes a schedule, as {@link Scheduler#changeSchedule(String, UnaryOperator)}.
	 * @param id its id
	 * @param change the change
	 * @return the schedule as it stands
	 */
	public Mono<Schedule> changeSchedule(String id, UnaryOperator<ScheduleDefinition> change) {
		return ask(() -> this.scheduler.changeSchedule(id, change));
	}

	/**
	 * Pauses a schedule.
	 * @param id its id
	 * @return the schedule as it stands
	 */
	public Mono<Schedule> pauseSchedule(String id) {
		return ask(() -> this.scheduler.pauseSchedule(id));
	}

	/**
	 * Resumes a schedule, as {@link Scheduler#resumeSchedule(String, Instant)}.
	 * @param id its id
	 * @param from the first fire time may be this instant; {@code null} for now
	 * @return the schedule as it stands
	 */
	public Mono<Schedule> resumeSchedule(String id, @Nullable Instant from) {
		return ask(() -> this.scheduler.resumeSchedule(id, from));
	}

	/**
	 * Runs a schedule's job now.
	 * @param id the schedule's id
	 * @return the job
	 */
	public Mono<JobId> runSchedule(String id) {
		return ask(() -> this.scheduler.runSchedule(id));
	}

	/**
	 * Makes jobs for fire times that have passed, as
	 * {@link Scheduler#backfillSchedule(String, Instant, Instant)}.
	 * @param id the schedule's id
	 * @param from the start of the period, inclusive
	 * @param to its end, exclusive
	 * @return the jobs
	 */
	public Flux<JobId> backfillSchedule(String id, Instant from, Instant to) {
		return list(() -> this.scheduler.backfillSchedule(id, from, to));
	}

	/**
	 * Removes a schedule.
	 * @param id its id
	 * @return completes when it is removed
	 */
	public Mono<Void> removeSchedule(String id) {
		return tell(() -> this.scheduler.removeSchedule(id));
	}

	/**
	 * Looks up a schedule.
	 * @param id its id
	 * @return the schedule, or empty
	 */
	public Mono<Schedule> schedule(String id) {
		return find(() -> this.scheduler.schedule(id));
	}

	/**
	 * Lists the schedules of the default store, by id.
	 * @param query which; its limit is the size of a page
	 * @return all of them, read page by page as they are asked for
	 */
	public Flux<Schedule> schedules(ScheduleQuery query) {
		return pages(query.cursor(), (cursor) -> this.scheduler.store()
			.findSchedules(new ScheduleQuery(query.state(), query.task(), query.application(), cursor, query.limit())));
	}

	/**
	 * Shows the next fire times of a schedule.
	 * @param id its id
	 * @param count how many, from 1 to 1000
	 * @return the fire times
	 */
	public Flux<FireTimePreview> previewSchedule(String id, int count) {
		return list(() -> this.scheduler.previewSchedule(id, count));
	}

	/**
	 * Lists the nodes of the default store, by id.
	 * @return every registered node, live or not
	 */
	public Flux<NodeStatus> nodes() {
		return list(() -> this.scheduler.store().nodes());
	}

	/**
	 * Tells a node, or all, what to do, as
	 * {@link Scheduler#setNodeMode(String, NodeMode)}.
	 * @param node the node's id; {@code null} for all
	 * @param mode what to do
	 * @return completes when it is written
	 */
	public Mono<Void> setNodeMode(@Nullable String node, NodeMode mode) {
		return tell(() -> this.scheduler.setNodeMode(node, mode));
	}

	/**
	 * What happens on this node, from the subscription on. Up to {@value #EVENT_BUFFER}
	 * events wait for a slow subscriber; then the oldest are dropped, and logged.
	 * @return the events, without an end
	 */
	public Flux<SchedulerEvent> events() {
		return Flux
			.<SchedulerEvent>create((sink) -> sink.onDispose(this.scheduler.addListener(sink::next)::close),
					OverflowStrategy.IGNORE)
			.onBackpressureBuffer(EVENT_BUFFER,
					(dropped) -> logger.warn("A subscriber is too slow; an event is dropped: {}", dropped),
					BufferOverflowStrategy.DROP_OLDEST);
	}

	/**
	 * Starts the scheduler.
	 * @return completes when it runs
	 */
	public Mono<Void> start() {
		return tell(this.scheduler::start);
	}

	/**
	 * Starts the scheduler, and stops it when the subscription is taken back.
	 * @return completes when it was stopped
	 */
	public Mono<Void> run() {
		return Mono.<Void>fromRunnable(this.scheduler::run).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Stops the scheduler in good order.
	 * @return completes when it has stopped
	 */
	public Mono<Void> stop() {
		return tell(this.scheduler::stop);
	}

	/**
	 * Stops the scheduler, and lets go of its stores and executors.
	 * @return completes when it is closed
	 */
	public Mono<Void> close() {
		return tell(this.scheduler::close);
	}

}
