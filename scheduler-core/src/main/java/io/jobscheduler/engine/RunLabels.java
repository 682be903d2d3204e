package io.jobscheduler.engine;

import java.util.Map;

import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What every log line of a run says, in SLF4J's MDC: {@code jobscheduler.job},
 * {@code .task}, {@code .schedule}, {@code .attempt}. What was there before comes back,
 * and what the task has left there goes.
 */
final class RunLabels implements AutoCloseable {

	private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

	RunLabels(JobContext job) {
		MDC.put("jobscheduler.job", job.jobId().toString());
		MDC.put("jobscheduler.task", job.task());
		if (job.schedule() != null) {
			MDC.put("jobscheduler.schedule", job.schedule());
		}
		else {
			MDC.remove("jobscheduler.schedule");
		}
		MDC.put("jobscheduler.attempt", Integer.toString(job.attempt()));
	}

	@Override
	public void close() {
		if (this.before != null) {
			MDC.setContextMap(this.before);
		}
		else {
			MDC.clear();
		}
	}

}
