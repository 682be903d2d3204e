package io.jobscheduler.task;

import org.jspecify.annotations.Nullable;

/**
 * Binds a job to the thread that runs it, for {@link JobContext#current()}. For those who
 * run jobs, not for tasks.
 */
public final class CurrentJob {

	private static final ThreadLocal<@Nullable JobContext> CONTEXT = new ThreadLocal<>();

	private CurrentJob() {
	}

	static @Nullable JobContext get() {
		return CONTEXT.get();
	}

	/**
	 * Whether this thread runs a job of a node.
	 * @param node the node's id
	 * @return whether it does
	 */
	public static boolean isOf(String node) {
		JobContext context = CONTEXT.get();
		return context != null && context.node().equals(node);
	}

	/**
	 * Runs a task's code with its context.
	 * @param context the context
	 * @param handler the code
	 * @param arguments its arguments
	 * @return its value
	 * @throws Exception what the code throws
	 */
	public static @Nullable Object run(JobContext context, TaskHandler handler, @Nullable Object[] arguments)
			throws Exception {
		JobContext outer = CONTEXT.get();
		CONTEXT.set(context);
		try {
			return handler.run(context, arguments);
		}
		finally {
			if (outer != null) {
				CONTEXT.set(outer);
			}
			else {
				CONTEXT.remove();
			}
		}
	}

}
