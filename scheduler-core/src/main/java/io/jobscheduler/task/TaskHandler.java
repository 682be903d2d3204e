package io.jobscheduler.task;

import org.jspecify.annotations.Nullable;

/**
 * The code of a task.
 */
@FunctionalInterface
public interface TaskHandler {

	/**
	 * Runs a job.
	 * @param context the job; also at {@link JobContext#current()}
	 * @param arguments one value per parameter of the task, in order
	 * @return the job's value, {@code null} for none
	 * @throws Exception fails the attempt
	 */
	@Nullable Object run(JobContext context, @Nullable Object[] arguments) throws Exception;

}
