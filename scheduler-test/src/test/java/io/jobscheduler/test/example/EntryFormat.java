package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JsonMembers;
import io.jobscheduler.store.StoreFormat.JobOptions;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of the entries: settings, definitions and triggers as every store writes them,
 * records without a history member by member.
 */
final class EntryFormat {

	private final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
				DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
		.build();

	private final StoreFormat format;

	EntryFormat(TriggerFormat triggers) {
		this.format = new StoreFormat(triggers);
	}

	JsonNode parse(String content) {
		return this.json.readTree(content);
	}

	ObjectNode object() {
		return this.json.createObjectNode();
	}

	JsonNode tree(@Nullable Object value) {
		return this.json.valueToTree(value);
	}

	/**
	 * Reads a record that was written member by member.
	 * @throws StoredFormatException if it cannot be read
	 */
	<T> T value(@Nullable JsonNode node, Class<T> type) {
		try {
			if (node == null || node.isNull() || node.isMissingNode()) {
				throw StoredFormatException.corrupt("there is nothing", null);
			}
			return this.json.treeToValue(node, type);
		}
		catch (RuntimeException ex) {
			throw StoredFormatException.corrupt(type.getSimpleName() + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	ObjectNode write(Job job) {
		JobSpec spec = job.spec();
		String options = this.format.writeOptions(spec);
		ObjectNode entry = object().put("v", StoreFormat.VERSION);
		entry.put("state", job.state().name());
		entry.put("task", spec.task());
		entry.put("payloadVersion", spec.payload().version());
		entry.put("arguments", spec.payload().arguments());
		entry.set("settings", (options != null) ? parse(options) : null);
		entry.put("uniqueKey", spec.uniqueKey());
		entry.set("origin", tree(spec.origin()));
		entry.put("dueAt", job.dueAt().toString());
		entry.put("createdAt", job.createdAt().toString());
		write(job.attempts(), entry);
		return entry;
	}

	/** The progress stands beside the rest: what a task says must not hurt its job. */
	void write(Attempts attempts, ObjectNode entry) {
		Progress progress = attempts.progress();
		entry.set("attempts", tree(new Attempts(attempts.token(), attempts.failures(), attempts.abandonments(),
				attempts.node(), attempts.leaseUntil(), attempts.lastError())));
		if (progress != null) {
			entry.put("progress", progress.toLine());
		}
	}

	/**
	 * Reads a job.
	 * @throws StoredFormatException if it cannot be read
	 */
	Job readJob(JobId id, JsonNode entry) {
		return read(entry, (members) -> {
			JsonNode settings = present(members.node("settings"));
			JobOptions options = this.format.readOptions((settings != null) ? settings.toString() : null);
			JsonNode origin = present(members.node("origin"));
			JsonNode uniqueKey = present(members.node("uniqueKey"));
			JobSpec spec = new JobSpec(members.text("task"),
					new Payload(members.integer("payloadVersion"), members.text("arguments")), options.settings(),
					(uniqueKey != null) ? uniqueKey.stringValue() : null,
					(origin != null) ? value(origin, JobOrigin.class) : null, options.headers());
			Attempts attempts = value(members.node("attempts"), Attempts.class);
			Progress progress = progress(members.find("progress"));
			return new Job(id, spec, members.get("dueAt", Instant::parse), members.get("createdAt", Instant::parse),
					members.get("state", JobState::valueOf),
					(progress != null) ? attempts.renewed(attempts.leaseUntil(), progress) : attempts);
		});
	}

	private static @Nullable Progress progress(@Nullable JsonNode line) {
		try {
			return (line != null) ? Progress.parse(line.stringValue("")) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** What the job was asked to do and its log stand beside the rest. */
	ObjectNode write(JobResult result) {
		JobResult.Run run = result.run();
		ObjectNode entry = (ObjectNode) tree(new JobResult(result.jobId(), result.task(), result.origin(),
				result.ending(), new JobResult.Run(run.attempt(), run.token(), run.node(), micros(run.startedAt()),
						micros(run.endedAt())),
				result.expiresAt()));
		return entry.put("details", this.format.writeDetails(result));
	}

	static @Nullable Instant micros(@Nullable Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.MICROS) : null;
	}

	/**
	 * Reads a result.
	 * @throws StoredFormatException if it cannot be read
	 */
	JobResult readResult(JsonNode entry) {
		if (!(entry.deepCopy() instanceof ObjectNode bare)) {
			throw StoredFormatException.corrupt("the result is no object", null);
		}
		JsonNode details = bare.remove("details");
		return this.format.withDetails(value(bare, JobResult.class),
				(details != null) ? details.stringValue(null) : null);
	}

	private static @Nullable JsonNode present(JsonNode node) {
		return node.isNull() ? null : node;
	}

	/**
	 * Writes a schedule. One whose trigger cannot be read here was read as a stand-in:
	 * what it does stays as a newer node wrote it, and only its status is written.
	 */
	ObjectNode write(Schedule schedule, @Nullable JsonNode before) {
		ObjectNode entry = object().put("v", StoreFormat.VERSION);
		if (schedule.definition().trigger() instanceof UnreadableTrigger && before instanceof ObjectNode unread) {
			entry = unread.deepCopy();
		}
		else {
			Schedule.Declaration declaration = schedule.declaration();
			entry.put("uid", schedule.uid().toString());
			entry.put("triggers", this.format.triggerFormat(schedule.definition(), declaration));
			entry.set("definition", parse(this.format.write(schedule.definition())));
			entry.set("declaration", (declaration != null) ? parse(this.format.write(declaration)) : null);
		}
		entry.put("version", schedule.version());
		entry.set("status", tree(schedule.status()));
		return entry;
	}

	/**
	 * Reads a schedule.
	 * @throws StoredFormatException if it cannot be read
	 */
	Schedule readSchedule(String id, JsonNode entry) {
		String triggers = entry.path("triggers").stringValue("");
		if (!triggers.isEmpty() && !this.format.knowsTrigger(triggers)) {
			throw StoredFormatException.unknown("Trigger format '" + triggers + "' is not known here");
		}
		return read(entry, (members) -> {
			members.text("triggers");
			members.find("finishedAt");
			JsonNode declaration = present(members.node("declaration"));
			return new Schedule(id, members.get("uid", UUID::fromString), members.node("version").longValue(),
					this.format.readDefinition(members.node("definition").toString()),
					(declaration != null) ? this.format.readDeclaration(declaration.toString()) : null,
					value(members.node("status"), Schedule.Status.class));
		});
	}

	private static <T> T read(JsonNode entry, Function<JsonMembers, T> reader) {
		try {
			return JsonMembers.read(entry, reader);
		}
		catch (StoredFormatException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw StoredFormatException.corrupt("the entry cannot be read: " + ex.getMessage(), ex);
		}
	}

	static Duration duration(JsonNode node) {
		return Duration.parse(node.stringValue("PT0S"));
	}

}
