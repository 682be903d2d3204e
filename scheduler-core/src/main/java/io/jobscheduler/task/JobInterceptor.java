package io.jobscheduler.task;

import org.jspecify.annotations.Nullable;

/**
 * Does something around the run of every job, on the thread, and in the process, in which
 * the task's code runs. Of several, the first is the outermost.
 */
@FunctionalInterface
public interface JobInterceptor {

	/**
	 * Runs the job, by way of the next interceptor.
	 * @param job the job
	 * @param next what to call, once
	 * @return what the task returned, or something else in its place. A task that works
	 * asynchronously returns a {@link java.util.concurrent.CompletionStage}, which has
	 * not completed yet
	 * @throws Exception fails the attempt
	 */
	@Nullable Object intercept(JobContext job, Invocation next) throws Exception;

	/** What comes next: another interceptor, or the task. */
	@FunctionalInterface
	interface Invocation {

		/**
		 * Goes on.
		 * @return what the task returned
		 * @throws Exception what it threw
		 */
		@Nullable Object proceed() throws Exception;

	}

}
