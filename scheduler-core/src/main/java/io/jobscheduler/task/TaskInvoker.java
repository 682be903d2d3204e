package io.jobscheduler.task;

import java.util.List;
import java.util.Map;

import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.serializer.PayloadSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Calls tasks: reads their arguments, and runs their code within the interceptors. What
 * every process does that runs jobs.
 *
 * @param serializer reads arguments and writes values
 * @param interceptors around every run, the first outermost
 */
public record TaskInvoker(PayloadSerializer serializer, List<JobInterceptor> interceptors) {

	/** Copies the interceptors. */
	public TaskInvoker {
		interceptors = List.copyOf(interceptors);
	}

	/**
	 * Reads the arguments of a job, whatever version of the task it was added for.
	 * @param task the task
	 * @param payload the arguments
	 * @return one value per parameter, in order
	 * @throws PayloadException if they do not fit
	 */
	public @Nullable Object[] arguments(TaskDefinition task, Payload payload) {
		String arguments = payload.arguments();
		for (int version = payload.version(); version < task.version(); version++) {
			PayloadUpcaster upcaster = task.upcasters().get(version);
			if (upcaster != null) {
				arguments = upcast(task, version, upcaster, arguments);
			}
		}
		return this.serializer.readArguments(arguments, task.parameters());
	}

	private String upcast(TaskDefinition task, int version, PayloadUpcaster upcaster, String arguments) {
		Map<String, @Nullable Object> read = this.serializer.readArguments(arguments);
		try {
			return this.serializer.writeArguments(upcaster.upcast(read));
		}
		catch (RuntimeException ex) {
			throw new PayloadException("The upcaster of task '" + task.id() + "' from version " + version
					+ " failed on arguments " + read.keySet() + ": " + ex, ex);
		}
	}

	/**
	 * Runs a task on the current thread, where {@link JobContext#current()} is the job.
	 * @param task the task
	 * @param job the job
	 * @param arguments its arguments
	 * @return what the task returned
	 * @throws Exception what it threw
	 */
	public @Nullable Object invoke(TaskDefinition task, JobContext job, @Nullable Object[] arguments) throws Exception {
		return CurrentJob.run(job, (context, values) -> proceed(0, task, context, values), arguments);
	}

	private @Nullable Object proceed(int depth, TaskDefinition task, JobContext job, @Nullable Object[] arguments)
			throws Exception {
		return (depth < this.interceptors.size())
				? this.interceptors.get(depth).intercept(job, () -> proceed(depth + 1, task, job, arguments))
				: task.handler().run(job, arguments);
	}

}
