package io.jobscheduler.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.store.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of those who wait for results: at once for jobs that end on this
 * node, and by looking for those that end elsewhere.
 */
public final class ResultWatch implements EngineLoop {

	private static final String AWAITED = "jobscheduler.awaited";

	/** How often to look where nobody says that a job has ended. */
	private static final Duration LOOK = Duration.ofMillis(250);

	/** How often to look in case what was said got lost. */
	private static final Duration LOOK_ALL_THE_SAME = Duration.ofSeconds(5);

	private final EngineParts engine;

	private final Map<JobId, CompletableFuture<JobResult>> waiting = new ConcurrentHashMap<>();

	private final Runnable wake;

	ResultWatch(EngineParts engine, Runnable wake) {
		this.engine = engine;
		this.wake = wake;
	}

	/**
	 * With a sign that someone waits for the result, so that whoever ends the job tells
	 * other nodes.
	 * @param spec the job
	 * @return a copy
	 */
	public static JobSpec awaited(JobSpec spec) {
		Map<String, String> headers = new HashMap<>(spec.headers());
		headers.put(AWAITED, "true");
		return spec.withHeaders(headers);
	}

	static boolean isAwaited(JobSpec spec) {
		return spec.headers().containsKey(AWAITED);
	}

	@Override
	public String name() {
		return "results";
	}

	/**
	 * Waits for a result.
	 * @param id the job
	 * @param future completed with the result; exceptionally if the job has gone without
	 * one
	 */
	public void await(JobId id, CompletableFuture<JobResult> future) {
		CompletableFuture<JobResult> first = this.waiting.computeIfAbsent(id, (key) -> future);
		if (first != future) {
			var unused = first.whenComplete((result, failure) -> complete(future, result, failure));
		}
		this.wake.run();
	}

	private static void complete(CompletableFuture<JobResult> future, @Nullable JobResult result,
			@Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(result);
		}
	}

	/**
	 * Takes over those who wait at another watch, whose engine has not started or has
	 * stopped.
	 * @param other the other watch
	 */
	public void takeOver(ResultWatch other) {
		other.waiting.forEach(this::await);
		other.waiting.clear();
	}

	/**
	 * Nobody will look any more: those who wait are told so.
	 */
	public void close() {
		this.waiting.values()
			.forEach((future) -> future
				.completeExceptionally(new IllegalStateException("The scheduler was closed before the job ended")));
		this.waiting.clear();
	}

	void ended(JobId id) {
		if (this.waiting.containsKey(id)) {
			this.wake.run();
		}
	}

	@Override
	public Duration runOnce() {
		this.waiting.values().removeIf(CompletableFuture::isDone);
		JobStore store = this.engine.context().store();
		this.waiting.forEach((id, future) -> {
			boolean live = store.job(id).isPresent();
			Optional<JobResult> result = live ? Optional.empty() : store.result(id);
			if (result.isPresent()) {
				future.complete(result.get());
			}
			else if (!live) {
				future.completeExceptionally(new IllegalStateException(
						"Job " + id + " has ended, or its addition was rolled back, and no result is kept"));
			}
		});
		this.waiting.values().removeIf(CompletableFuture::isDone);
		if (this.waiting.isEmpty()) {
			return Duration.ofMinutes(1);
		}
		return store.describe().pushes() ? LOOK_ALL_THE_SAME : LOOK;
	}

}
