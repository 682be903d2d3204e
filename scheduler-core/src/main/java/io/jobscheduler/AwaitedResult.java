package io.jobscheduler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.JobStore;

/**
 * A result that is waited for. Waiting in the transaction that added the job could only
 * end in a timeout, so it fails at once.
 */
class AwaitedResult extends CompletableFuture<JobResult> {

	private final JobStore store;

	private volatile boolean committed;

	AwaitedResult(JobStore store) {
		this.store = store;
	}

	void committed() {
		this.committed = true;
	}

	private void requireCommitted() {
		if (!this.committed && !isDone() && this.store.inCallersTransaction()) {
			throw new IllegalStateException(
					"The job cannot run before the transaction that added it has committed, so its result cannot be waited for here; wait after the commit");
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new Dependent<>(this);
	}

	@Override
	public JobResult get() throws InterruptedException, ExecutionException {
		requireCommitted();
		return super.get();
	}

	@Override
	public JobResult get(long timeout, TimeUnit unit)
			throws InterruptedException, ExecutionException, TimeoutException {
		requireCommitted();
		return super.get(timeout, unit);
	}

	@Override
	public JobResult join() {
		requireCommitted();
		return super.join();
	}

	/** What is made of the result: the same holds for waiting for it. */
	private static final class Dependent<U> extends CompletableFuture<U> {

		private final AwaitedResult source;

		Dependent(AwaitedResult source) {
			this.source = source;
		}

		@Override
		public <V> CompletableFuture<V> newIncompleteFuture() {
			return new Dependent<>(this.source);
		}

		@Override
		public U get() throws InterruptedException, ExecutionException {
			this.source.requireCommitted();
			return super.get();
		}

		@Override
		public U get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
			this.source.requireCommitted();
			return super.get(timeout, unit);
		}

		@Override
		public U join() {
			this.source.requireCommitted();
			return super.join();
		}

	}

}
