package io.jobscheduler.store;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.serializer.TriggerFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that stores keep of schedules and settings: compact, what is not set is
 * absent.
 * <p>
 * A text that needs a later version of this format says so in {@code "v"}, and stores
 * keep {@link #VERSION} beside each row, so that a node can leave alone what it cannot
 * read. A member that is not known in a version that is known is an error: nothing is
 * dropped silently.
 */
public final class StoreFormat {

	/** The version of what is written. */
	public static final int VERSION = 1;

	private static final int LONGEST_TRIGGER_FORMAT = 200;

	private final JsonMapper json = JsonMapper.builder().build();

	private final SettingsFormat settings = new SettingsFormat(this.json);

	private final TriggerFormat triggers;

	/**
	 * Creates a format.
	 * @param triggers how triggers are written
	 */
	public StoreFormat(TriggerFormat triggers) {
		this.triggers = triggers;
	}

	/**
	 * How triggers are written.
	 * @return the trigger format
	 */
	public TriggerFormat triggers() {
		return this.triggers;
	}

	/**
	 * What the triggers of a schedule are written in: the one in effect, and the one that
	 * was declared. A store keeps it beside the schedule, so that a node can leave alone
	 * what it cannot read.
	 * @param definition what is in effect
	 * @param declaration what was declared; {@code null} if nothing was
	 * @return the formats, as {@link TriggerFormat#format} gives them, at most 200
	 * characters
	 * @throws IllegalArgumentException if there is no codec for a trigger, or there are
	 * too many formats
	 */
	public String triggerFormat(ScheduleDefinition definition, @Nullable Declaration declaration) {
		String effective = this.triggers.format(definition.trigger());
		if (declaration == null) {
			return effective;
		}
		String declared = this.triggers.format(declaration.definition().trigger());
		String both = Stream.of(effective, declared)
			.flatMap((formats) -> Stream.of(formats.split("\\+")))
			.distinct()
			.sorted()
			.collect(Collectors.joining("+"));
		if (both.length() > LONGEST_TRIGGER_FORMAT) {
			throw new IllegalArgumentException("Too many kinds of triggers in one schedule: " + both + ", allowed "
					+ LONGEST_TRIGGER_FORMAT + " characters");
		}
		return both;
	}

	/**
	 * Whether a trigger can be read.
	 * @param triggerFormat what it was written in, as {@link #triggerFormat} says
	 * @return {@code false} if it is to be left to a node that can read it
	 */
	public boolean knowsTrigger(String triggerFormat) {
		return this.triggers.knows(triggerFormat);
	}

	/**
	 * Writes the definition of a schedule.
	 * @param definition the definition
	 * @return JSON
	 */
	public String write(ScheduleDefinition definition) {
		return tree(definition).toString();
	}

	/**
	 * Reads the definition of a schedule.
	 * @param text as written by {@link #write(ScheduleDefinition)}
	 * @return the definition
	 * @throws StoredFormatException if it cannot be read
	 */
	public ScheduleDefinition readDefinition(String text) {
		return read("schedule definition", text, this::definition);
	}

	/**
	 * Writes a declaration.
	 * @param declaration the declaration
	 * @return JSON
	 */
	public String write(Declaration declaration) {
		ObjectNode node = this.json.createObjectNode();
		node.put("application", declaration.application());
		node.set("definition", tree(declaration.definition()));
		return node.toString();
	}

	/**
	 * Reads a declaration.
	 * @param text as written by {@link #write(Declaration)}
	 * @return the declaration
	 * @throws StoredFormatException if it cannot be read
	 */
	public Declaration readDeclaration(String text) {
		return read("declaration", text, (members) -> new Declaration(members.text("application"),
				members.child("definition", this::definition)));
	}

	/**
	 * Writes the settings of a job.
	 * @param settings the settings
	 * @return JSON; {@code null} if nothing is set
	 */
	public @Nullable String write(JobSettings settings) {
		return settings.equals(JobSettings.NONE) ? null : this.settings.tree(settings).toString();
	}

	/**
	 * Reads the settings of a job.
	 * @param text as written by {@link #write(JobSettings)}
	 * @return the settings
	 * @throws StoredFormatException if they cannot be read
	 */
	public JobSettings readSettings(@Nullable String text) {
		return (text != null) ? read("job settings", text, SettingsFormat::read) : JobSettings.NONE;
	}

	/**
	 * Writes what a store keeps of a job in one text: its settings and its headers.
	 * @param spec the job
	 * @return JSON; {@code null} if it has neither
	 */
	public @Nullable String writeOptions(JobSpec spec) {
		if (spec.headers().isEmpty()) {
			return write(spec.settings());
		}
		ObjectNode node = this.settings.tree(spec.settings());
		node.set("headers", this.settings.tree(spec.headers()));
		return node.toString();
	}

	/**
	 * Reads the settings and headers of a job.
	 * @param text as written by {@link #writeOptions(JobSpec)}
	 * @return both
	 * @throws StoredFormatException if they cannot be read
	 */
	public JobOptions readOptions(@Nullable String text) {
		return (text != null) ? read("job settings", text, StoreFormat::options) : JobOptions.NONE;
	}

	private static JobOptions options(JsonMembers members) {
		Map<String, String> headers = members.findChild("headers", JsonMembers::texts);
		return new JobOptions(SettingsFormat.read(members), (headers != null) ? headers : Map.of());
	}

	/**
	 * Writes what a store keeps of a result beside its outcome: the last lines of its
	 * log, and what the job was asked to do.
	 * @param result the result
	 * @return JSON; {@code null} if there is neither
	 */
	public @Nullable String writeDetails(JobResult result) {
		ObjectNode node = this.json.createObjectNode();
		if (result.run().log() != null) {
			node.put("log", result.run().log());
		}
		JobSpec spec = result.spec();
		if (spec != null) {
			ObjectNode asked = node.putObject("spec")
				.put("payloadVersion", spec.payload().version())
				.put("arguments", spec.payload().arguments());
			if (spec.uniqueKey() != null) {
				asked.put("uniqueKey", spec.uniqueKey());
			}
			String options = writeOptions(spec);
			if (options != null) {
				asked.set("options", this.json.readTree(options));
			}
		}
		return node.isEmpty() ? null : node.toString();
	}

	/**
	 * Adds to a result what is kept of it beside its outcome. Details that cannot be read
	 * are left out: they hurt nothing else.
	 * @param result the result without them
	 * @param text as written by {@link #writeDetails(JobResult)}
	 * @return the result with them
	 */
	public JobResult withDetails(JobResult result, @Nullable String text) {
		if (text == null) {
			return result;
		}
		try {
			return read("result details", text, (members) -> {
				JobResult.Run run = result.run();
				JobResult.Run logged = new JobResult.Run(run.attempt(), run.token(), run.node(), run.startedAt(),
						run.endedAt(), members.find("log", String::valueOf));
				JobSpec spec = members.findChild("spec", (asked) -> spec(asked, result));
				return new JobResult(result.jobId(), result.task(), result.origin(), result.ending(), logged,
						result.expiresAt(), spec);
			});
		}
		catch (StoredFormatException ex) {
			return result;
		}
	}

	private static JobSpec spec(JsonMembers members, JobResult result) {
		Payload payload = new Payload(members.integer("payloadVersion"), members.text("arguments"));
		JobOptions options = members.findChild("options", StoreFormat::options);
		JobOptions kept = (options != null) ? options : JobOptions.NONE;
		return new JobSpec(result.task(), payload, kept.settings(), members.find("uniqueKey", String::valueOf),
				result.origin(), kept.headers());
	}

	private <T> T read(String what, String text, Function<JsonMembers, T> reader) {
		try {
			return JsonMembers.read(this.json.readTree(text), reader);
		}
		catch (StoredFormatException ex) {
			throw ex.isUnknown() ? ex : corrupt(what, ex);
		}
		catch (RuntimeException ex) {
			throw corrupt(what, ex);
		}
	}

	private static StoredFormatException corrupt(String what, RuntimeException cause) {
		return StoredFormatException.corrupt("Stored " + what + " cannot be read: " + cause.getMessage(), cause);
	}

	private ObjectNode tree(ScheduleDefinition definition) {
		ObjectNode node = this.json.createObjectNode();
		node.put("task", definition.task());
		node.put("payloadVersion", definition.payload().version());
		node.put("arguments", definition.payload().arguments());
		node.put("triggerFormat", this.triggers.format(definition.trigger()));
		node.set("trigger", this.json.readTree(this.triggers.write(definition.trigger())));
		SchedulePolicies policies = definition.policies();
		node.put("coalesce", policies.coalesce().name());
		node.put("overlap", policies.overlap().name());
		node.put("jitter", policies.jitter().toString());
		if (policies.pauseAfterFailures() > 0) {
			node.put("pauseAfterFailures", policies.pauseAfterFailures());
		}
		if (!definition.settings().equals(JobSettings.NONE)) {
			node.set("settings", this.settings.tree(definition.settings()));
		}
		return node;
	}

	private ScheduleDefinition definition(JsonMembers members) {
		Payload payload = new Payload(members.integer("payloadVersion"), members.text("arguments"));
		Integer failures = members.findInteger("pauseAfterFailures");
		SchedulePolicies policies = new SchedulePolicies(members.get("coalesce", CoalescePolicy::valueOf),
				members.get("overlap", OverlapPolicy::valueOf), members.get("jitter", Duration::parse),
				(failures != null) ? failures : 0);
		String format = members.text("triggerFormat");
		JobSettings settings = members.findChild("settings", SettingsFormat::read);
		return new ScheduleDefinition(members.text("task"), payload,
				this.triggers.read(format, members.node("trigger").toString()), policies,
				(settings != null) ? settings : JobSettings.NONE);
	}

	/**
	 * What a store keeps of a job in one text.
	 *
	 * @param settings its settings
	 * @param headers its headers
	 */
	public record JobOptions(JobSettings settings, Map<String, String> headers) {

		/** Neither. */
		public static final JobOptions NONE = new JobOptions(JobSettings.NONE, Map.of());

	}

}
