package io.jobscheduler.boot.task;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
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

	private final TriggerBeans beans;

	/**
	 * Creates a reader.
	 * @param defaultZone the zone of what names none
	 * @param beans finds what is referred to by name
	 */
	TriggerReader(ZoneId defaultZone, TriggerBeans beans) {
		this.defaultZone = defaultZone;
		this.beans = beans;
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
		Trigger trigger = overriding.isEmpty() ? read(texts(declared, annotation), effective, annotation)
				: read(overriding, effective, property);
		if (trigger == null) {
			return null;
		}
		Trigger withTransitions = withTransitions(trigger, declared, annotation, override, property);
		ZoneId days = (zone != null) ? zone : zone(trigger);
		return (override.getExceptCalendars() != null)
				? except(withTransitions, override.getExceptCalendars(), days, property)
				: except(withTransitions, List.of(declared.exceptCalendars()), days, annotation);
	}

	/** A bean may bring a zone of its own. */
	private ZoneId zone(Trigger trigger) {
		if (trigger instanceof CronTrigger cron) {
			return cron.zone();
		}
		return (trigger instanceof CalendarIntervalTrigger calendar) ? calendar.zone() : this.defaultZone;
	}

	private Trigger except(Trigger trigger, List<String> calendars, ZoneId zone, AttributeReader reader) {
		List<Exclusion> exclusions = new ArrayList<>();
		for (String calendar : calendars) {
			String name = reader.text("exceptCalendars", calendar);
			exclusions
				.add(reader.valid("exceptCalendars", name, () -> Exclusion.calendar(this.beans.calendar(name), zone)));
		}
		if (trigger instanceof DateTrigger && !exclusions.isEmpty()) {
			throw reader.invalid("exceptCalendars", calendars, "not allowed with a date, which is a single day", null);
		}
		return exclusions.isEmpty() ? trigger
				: reader.valid("exceptCalendars", calendars, () -> ExceptTrigger.of(trigger, exclusions));
	}

	/**
	 * A rule that is declared beside another trigger than cron is a mistake, unless
	 * properties have replaced the cron expression that it was declared for.
	 */
	private static Trigger withTransitions(Trigger trigger, ScheduledJob declared, AttributeReader annotation,
			ScheduleOverride override, AttributeReader property) {
		DstGap declaredGap = annotation.single("dstGap", declared.dstGap());
		DstOverlap declaredOverlap = annotation.single("dstOverlap", declared.dstOverlap());
		if (trigger instanceof CronTrigger cron) {
			DstGap gap = (override.getDstGap() != null) ? override.getDstGap() : declaredGap;
			DstOverlap overlap = (override.getDstOverlap() != null) ? override.getDstOverlap() : declaredOverlap;
			CronTrigger withGap = (gap != null) ? cron.dstGap(gap) : cron;
			return (overlap != null) ? withGap.dstOverlap(overlap) : withGap;
		}
		requireNone("dstGap", override.getDstGap(), property);
		requireNone("dstOverlap", override.getDstOverlap(), property);
		if (annotation.text("cron", declared.cron()).isEmpty()) {
			requireNone("dstGap", declaredGap, annotation);
			requireNone("dstOverlap", declaredOverlap, annotation);
		}
		return trigger;
	}

	private static void requireNone(String attribute, @Nullable Object value, AttributeReader reader) {
		if (value != null) {
			throw reader.invalid(attribute, value, "allowed only with a cron expression", null);
		}
	}

	private static Map<String, String> texts(ScheduledJob declared, AttributeReader reader) {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("cron", reader.text("cron", declared.cron()));
		texts.put("fixedRate", reader.text("fixedRate", declared.fixedRate()));
		texts.put("fixedDelay", reader.text("fixedDelay", declared.fixedDelay()));
		texts.put("date", reader.text("date", declared.date()));
		texts.put("trigger", reader.text("trigger", declared.trigger()));
		texts.values().removeIf(String::isEmpty);
		return texts;
	}

	private static Map<String, String> texts(ScheduleOverride override, AttributeReader reader) {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("cron", reader.text("cron", override.getCron()));
		texts.put("fixedRate", text(override.getFixedRate()));
		texts.put("fixedDelay", text(override.getFixedDelay()));
		texts.put("date", reader.text("date", override.getDate()));
		texts.put("trigger", reader.text("trigger", override.getTrigger()));
		texts.values().removeIf(String::isEmpty);
		return texts;
	}

	private static String text(@Nullable Duration duration) {
		return (duration != null) ? duration.toString() : "";
	}

	private @Nullable Trigger read(Map<String, String> texts, ZoneId zone, AttributeReader reader) {
		if (texts.size() != 1) {
			List<String> given = new ArrayList<>(texts.keySet());
			throw reader.invalid("schedule", given,
					"exactly one of cron, fixedRate, fixedDelay, date and trigger is expected, "
							+ (given.isEmpty() ? "and there is none" : "and there are " + given.size()),
					null);
		}
		Map.Entry<String, String> only = texts.entrySet().iterator().next();
		String text = only.getValue();
		return switch (only.getKey()) {
			case "cron" -> text.equals(ScheduledJob.DISABLED) ? null : reader.cron(text, zone);
			case "date" -> DateTrigger.at(reader.date(text, zone));
			case "trigger" -> reader.valid("trigger", text, () -> this.beans.trigger(text));
			default -> periodic(only.getKey(), text, reader);
		};
	}

	private static Trigger periodic(String attribute, String text, AttributeReader reader) {
		Duration duration = reader.duration(attribute, text);
		Duration period = (duration != null) ? duration : Duration.ZERO;
		try {
			return attribute.equals("fixedRate") ? IntervalTrigger.every(period) : FixedDelayTrigger.of(period);
		}
		catch (IllegalArgumentException ex) {
			String reason = String.valueOf(ex.getMessage());
			throw reader.invalid(attribute, text, reason.substring(reason.indexOf(": ") + 2), ex);
		}
	}

}
