package io.jobscheduler.executor;

import java.util.concurrent.CompletionStage;

import io.jobscheduler.serializer.Payload;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of a job somewhere else than on the calling thread: in another process.
 */
@FunctionalInterface
public interface JobInvoker {

	/**
	 * Runs a job's task there, with its interceptors. Returns without waiting. To stop
	 * the run when the job is cancelled or timed out, it subscribes with
	 * {@link JobContext#onCancel(Runnable)}.
	 * @param job the job; what the task says of its progress and its log is to be passed
	 * on to it
	 * @param payload the arguments
	 * @return completed with what the task returned, as JSON, {@code null} for nothing;
	 * exceptionally, with {@link RemoteJobException} if the task threw, or if the process
	 * ended
	 */
	CompletionStage<@Nullable String> invoke(JobContext job, Payload payload);

}
