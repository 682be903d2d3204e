package io.jobscheduler.store.mongodb;

import java.time.Instant;

import com.mongodb.client.model.Filters;
import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as documents. What a state is looked up by is there in that state only: what is
 * pending has a {@code queue}, what runs a {@code claim}, and what has ended neither.
 */
final class JobDocuments {

	static final int PENDING = 0;

	static final int RUNNING = 1;

	static final int QUARANTINED = 2;

	static final int ENDED = 3;

	/** Ended, and no result is kept; only that there was one. */
	static final int GONE = 4;

	private final StoreFormat format;

	JobDocuments(StoreFormat format) {
		this.format = format;
	}

	static int code(JobState state) {
		return switch (state) {
			case PENDING -> PENDING;
			case RUNNING -> RUNNING;
			case QUARANTINED -> QUARANTINED;
		};
	}

	/** A condition that a job meets until it ends. */
	static Bson live() {
		return Filters.in("state", PENDING, RUNNING, QUARANTINED);
	}

	/** A job as it is added: pending, never claimed here. */
	Document pending(JobId id, JobSpec spec, Instant due, Instant now, Attempts attempts) {
		Binary key = Fields.binary(id);
		Document document = new Document("_id", key).append("state", PENDING)
			.append("created", Micros.of(now))
			.append("token", 0L)
			.append("floor", 0L)
			.append("failures", attempts.failures())
			.append("abandonments", attempts.abandonments())
			.append("open", key);
		if (spec.uniqueKey() != null) {
			document.append("key", spec.uniqueKey());
		}
		if (attempts.lastError() != null) {
			document.append("lastError", attempts.lastError());
		}
		document.putAll(spec(id, spec, due).set());
		return document;
	}

	/** What a pending job is asked to do, and what it is looked up by. */
	Change spec(JobId id, JobSpec spec, Instant due) {
		JobOrigin origin = spec.origin();
		Change change = new Change();
		change.set("format", StoreFormat.VERSION);
		change.set("task", spec.task());
		change.set("version", spec.payload().version());
		change.set("payload", spec.payload().arguments());
		change.set("settings", this.format.writeOptions(spec));
		change.set("priority", spec.priority());
		change.set("schedule", (origin != null) ? origin.schedule() : null);
		change.set("fireTime", (origin != null) ? Micros.ofNullable(origin.fireTime()) : null);
		change.set("watched", (origin != null && origin.watched()) ? true : null);
		change.set("live", (origin != null) ? origin.schedule() : null);
		change.set("due", Micros.of(due));
		change.set("queue", queue(id, spec, due));
		return change;
	}

	private static Document queue(JobId id, JobSpec spec, Instant due) {
		return new Document("task", spec.task()).append("priority", spec.priority())
			.append("due", Micros.of(due))
			.append("id", Fields.binary(id));
	}

	/** A job that no node holds any more, pending again or quarantined. */
	static Change released(Job job) {
		Attempts attempts = job.attempts();
		boolean pending = job.state() == JobState.PENDING;
		Change change = new Change();
		change.set("state", code(job.state()));
		change.set("due", Micros.of(job.dueAt()));
		change.set("failures", attempts.failures());
		change.set("abandonments", attempts.abandonments());
		change.set("lastError", attempts.lastError());
		change.set("claim", null);
		change.set("queue", pending ? queue(job.id(), job.spec(), job.dueAt()) : null);
		change.set("quarantined", pending ? null : true);
		if (!pending) {
			change.set("live", null);
		}
		return change;
	}

	/** A job that is set aside, whatever else there is of it. */
	static Change quarantined(String reason) {
		Change change = new Change();
		change.set("state", QUARANTINED);
		change.set("lastError", reason);
		change.set("quarantined", true);
		change.set("claim", null);
		change.set("queue", null);
		change.set("live", null);
		return change;
	}

	Stored<Job> stored(Document document) {
		return Stored.read(document, id(document), this::job);
	}

	static String id(Document document) {
		try {
			return Fields.jobId(document).toString();
		}
		catch (StoredFormatException ex) {
			return String.valueOf(document.get("_id"));
		}
	}

	private Job job(Fields fields) {
		JobState state = state(fields.integer("state"));
		boolean lenient = state == JobState.QUARANTINED;
		JobOptions options = options(fields, lenient);
		JobSpec spec = new JobSpec(fields.text("task"), payload(fields, lenient), options.settings(),
				fields.findText("key"), origin(fields), options.headers());
		Fields claim = fields.findChild("claim");
		Attempts attempts = new Attempts(fields.number("token"), fields.integer("failures"),
				fields.integer("abandonments"), (claim != null) ? claim.text("node") : null,
				(claim != null) ? claim.instant("until") : null, fields.findText("lastError"),
				(claim != null) ? progress(claim) : null);
		return new Job(fields.jobId("_id"), spec, fields.instant("due"), fields.instant("created"), state, attempts);
	}

	/** It is there as long as the claim is; a damaged one is none. */
	private static @Nullable Progress progress(Fields claim) {
		String line = claim.textOrNull("progress");
		try {
			return (line != null) ? Progress.parse(line) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static JobState state(int state) {
		return switch (state) {
			case PENDING -> JobState.PENDING;
			case RUNNING -> JobState.RUNNING;
			case QUARANTINED -> JobState.QUARANTINED;
			default -> throw StoredFormatException.corrupt("Job state " + state + " is not one of 0 to 2", null);
		};
	}

	/** What was set aside because it cannot be read can still be listed. */
	private static Payload payload(Fields fields, boolean lenient) {
		try {
			return new Payload(fields.integer("version"), fields.text("payload"));
		}
		catch (RuntimeException ex) {
			if (lenient) {
				return Payload.EMPTY;
			}
			throw ex;
		}
	}

	private JobOptions options(Fields fields, boolean lenient) {
		try {
			return this.format.readOptions(fields.findText("settings"));
		}
		catch (RuntimeException ex) {
			if (lenient) {
				return JobOptions.NONE;
			}
			throw ex;
		}
	}

	static @Nullable JobOrigin origin(Fields fields) {
		String schedule = fields.findText("schedule");
		return (schedule != null) ? new JobOrigin(schedule, fields.findInstant("fireTime"), fields.flag("watched"))
				: null;
	}

}
