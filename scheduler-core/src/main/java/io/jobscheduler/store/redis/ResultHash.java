package io.jobscheduler.store.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.StoreFormat;

/**
 * The hash of a result.
 */
final class ResultHash {

	private final StoreFormat format;

	ResultHash(StoreFormat format) {
		this.format = format;
	}

	/**
	 * The fields of the result of a run; the script writes when it ended, and until when
	 * it is kept.
	 */
	Map<String, String> fields(JobResult result) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("task", result.task());
		JobHash.putOrigin(fields, result.origin());
		Ending ending = result.ending();
		fields.put("outcome", ending.outcome().name());
		JobResult.Run run = result.run();
		fields.put("token", Long.toString(run.token()));
		fields.put("attempt", Integer.toString(run.attempt()));
		JobHash.put(fields, "node", run.node());
		JobHash.put(fields, "started", run.startedAt());
		JobHash.put(fields, "value", ending.value());
		JobError error = ending.error();
		if (error != null) {
			fields.put("errorType", error.type());
			JobHash.put(fields, "errorMessage", error.message());
			JobHash.put(fields, "errorTrace", error.trace());
		}
		JobHash.put(fields, "details", this.format.writeDetails(result));
		return fields;
	}

	/**
	 * Reads a result.
	 * @throws RuntimeException if it cannot be read
	 */
	JobResult read(String id, Fields fields) {
		String errorType = fields.find("errorType");
		JobError error = (errorType != null)
				? new JobError(errorType, fields.find("errorMessage"), fields.find("errorTrace")) : null;
		Ending ending = new Ending(Outcome.valueOf(fields.text("outcome")), fields.find("value"), error);
		JobResult.Run run = new JobResult.Run(fields.integer("attempt"), fields.number("token"), fields.find("node"),
				fields.findInstant("started"), fields.instant("ended"));
		JobResult result = new JobResult(JobId.of(id), fields.text("task"), JobHash.origin(fields), ending, run,
				fields.instant("expires"));
		return this.format.withDetails(result, fields.find("details"));
	}

}
