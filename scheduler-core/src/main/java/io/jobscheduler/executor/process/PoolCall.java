package io.jobscheduler.executor.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.jobscheduler.executor.RemoteJobException;
import io.jobscheduler.job.JobError;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * A job that waits for a worker, or is run by one.
 *
 * @param job the job
 * @param payload its arguments
 * @param result completed when it has ended
 * @param cancelled whether it was told to stop
 */
record PoolCall(JobContext job, Payload payload, CompletableFuture<@Nullable String> result, AtomicBoolean cancelled) {

	PoolCall(JobContext job, Payload payload) {
		this(job, payload, new CompletableFuture<>(), new AtomicBoolean());
	}

	/** What a retry policy knows a worker's end by. */
	private static final List<String> TYPES = List.of(RemoteJobException.class.getName(),
			RuntimeException.class.getName(), Exception.class.getName(), Throwable.class.getName(),
			Object.class.getName());

	/** The worker has ended, or there is none. */
	void fail(String reason, @Nullable String output) {
		this.result.completeExceptionally(new RemoteJobException(new JobError("process", reason, output), TYPES));
	}

	/** It was told to stop before a worker took it. */
	void withdraw() {
		fail("told to stop before a worker process was free", null);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
