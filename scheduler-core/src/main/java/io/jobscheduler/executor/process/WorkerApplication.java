package io.jobscheduler.executor.process;

import io.jobscheduler.serializer.JacksonPayloadSerializer;
import io.jobscheduler.task.TaskInvoker;
import io.jobscheduler.task.TaskRegistry;

/**
 * What a worker process of a program without Spring runs: a class with a public
 * constructor without parameters, named to
 * {@link ProcessJobExecutor.Builder#application(Class)}.
 */
public interface WorkerApplication {

	/**
	 * The tasks that the worker can run.
	 * @return the tasks, which have the same ids as those of the program itself
	 */
	TaskRegistry tasks();

	/**
	 * How the worker reads arguments, and what it does around each run.
	 * @return as Jackson does it, without interceptors, unless told otherwise
	 */
	default TaskInvoker invoker() {
		return new TaskInvoker(new JacksonPayloadSerializer(), java.util.List.of());
	}

}
