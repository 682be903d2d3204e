package io.jobscheduler.engine;

import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What every log line of a run says, in SLF4J's MDC: {@code jobscheduler.job},
 * {@code .task}, {@code .schedule}, {@code .attempt}. What was there before comes back.
 */
final class RunLabels implements AutoCloseable {

	private final Map<String, @Nullable String> before = new LinkedHashMap<>();

	RunLabels(JobContext job) {
		put("jobscheduler.job", job.jobId().toString());
		put("jobscheduler.task", job.task());
		put("jobscheduler.schedule", job.schedule());
		put("jobscheduler.attempt", Integer.toString(job.attempt()));
	}

	private void put(String key, @Nullable String value) {
		this.before.put(key, MDC.get(key));
		set(key, value);
	}

	private static void set(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

	@Override
	public void close() {
		this.before.forEach(RunLabels::set);
	}

}
