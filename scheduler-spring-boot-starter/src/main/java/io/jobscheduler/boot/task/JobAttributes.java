package io.jobscheduler.boot.task;

import java.time.Duration;
import java.util.List;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that both annotations have: how jobs are run.
 *
 * @param priority the priority, or {@link Task#NOT_SET}
 * @param maxAttempts the number of attempts, 0 if not set
 * @param retryDelay a duration, or blank
 * @param misfireGraceTime a duration, or blank
 * @param delivery at most one
 * @param retention a duration, or blank
 */
record JobAttributes(int priority, int maxAttempts, String retryDelay, String misfireGraceTime,
		List<DeliveryGuarantee> delivery, String retention) {

	private static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(10);

	static JobAttributes of(Task task) {
		return new JobAttributes(task.priority(), task.maxAttempts(), task.retryDelay(), task.misfireGraceTime(),
				List.of(task.delivery()), task.retention());
	}

	static JobAttributes of(ScheduledJob schedule) {
		return new JobAttributes(schedule.priority(), schedule.maxAttempts(), schedule.retryDelay(),
				schedule.misfireGraceTime(), List.of(schedule.delivery()), schedule.retention());
	}

	JobSettings settings(AttributeReader reader) {
		Integer jobPriority = (this.priority != Task.NOT_SET) ? this.priority : null;
		Duration grace = reader.duration("misfireGraceTime", this.misfireGraceTime);
		DeliveryGuarantee guarantee = guarantee(reader);
		RetryPolicy retry = retry(reader);
		Retention kept = retention(reader);
		return reader.valid("settings", this, () -> new JobSettings(jobPriority, retry, grace, guarantee, null, kept));
	}

	private @Nullable DeliveryGuarantee guarantee(AttributeReader reader) {
		if (this.delivery.size() > 1) {
			throw reader.invalid("delivery", this.delivery, "one guarantee is expected", null);
		}
		return this.delivery.isEmpty() ? null : this.delivery.get(0);
	}

	private @Nullable RetryPolicy retry(AttributeReader reader) {
		Duration delay = reader.duration("retryDelay", this.retryDelay);
		if (this.maxAttempts == 0) {
			if (delay != null) {
				throw reader.invalid("retryDelay", this.retryDelay, "it needs maxAttempts to be set as well", null);
			}
			return null;
		}
		return retry(reader, this.maxAttempts, delay);
	}

	static RetryPolicy retry(AttributeReader reader, int maxAttempts, @Nullable Duration delay) {
		Duration wait = (delay != null) ? delay : DEFAULT_RETRY_DELAY;
		return reader.valid("retry", maxAttempts + " attempts, " + wait + " apart",
				() -> RetryPolicy.fixed(maxAttempts, wait));
	}

	private @Nullable Retention retention(AttributeReader reader) {
		Duration kept = reader.duration("retention", this.retention);
		return (kept != null) ? reader.valid("retention", this.retention, () -> new Retention(kept, kept, kept)) : null;
	}

}
