package io.jobscheduler.boot.task;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a schedule fires, from its annotation or from the properties that override
 * it.
 */
final class TriggerReader {

	private final ZoneId defaultZone;

	TriggerReader(ZoneId defaultZone) {
		this.defaultZone = defaultZone;
	}

	/**
	 * Reads a trigger.
	 * @return the trigger, {@code null} if the schedule is disabled
	 */
	@Nullable Trigger read(ScheduledJob declared, AttributeReader annotation, ScheduleOverride override,
			AttributeReader property) {
		ZoneId zone = override.getZone();
		if (zone == null) {
			zone = annotation.zone(declared.zone());
		}
		ZoneId effective = (zone != null) ? zone : this.defaultZone;
		Map<String, String> overriding = texts(override, property);
		if (!overriding.isEmpty()) {
			return read(overriding, effective, property);
		}
		return read(texts(declared, annotation), effective, annotation);
	}

	private static Map<String, String> texts(ScheduledJob declared, AttributeReader reader) {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("cron", reader.text("cron", declared.cron()));
		texts.put("fixedRate", reader.text("fixedRate", declared.fixedRate()));
		texts.put("fixedDelay", reader.text("fixedDelay", declared.fixedDelay()));
		texts.put("date", reader.text("date", declared.date()));
		texts.values().removeIf(String::isEmpty);
		return texts;
	}

	private static Map<String, String> texts(ScheduleOverride override, AttributeReader reader) {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("cron", reader.text("cron", override.getCron()));
		texts.put("fixedRate", text(override.getFixedRate()));
		texts.put("fixedDelay", text(override.getFixedDelay()));
		texts.put("date", reader.text("date", override.getDate()));
		texts.values().removeIf(String::isEmpty);
		return texts;
	}

	private static String text(@Nullable Duration duration) {
		return (duration != null) ? duration.toString() : "";
	}

	private static @Nullable Trigger read(Map<String, String> texts, ZoneId zone, AttributeReader reader) {
		if (texts.size() != 1) {
			List<String> given = new ArrayList<>(texts.keySet());
			throw reader.invalid("schedule", given, "exactly one of cron, fixedRate, fixedDelay and date is expected, "
					+ (given.isEmpty() ? "and there is none" : "and there are " + given.size()), null);
		}
		Map.Entry<String, String> only = texts.entrySet().iterator().next();
		return switch (only.getKey()) {
			case "cron" -> only.getValue().equals(ScheduledJob.DISABLED) ? null : reader.cron(only.getValue(), zone);
			case "date" -> DateTrigger.at(reader.date(only.getValue(), zone));
			default -> periodic(only.getKey(), only.getValue(), reader);
		};
	}

	private static Trigger periodic(String attribute, String text, AttributeReader reader) {
		Duration duration = reader.duration(attribute, text);
		Duration period = (duration != null) ? duration : Duration.ZERO;
		return reader.valid(attribute, text,
				() -> attribute.equals("fixedRate") ? IntervalTrigger.every(period) : FixedDelayTrigger.of(period));
	}

}
