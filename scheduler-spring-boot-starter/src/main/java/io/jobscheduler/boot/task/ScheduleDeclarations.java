package io.jobscheduler.boot.task;

import java.time.Duration;
import java.time.ZoneId;

import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringValueResolver;

/**
 * Makes a declaration of an annotation and the properties that override it.
 */
final class ScheduleDeclarations {

	private final TriggerReader triggers;

	private final DeclarationProperties overrides;

	private final StringValueResolver placeholders;

	ScheduleDeclarations(DeclarationProperties overrides, StringValueResolver placeholders, TriggerBeans triggerBeans) {
		ZoneId zone = overrides.timeZone();
		this.triggers = new TriggerReader((zone != null) ? zone : ZoneId.systemDefault(), triggerBeans);
		this.overrides = overrides;
		this.placeholders = placeholders;
	}

	/**
	 * Declares a schedule.
	 * @return the declaration, {@code null} if the schedule is disabled
	 */
	@Nullable ScheduleRequest declare(String task, ScheduledJob declared, AttributeReader reader) {
		String id = reader.text("schedule id", declared.id());
		ScheduleOverride override = this.overrides.of(id);
		AttributeReader properties = new AttributeReader(this.placeholders,
				(attribute) -> "in property '" + DeclarationProperties.property(id, attribute) + "'",
				"Change the property.");
		Trigger trigger = override.isEnabled() ? this.triggers.read(declared, reader, override, properties) : null;
		if (trigger == null) {
			return null;
		}
		JobSettings settings = settings(override, properties).orElse(JobAttributes.of(declared).settings(reader));
		SchedulePolicies policies = policies(declared, reader, override, properties);
		JobRequest job = JobRequest.task(task).settings(withRetry(settings, override, properties));
		JobRequest stored = inStore(job, declared, reader, override, properties);
		return reader.valid("schedule id", id, () -> ScheduleRequest.of(id, stored, trigger)).policies(policies);
	}

	private static JobRequest inStore(JobRequest job, ScheduledJob declared, AttributeReader reader,
			ScheduleOverride override, AttributeReader properties) {
		AttributeReader place = (override.getStore() != null) ? properties : reader;
		String name = place.text("store", or(override.getStore(), declared.store()));
		return name.isEmpty() ? job : place.valid("store", name, () -> job.store(name));
	}

	private static SchedulePolicies policies(ScheduledJob declared, AttributeReader reader, ScheduleOverride override,
			AttributeReader properties) {
		Duration jitter = override.getJitter();
		if (jitter == null) {
			jitter = reader.duration("jitter", declared.jitter());
		}
		Duration effective = (jitter != null) ? jitter : Duration.ZERO;
		AttributeReader place = (override.getJitter() != null) ? properties : reader;
		return place.valid("jitter", effective,
				() -> new SchedulePolicies(or(override.getCoalesce(), declared.coalesce()),
						or(override.getOverlap(), declared.overlap()), effective,
						or(override.getPauseAfterFailures(), declared.pauseAfterFailures())));
	}

	private static JobSettings settings(ScheduleOverride override, AttributeReader properties) {
		return properties.valid("settings", override, () -> new JobSettings(override.getPriority(), null,
				override.getMisfireGraceTime(), override.getDelivery(), null, null, override.getTimeout()));
	}

	private static JobSettings withRetry(JobSettings settings, ScheduleOverride override, AttributeReader properties) {
		if (override.getMaxAttempts() == null && override.getRetryDelay() == null) {
			return settings;
		}
		return settings.withRetry(RetryAttributes.override(properties, settings.retry(), override.getMaxAttempts(),
				override.getRetryDelay()));
	}

	private static <T> T or(@Nullable T first, T second) {
		return (first != null) ? first : second;
	}

}
