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
 * @param retry what follows a failed attempt
 * @param misfireGraceTime a duration, or blank
 * @param delivery at most one
 * @param retention a duration, or blank
 * @param timeout how long an attempt may run
 */
record JobAttributes(int priority, RetryAttributes retry, String misfireGraceTime, List<DeliveryGuarantee> delivery,
		String retention, String timeout) {

	static JobAttributes of(Task task) {
		return new JobAttributes(task.priority(), RetryAttributes.of(task), task.misfireGraceTime(),
				List.of(task.delivery()), task.retention(), task.timeout());
	}

	static JobAttributes of(ScheduledJob schedule) {
		return new JobAttributes(schedule.priority(), RetryAttributes.of(schedule), schedule.misfireGraceTime(),
				List.of(schedule.delivery()), schedule.retention(), schedule.timeout());
	}

	JobSettings settings(AttributeReader reader) {
		Integer jobPriority = (this.priority != Task.NOT_SET) ? this.priority : null;
		Duration grace = reader.duration("misfireGraceTime", this.misfireGraceTime);
		Duration longest = reader.duration("timeout", this.timeout);
		DeliveryGuarantee guarantee = guarantee(reader);
		RetryPolicy policy = this.retry.policy(reader);
		Retention kept = retention(reader);
		return reader.valid("settings", this,
				() -> new JobSettings(jobPriority, policy, grace, guarantee, null, kept, longest));
	}

	private @Nullable DeliveryGuarantee guarantee(AttributeReader reader) {
		if (this.delivery.size() > 1) {
			throw reader.invalid("delivery", this.delivery, "one guarantee is expected", null);
		}
		return this.delivery.isEmpty() ? null : this.delivery.get(0);
	}

	private @Nullable Retention retention(AttributeReader reader) {
		Duration kept = reader.duration("retention", this.retention);
		return (kept != null) ? reader.valid("retention", this.retention, () -> new Retention(kept, kept, kept)) : null;
	}

}
