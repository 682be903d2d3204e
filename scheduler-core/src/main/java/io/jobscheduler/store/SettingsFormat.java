package io.jobscheduler.store;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.FailureFilter;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of a job's settings. What is not set is absent.
 */
final class SettingsFormat {

	private final JsonMapper json;

	SettingsFormat(JsonMapper json) {
		this.json = json;
	}

	ObjectNode tree(JobSettings settings) {
		ObjectNode node = this.json.createObjectNode();
		put(node, "priority", settings.priority());
		RetryPolicy retry = settings.retry();
		if (retry != null) {
			write(retry, node.putObject("retry"));
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
		put(node, "timeout", settings.timeout());
		return node;
	}

	private static void write(RetryPolicy retry, ObjectNode node) {
		node.put("attempts", retry.maxAttempts())
			.put("delay", retry.delay().toString())
			.put("multiplier", retry.multiplier())
			.put("maxDelay", retry.maxDelay().toString());
		if (retry.jitter() > 0) {
			node.put("jitter", retry.jitter());
		}
		put(node, "retryOn", retry.failures().retryOn());
		put(node, "abortOn", retry.failures().abortOn());
	}

	private static void put(ObjectNode node, String name, Set<String> texts) {
		if (!texts.isEmpty()) {
			ArrayNode array = node.putArray(name);
			texts.stream().sorted().forEach(array::add);
		}
	}

	ObjectNode tree(Map<String, String> texts) {
		ObjectNode node = this.json.createObjectNode();
		new TreeMap<>(texts).forEach(node::put);
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

	static JobSettings read(JsonMembers members) {
		return new JobSettings(members.findInteger("priority"), members.findChild("retry", SettingsFormat::retry),
				members.find("misfireGraceTime", Duration::parse), members.find("delivery", DeliveryGuarantee::valueOf),
				members.findInteger("maxAbandonments"), members.findChild("retention", SettingsFormat::retention),
				members.find("timeout", Duration::parse));
	}

	private static RetryPolicy retry(JsonMembers members) {
		JsonNode multiplier = members.node("multiplier");
		JsonNode jitter = members.find("jitter");
		return new RetryPolicy(members.integer("attempts"), members.get("delay", Duration::parse),
				multiplier.doubleValue(), members.get("maxDelay", Duration::parse),
				(jitter != null) ? jitter.doubleValue() : 0,
				new FailureFilter(Set.copyOf(members.findTexts("retryOn")), Set.copyOf(members.findTexts("abortOn"))));
	}

	private static Retention retention(JsonMembers members) {
		return new Retention(members.get("succeeded", Duration::parse), members.get("failed", Duration::parse),
				members.get("other", Duration::parse));
	}

}
