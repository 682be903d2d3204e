package io.jobscheduler.task;

import java.util.Map;

/**
 * Carries something from the thread that adds a job to the one that runs it, across the
 * store: a tenant, a user, a trace. Jobs made by schedules carry nothing.
 */
public interface JobContextPropagator extends JobInterceptor {

	/**
	 * Called on the thread that adds a job.
	 * @param headers to put the texts into that the run needs; read again from
	 * {@link JobContext#headers()} by
	 * {@link JobInterceptor#intercept(JobContext, Invocation)}. Anyone who can read the
	 * store can read them
	 */
	void capture(Map<String, String> headers);

}
