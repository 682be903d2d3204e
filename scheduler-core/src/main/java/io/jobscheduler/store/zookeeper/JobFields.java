package io.jobscheduler.store.zookeeper;

import java.time.Instant;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat.JobOptions;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * The data of a job's znode: the job, until it ends, and then its result. The field
 * {@code entry} is the name of its entry.
 */
final class JobFields {

	/**
	 * The {@code state} of a job that has ended; others are those of {@link JobState}.
	 */
	static final String ENDED = "ENDED";

	private final StoreFormat format;

	JobFields(StoreFormat format) {
		this.format = format;
	}

	private static Fields start(String state, String task, @Nullable JobOrigin origin, String entry) {
		Fields fields = new Fields().put("format", StoreFormat.VERSION)
			.put("state", state)
			.put("entry", entry)
			.put("task", task);
		if (origin != null) {
			fields.put("schedule", origin.schedule())
				.put("fire", origin.fireTime())
				.put("watched", origin.watched() ? "1" : "0");
		}
		return fields;
	}

	/** Of a job; the end of its lease is kept elsewhere. */
	Fields write(Job job, String entry) {
		JobSpec spec = job.spec();
		Attempts attempts = job.attempts();
		return start(job.state().name(), spec.task(), spec.origin(), entry).put("version", spec.payload().version())
			.put("payload", spec.payload().arguments())
			.put("settings", this.format.writeOptions(spec))
			.put("key", spec.uniqueKey())
			.put("due", job.dueAt())
			.put("created", job.createdAt())
			.put("token", attempts.token())
			.put("failures", attempts.failures())
			.put("abandonments", attempts.abandonments())
			.put("node", attempts.node())
			.put("error", attempts.lastError())
			.put("progress", (attempts.progress() != null) ? attempts.progress().toLine() : null);
	}

	Fields write(JobResult result, String entry) {
		Ending ending = result.ending();
		JobResult.Run run = result.run();
		Fields fields = start(ENDED, result.task(), result.origin(), entry).put("outcome", ending.outcome().name())
			.put("token", run.token())
			.put("attempt", run.attempt())
			.put("node", run.node())
			.put("started", run.startedAt())
			.put("ended", run.endedAt())
			.put("expires", result.expiresAt())
			.put("value", ending.value())
			.put("details", this.format.writeDetails(result));
		JobError error = ending.error();
		if (error != null) {
			fields.put("errorType", error.type()).put("errorMessage", error.message()).put("errorTrace", error.trace());
		}
		return fields;
	}

	static boolean isEnded(@Nullable Fields fields) {
		return fields != null && fields.has("state", ENDED);
	}

	Stored<Job> read(JobId id, @Nullable Fields fields, @Nullable Instant leaseUntil) {
		return Stored.read(id.toString(), fields, (found) -> job(id, found, leaseUntil));
	}

	private Job job(JobId id, Fields fields, @Nullable Instant leaseUntil) {
		JobState state = JobState.valueOf(fields.text("state"));
		boolean lenient = state == JobState.QUARANTINED;
		JobOptions options = options(fields, lenient);
		JobSpec spec = new JobSpec(fields.text("task"), payload(fields, lenient), options.settings(),
				fields.find("key"), origin(fields), options.headers());
		Attempts attempts = new Attempts(fields.number("token"), fields.integer("failures"),
				fields.integer("abandonments"), fields.find("node"), leaseUntil, fields.find("error"),
				progress(fields));
		return new Job(id, spec, fields.instant("due"), fields.instant("created"), state, attempts);
	}

	/** What was set aside because it cannot be read can still be listed. */
	private static Payload payload(Fields fields, boolean lenient) {
		int version = fields.integer("version");
		return new Payload(lenient ? Math.max(1, version) : version, fields.text("payload"));
	}

	private JobOptions options(Fields fields, boolean lenient) {
		try {
			return this.format.readOptions(fields.find("settings"));
		}
		catch (StoredFormatException ex) {
			if (lenient) {
				return JobOptions.NONE;
			}
			throw ex;
		}
	}

	/** The progress, if it can be read. */
	private static @Nullable Progress progress(Fields fields) {
		String line = fields.find("progress");
		try {
			return (line != null) ? Progress.parse(line) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static @Nullable JobOrigin origin(Fields fields) {
		String schedule = fields.find("schedule");
		return (schedule != null) ? new JobOrigin(schedule, fields.findInstant("fire"), fields.flag("watched")) : null;
	}

	/** The origin, if it can be read. */
	static @Nullable JobOrigin knownOrigin(Fields fields) {
		try {
			return origin(fields);
		}
		catch (StoredFormatException ex) {
			return null;
		}
	}

	Stored<JobResult> readResult(JobId id, @Nullable Fields fields) {
		return Stored.read(id.toString(), fields, (found) -> result(id, found));
	}

	private JobResult result(JobId id, Fields fields) {
		String errorType = fields.find("errorType");
		JobError error = (errorType != null)
				? new JobError(errorType, fields.find("errorMessage"), fields.find("errorTrace")) : null;
		Ending ending = new Ending(Outcome.valueOf(fields.text("outcome")), fields.find("value"), error);
		JobResult.Run run = new JobResult.Run(fields.integer("attempt"), fields.number("token"), fields.find("node"),
				fields.findInstant("started"), fields.instant("ended"));
		JobResult result = new JobResult(id, fields.text("task"), origin(fields), ending, run,
				fields.instant("expires"));
		return this.format.withDetails(result, fields.find("details"));
	}

}
