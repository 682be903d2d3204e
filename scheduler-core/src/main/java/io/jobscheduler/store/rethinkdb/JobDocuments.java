package io.jobscheduler.store.rethinkdb;

import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as documents. What a state is looked up by is there in that state only: what is
 * pending has a {@code queue}, what runs an {@code until}, and what has ended neither.
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

	/** A job as it is added, with the attempts that it has had in another store. */
	Map<String, Object> pending(NewJob job, ReqlExpr now) {
		Map<String, Object> fields = pending(job.id(), job.spec(), job.due(), now);
		fields.put("failures", job.attempts().failures());
		fields.put("abandonments", job.attempts().abandonments());
		if (job.attempts().lastError() != null) {
			fields.put("lastError", job.attempts().lastError());
		}
		return fields;
	}

	/** A job as it is made: pending, never claimed. */
	Map<String, Object> pending(JobId id, JobSpec spec, Due due, ReqlExpr now) {
		Change change = spec(id, spec, due, now);
		change.set("id", id.toString());
		change.set("format", StoreFormat.VERSION);
		change.set("state", PENDING);
		change.set("created", now);
		change.set("token", 0);
		change.set("floor", 0);
		change.set("failures", 0);
		change.set("abandonments", 0);
		change.set("open", id.toString());
		if (spec.uniqueKey() != null) {
			change.set("key", spec.uniqueKey());
		}
		return change.fields();
	}

	/** What a pending job is asked to do, and what it is looked up by. */
	Change spec(JobId id, JobSpec spec, Due due, ReqlExpr now) {
		JobOrigin origin = spec.origin();
		Object key = (due.at() != null) ? Micros.key(due.at()) : now.add(Micros.of(due.delay()));
		Change change = new Change();
		change.set("task", spec.task());
		change.set("version", spec.payload().version());
		change.set("payload", spec.payload().arguments());
		change.set("settings", this.format.writeOptions(spec));
		change.set("priority", spec.priority());
		change.set("schedule", (origin != null) ? origin.schedule() : null);
		change.set("fireTime", (origin != null) ? Micros.storedOrNull(origin.fireTime()) : null);
		change.set("watched", (origin != null && origin.watched()) ? true : null);
		change.set("live", (origin != null) ? Hash.of(origin.schedule()) : null);
		change.set("due", (due.at() != null) ? Micros.stored(due.at()) : key);
		return queued(change, id, spec, key);
	}

	private static Change queued(Change change, JobId id, JobSpec spec, Object due) {
		change.set("queue", List.of(Queues.idOf(spec), due, id.toString()));
		change.set("pending", due);
		return change;
	}

	/**
	 * A job that no node holds any more, pending again or quarantined.
	 * @param due when it is due, if that is not as it was
	 */
	static Change released(Job job, @Nullable ReqlExpr due) {
		Attempts attempts = job.attempts();
		boolean pending = job.state() == JobState.PENDING;
		Change change = new Change();
		change.set("state", code(job.state()));
		change.set("due", (due != null) ? due : Micros.stored(job.dueAt()));
		change.set("failures", attempts.failures());
		change.set("abandonments", attempts.abandonments());
		change.set("lastError", attempts.lastError());
		takeOutClaim(change);
		if (pending) {
			return queued(change, job.id(), job.spec(), (due != null) ? due : Micros.key(job.dueAt()));
		}
		return change.set("quarantined", 1).set("live", null);
	}

	private static Change takeOutClaim(Change change) {
		return change.set("node", null).set("until", null).set("running", null).set("progress", null);
	}

	/** A job that is set aside, whatever else there is of it. */
	static Change quarantined(String reason) {
		Change change = new Change();
		change.set("state", QUARANTINED);
		change.set("lastError", reason);
		change.set("quarantined", 1);
		change.set("queue", null);
		change.set("pending", null);
		change.set("live", null);
		return takeOutClaim(change);
	}

	Stored<Job> stored(Fields document) {
		return Stored.read(document, this::job);
	}

	private Job job(Fields fields) {
		JobState state = state(fields);
		boolean lenient = state == JobState.QUARANTINED;
		JobOptions options = options(fields, lenient);
		JobSpec spec = new JobSpec(fields.text("task"), payload(fields, lenient), options.settings(),
				fields.findText("key"), origin(fields), options.headers());
		boolean running = state == JobState.RUNNING;
		fields.number("floor");
		Attempts attempts = new Attempts(fields.number("token"), fields.integer("failures"),
				fields.integer("abandonments"), running ? fields.text("node") : null,
				running ? fields.instant("until") : null, fields.findText("lastError"),
				running ? progress(fields) : null);
		return new Job(fields.jobId("id"), spec, fields.instant("due"), fields.instant("created"), state, attempts);
	}

	/** What is looked up by what does not belong to its state would be met for ever. */
	private static JobState state(Fields fields) {
		int state = fields.integer("state");
		if (fields.has("queue") != (state == PENDING) || fields.has("until") != (state == RUNNING)) {
			throw StoredFormatException.corrupt("fields 'queue' and 'until' do not fit job state " + state, null);
		}
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

	/** It is there as long as the claim is; a damaged one is none. */
	private static @Nullable Progress progress(Fields fields) {
		String line = fields.textOrNull("progress");
		try {
			return (line != null) ? Progress.parse(line) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
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
