package io.jobscheduler.store;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.serializer.TriggerFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
		return settings.equals(JobSettings.NONE) ? null : tree(settings).toString();
	}

	/**
	 * Reads the settings of a job.
	 * @param text as written by {@link #write(JobSettings)}
	 * @return the settings
	 * @throws StoredFormatException if they cannot be read
	 */
	public JobSettings readSettings(@Nullable String text) {
		return (text != null) ? read("job settings", text, StoreFormat::settings) : JobSettings.NONE;
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
		if (!definition.settings().equals(JobSettings.NONE)) {
			node.set("settings", tree(definition.settings()));
		}
		return node;
	}

	private ScheduleDefinition definition(JsonMembers members) {
		Payload payload = new Payload(members.integer("payloadVersion"), members.text("arguments"));
		SchedulePolicies policies = new SchedulePolicies(members.get("coalesce", CoalescePolicy::valueOf),
				members.get("overlap", OverlapPolicy::valueOf), members.get("jitter", Duration::parse));
		String format = members.text("triggerFormat");
		JobSettings settings = members.findChild("settings", StoreFormat::settings);
		return new ScheduleDefinition(members.text("task"), payload,
				this.triggers.read(format, members.node("trigger").toString()), policies,
				(settings != null) ? settings : JobSettings.NONE);
	}

	private ObjectNode tree(JobSettings settings) {
		ObjectNode node = this.json.createObjectNode();
		put(node, "priority", settings.priority());
		RetryPolicy retry = settings.retry();
		if (retry != null) {
			node.putObject("retry")
				.put("attempts", retry.maxAttempts())
				.put("delay", retry.delay().toString())
				.put("multiplier", retry.multiplier())
				.put("maxDelay", retry.maxDelay().toString());
		}
		put(node, "misfireGraceTime", settings.misfireGraceTime());
		put(node, "delivery", (settings.delivery() != null) ? settings.delivery().name() : null);
		put(node, "maxAbandonments", settings.maxAbandonments());
		Retention retention = settings.retention();
		if (retention != null) {
			node.putObject("retention")
				.put("succeeded", retention.succeeded().toString())
				.put("failed", retention.failed().toString())
				.put("other", retention.other().toString());
		}
		return node;
	}

	private static void put(ObjectNode node, String name, @Nullable Object value) {
		if (value instanceof Integer number) {
			node.put(name, number);
		}
		else if (value != null) {
			node.put(name, value.toString());
		}
	}

	private static JobSettings settings(JsonMembers members) {
		return new JobSettings(members.findInteger("priority"), members.findChild("retry", StoreFormat::retry),
				members.find("misfireGraceTime", Duration::parse), members.find("delivery", DeliveryGuarantee::valueOf),
				members.findInteger("maxAbandonments"), members.findChild("retention", StoreFormat::retention));
	}

	private static RetryPolicy retry(JsonMembers members) {
		JsonNode multiplier = members.node("multiplier");
		return new RetryPolicy(members.integer("attempts"), members.get("delay", Duration::parse),
				multiplier.doubleValue(), members.get("maxDelay", Duration::parse));
	}

	private static Retention retention(JsonMembers members) {
		return new Retention(members.get("succeeded", Duration::parse), members.get("failed", Duration::parse),
				members.get("other", Duration::parse));
	}

}
