package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a job that has not ended.
 */
final class JobHash {

	private final StoreFormat format;

	JobHash(StoreFormat format) {
		this.format = format;
	}

	static String code(JobState state) {
		return switch (state) {
			case PENDING -> "0";
			case RUNNING -> "1";
			case QUARANTINED -> "2";
		};
	}

	private static JobState state(String code) {
		for (JobState state : JobState.values()) {
			if (code(state).equals(code)) {
				return state;
			}
		}
		throw StoredFormatException.corrupt("State '" + code + "' of a job is not one of 0 to 2", null);
	}

	/** The fields of what a job is asked to do; the scripts write the others. */
	Map<String, String> fields(JobSpec spec) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("format", Integer.toString(StoreFormat.VERSION));
		fields.put("task", spec.task());
		fields.put("version", Integer.toString(spec.payload().version()));
		fields.put("priority", Integer.toString(spec.priority()));
		fields.put("payload", spec.payload().arguments());
		put(fields, "settings", this.format.writeOptions(spec));
		put(fields, "key", spec.uniqueKey());
		putOrigin(fields, spec.origin());
		return fields;
	}

	static void put(Map<String, String> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	static void put(Map<String, String> fields, String name, @Nullable Instant instant) {
		if (instant != null) {
			fields.put(name, Micros.text(instant));
		}
	}

	static void putOrigin(Map<String, String> fields, @Nullable JobOrigin origin) {
		if (origin != null) {
			fields.put("schedule", origin.schedule());
			put(fields, "fire", origin.fireTime());
			fields.put("watched", origin.watched() ? "1" : "0");
		}
	}

	static @Nullable JobOrigin origin(Fields fields) {
		String schedule = fields.find("schedule");
		return (schedule != null) ? new JobOrigin(schedule, fields.findInstant("fire"), fields.flag("watched")) : null;
	}

	Stored<Job> read(String id, Fields fields) {
		return Stored.read(id, fields, this::job);
	}

	private Job job(String id, Fields fields) {
		JobState state = state(fields.text("state"));
		boolean lenient = state == JobState.QUARANTINED;
		JobOptions options = options(fields, lenient);
		JobSpec spec = new JobSpec(fields.text("task"), payload(fields, lenient), options.settings(),
				fields.find("key"), origin(fields), options.headers());
		Attempts attempts = new Attempts(fields.number("token"), fields.integer("failures"),
				fields.integer("abandonments"), fields.find("node"), fields.findInstant("lease"), fields.find("error"),
				(state == JobState.RUNNING) ? progress(fields) : null);
		return new Job(JobId.of(id), spec, fields.instant("due"), fields.instant("created"), state, attempts);
	}

	/** What was set aside because it cannot be read can still be listed. */
	private static Payload payload(Fields fields, boolean lenient) {
		int version = fields.integer("version");
		return new Payload(lenient ? Math.max(1, version) : version, fields.text("payload"));
	}

	/** Progress that cannot be read is as if nothing had been said. */
	private static @Nullable Progress progress(Fields fields) {
		String line = fields.find("progress");
		try {
			return (line != null) ? Progress.parse(line) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
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

}
