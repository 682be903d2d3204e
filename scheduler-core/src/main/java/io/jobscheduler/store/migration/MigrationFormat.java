package io.jobscheduler.store.migration;

import java.time.Instant;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JsonMembers;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of a file, each a JSON object of one member: {@code export} first, then
 * {@code schedule} and {@code job}, and {@code end} with their numbers last, by which a
 * file that was cut off is known.
 */
final class MigrationFormat {

	static final int VERSION = 1;

	private final JsonMapper json = JsonMapper.builder().build();

	private final StoreFormat format;

	MigrationFormat(TriggerFormat triggers) {
		this.format = new StoreFormat(triggers);
	}

	String header(String store) {
		return line("export", this.json.createObjectNode().put("version", VERSION).put("store", store));
	}

	String end(long schedules, long jobs) {
		return line("end", this.json.createObjectNode().put("schedules", schedules).put("jobs", jobs));
	}

	private String line(String member, ObjectNode value) {
		ObjectNode line = this.json.createObjectNode();
		line.set(member, value);
		return line.toString();
	}

	String write(Schedule schedule) {
		ObjectNode node = this.json.createObjectNode();
		node.put("id", schedule.id());
		node.put("uid", schedule.uid().toString());
		node.set("definition", this.json.readTree(this.format.write(schedule.definition())));
		if (schedule.declaration() != null) {
			node.set("declaration", this.json.readTree(this.format.write(schedule.declaration())));
		}
		Schedule.Status status = schedule.status();
		node.put("state", status.state().name());
		put(node, "reason", status.reason());
		put(node, "nextFireTime", status.nextFireTime());
		put(node, "dueAt", status.dueAt());
		put(node, "watermark", status.watermark());
		put(node, "lastFireTime", status.runs().lastFireTime());
		put(node, "lastEndedAt", status.runs().lastEndedAt());
		node.put("waiting", status.runs().waiting());
		if (status.runs().failures() > 0) {
			node.put("failures", status.runs().failures());
		}
		return line("schedule", node);
	}

	String write(Job job) {
		JobSpec spec = job.spec();
		ObjectNode node = this.json.createObjectNode();
		node.put("id", job.id().toString());
		node.put("task", spec.task());
		node.put("payloadVersion", spec.payload().version());
		node.put("arguments", spec.payload().arguments());
		String settings = this.format.writeOptions(spec);
		if (settings != null) {
			node.set("settings", this.json.readTree(settings));
		}
		put(node, "uniqueKey", spec.uniqueKey());
		JobOrigin origin = spec.origin();
		if (origin != null) {
			node.put("schedule", origin.schedule());
			put(node, "fireTime", origin.fireTime());
			node.put("watched", origin.watched());
		}
		put(node, "dueAt", job.dueAt());
		node.put("failures", job.attempts().failures());
		node.put("abandonments", job.attempts().abandonments());
		put(node, "lastError", job.attempts().lastError());
		return line("job", node);
	}

	private static void put(ObjectNode node, String name, @Nullable Object value) {
		if (value != null) {
			node.put(name, value.toString());
		}
	}

	/**
	 * Reads a line.
	 * @throws RuntimeException if it cannot be read
	 */
	Line read(String text) {
		return JsonMembers.read(this.json.readTree(text), (members) -> {
			JsonNode header = members.find("export");
			if (header != null) {
				return JsonMembers.read(header, MigrationFormat::header);
			}
			JsonNode end = members.find("end");
			if (end != null) {
				return JsonMembers.read(end,
						(counts) -> new End(counts.node("schedules").longValue(), counts.node("jobs").longValue()));
			}
			JsonNode job = members.find("job");
			return (job != null) ? JsonMembers.read(job, this::job) : members.child("schedule", this::schedule);
		});
	}

	private static Header header(JsonMembers members) {
		int version = members.integer("version");
		if (version != VERSION) {
			throw new IllegalArgumentException(
					"its format has version " + version + ", and only " + VERSION + " is known here");
		}
		return new Header(members.text("store"));
	}

	private ScheduleLine schedule(JsonMembers members) {
		JsonNode declaration = members.find("declaration");
		Integer failures = members.findInteger("failures");
		Boolean waiting = members.node("waiting").booleanValue();
		Schedule.Runs runs = new Schedule.Runs(members.find("lastFireTime", Instant::parse),
				members.find("lastEndedAt", Instant::parse), waiting, (failures != null) ? failures : 0);
		Schedule.Status status = new Schedule.Status(members.get("state", ScheduleState::valueOf),
				members.find("reason", String::valueOf), members.find("nextFireTime", Instant::parse),
				members.find("dueAt", Instant::parse), members.find("watermark", Instant::parse), runs);
		return new ScheduleLine(new Schedule(members.text("id"), members.get("uid", UUID::fromString), 0,
				this.format.readDefinition(members.node("definition").toString()),
				(declaration != null) ? this.format.readDeclaration(declaration.toString()) : null, status));
	}

	private JobLine job(JsonMembers members) {
		JsonNode settings = members.find("settings");
		JobOptions options = this.format.readOptions((settings != null) ? settings.toString() : null);
		String schedule = members.find("schedule", String::valueOf);
		JobOrigin origin = (schedule != null) ? new JobOrigin(schedule, members.find("fireTime", Instant::parse),
				members.node("watched").booleanValue()) : null;
		JobSpec spec = new JobSpec(members.text("task"),
				new Payload(members.integer("payloadVersion"), members.text("arguments")), options.settings(),
				members.find("uniqueKey", String::valueOf), origin, options.headers());
		Attempts attempts = new Attempts(0, members.integer("failures"), members.integer("abandonments"), null, null,
				members.find("lastError", String::valueOf));
		return new JobLine(new NewJob(members.get("id", JobId::of), true, spec,
				Due.at(members.get("dueAt", Instant::parse)), ConflictPolicy.REJECT, attempts));
	}

	/** What a line says. */
	sealed interface Line {

	}

	/**
	 * The first line.
	 *
	 * @param store the kind of the store that was exported
	 */
	record Header(String store) implements Line {
	}

	/**
	 * A schedule.
	 *
	 * @param schedule the schedule, without a version
	 */
	record ScheduleLine(Schedule schedule) implements Line {
	}

	/**
	 * A job.
	 *
	 * @param job the job
	 */
	record JobLine(NewJob job) implements Line {
	}

	/**
	 * The last line.
	 *
	 * @param schedules how many there are
	 * @param jobs how many there are
	 */
	record End(long schedules, long jobs) implements Line {
	}

}
