package io.jobscheduler.store.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;

/**
 * The hash of a result.
 */
final class ResultHash {

	private ResultHash() {
	}

	/**
	 * The fields of the result of a run; the script writes when it ended, and until when
	 * it is kept.
	 */
	static Map<String, String> fields(Claim claim, Completion.End end) {
		Map<String, String> fields = new LinkedHashMap<>();
		Job job = claim.job();
		fields.put("task", job.spec().task());
		JobHash.putOrigin(fields, job.spec().origin());
		Ending ending = end.ending();
		fields.put("outcome", ending.outcome().name());
		fields.put("token", Long.toString(claim.token()));
		fields.put("attempt", Integer.toString(job.attempt()));
		JobHash.put(fields, "node", job.attempts().node());
		JobHash.put(fields, "started", end.startedAt());
		JobHash.put(fields, "value", ending.value());
		JobError error = ending.error();
		if (error != null) {
			fields.put("errorType", error.type());
			JobHash.put(fields, "errorMessage", error.message());
			JobHash.put(fields, "errorTrace", error.trace());
		}
		return fields;
	}

	/**
	 * Reads a result.
	 * @throws RuntimeException if it cannot be read
	 */
	static JobResult read(String id, Fields fields) {
		String errorType = fields.find("errorType");
		JobError error = (errorType != null)
				? new JobError(errorType, fields.find("errorMessage"), fields.find("errorTrace")) : null;
		Ending ending = new Ending(Outcome.valueOf(fields.text("outcome")), fields.find("value"), error);
		JobResult.Run run = new JobResult.Run(fields.integer("attempt"), fields.number("token"), fields.find("node"),
				fields.findInstant("started"), fields.instant("ended"));
		return new JobResult(JobId.of(id), fields.text("task"), JobHash.origin(fields), ending, run,
				fields.instant("expires"));
	}

}
