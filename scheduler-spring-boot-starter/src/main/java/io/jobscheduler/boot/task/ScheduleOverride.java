package io.jobscheduler.boot.task;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;
import org.jspecify.annotations.Nullable;

/**
 * Overrides the declaration of a schedule: {@code jobscheduler.schedules.<id>.*}. What is
 * not set stays as declared.
 */
final class ScheduleOverride {

	/**
	 * Whether the schedule is declared. One that is not is paused once no live node of
	 * the application declares it.
	 */
	private boolean enabled = true;

	/**
	 * Cron expression, instead of the declared trigger. '-' disables the schedule.
	 */
	private @Nullable String cron;

	/**
	 * Time between two fire times, instead of the declared trigger.
	 */
	private @Nullable Duration fixedRate;

	/**
	 * Time from the end of a run to the next, instead of the declared trigger.
	 */
	private @Nullable Duration fixedDelay;

	/**
	 * Only fire time, instead of the declared trigger.
	 */
	private @Nullable String date;

	/**
	 * Time zone of the cron expression or date.
	 */
	private @Nullable ZoneId zone;

	/**
	 * Name of a bean of type Trigger, instead of the declared trigger.
	 */
	private @Nullable String trigger;

	/**
	 * Names of calendars on whose dates the schedule does not fire, instead of the
	 * declared ones.
	 */
	private @Nullable List<String> exceptCalendars;

	/**
	 * What becomes of local times of the cron expression that do not exist.
	 */
	private @Nullable DstGap dstGap;

	/**
	 * What becomes of local times of the cron expression that come twice.
	 */
	private @Nullable DstOverlap dstOverlap;

	/**
	 * How late a fire time may still get a job.
	 */
	private @Nullable Duration misfireGraceTime;

	/**
	 * How many jobs several due fire times become.
	 */
	private @Nullable CoalescePolicy coalesce;

	/**
	 * What becomes of a fire time while an earlier job has not ended.
	 */
	private @Nullable OverlapPolicy overlap;

	/**
	 * Up to how much later than the fire time a job is due.
	 */
	private @Nullable Duration jitter;

	/**
	 * Priority of the jobs, -1000 to 1000. The higher runs first.
	 */
	private @Nullable Integer priority;

	/**
	 * How often a job may run and fail.
	 */
	private @Nullable Integer maxAttempts;

	/**
	 * Wait after a failed attempt.
	 */
	private @Nullable Duration retryDelay;

	/**
	 * What happens to a job whose node died while it ran.
	 */
	private @Nullable DeliveryGuarantee delivery;

	/**
	 * How long an attempt may run.
	 */
	private @Nullable Duration timeout;

	/**
	 * After how many failed or abandoned jobs in a row the schedule is paused. 0 for
	 * never.
	 */
	private @Nullable Integer pauseAfterFailures;

	/**
	 * Name of the job store that keeps the schedule and its jobs.
	 */
	private @Nullable String store;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getCron() {
		return this.cron;
	}

	public void setCron(@Nullable String cron) {
		this.cron = cron;
	}

	public @Nullable Duration getFixedRate() {
		return this.fixedRate;
	}

	public void setFixedRate(@Nullable Duration fixedRate) {
		this.fixedRate = fixedRate;
	}

	public @Nullable Duration getFixedDelay() {
		return this.fixedDelay;
	}

	public void setFixedDelay(@Nullable Duration fixedDelay) {
		this.fixedDelay = fixedDelay;
	}

	public @Nullable String getDate() {
		return this.date;
	}

	public void setDate(@Nullable String date) {
		this.date = date;
	}

	public @Nullable ZoneId getZone() {
		return this.zone;
	}

	public void setZone(@Nullable ZoneId zone) {
		this.zone = zone;
	}

	public @Nullable String getTrigger() {
		return this.trigger;
	}

	public void setTrigger(@Nullable String trigger) {
		this.trigger = trigger;
	}

	public @Nullable List<String> getExceptCalendars() {
		return this.exceptCalendars;
	}

	public void setExceptCalendars(@Nullable List<String> exceptCalendars) {
		this.exceptCalendars = exceptCalendars;
	}

	public @Nullable DstGap getDstGap() {
		return this.dstGap;
	}

	public void setDstGap(@Nullable DstGap dstGap) {
		this.dstGap = dstGap;
	}

	public @Nullable DstOverlap getDstOverlap() {
		return this.dstOverlap;
	}

	public void setDstOverlap(@Nullable DstOverlap dstOverlap) {
		this.dstOverlap = dstOverlap;
	}

	public @Nullable Duration getMisfireGraceTime() {
		return this.misfireGraceTime;
	}

	public void setMisfireGraceTime(@Nullable Duration misfireGraceTime) {
		this.misfireGraceTime = misfireGraceTime;
	}

	public @Nullable CoalescePolicy getCoalesce() {
		return this.coalesce;
	}

	public void setCoalesce(@Nullable CoalescePolicy coalesce) {
		this.coalesce = coalesce;
	}

	public @Nullable OverlapPolicy getOverlap() {
		return this.overlap;
	}

	public void setOverlap(@Nullable OverlapPolicy overlap) {
		this.overlap = overlap;
	}

	public @Nullable Duration getJitter() {
		return this.jitter;
	}

	public void setJitter(@Nullable Duration jitter) {
		this.jitter = jitter;
	}

	public @Nullable Integer getPriority() {
		return this.priority;
	}

	public void setPriority(@Nullable Integer priority) {
		this.priority = priority;
	}

	public @Nullable Integer getMaxAttempts() {
		return this.maxAttempts;
	}

	public void setMaxAttempts(@Nullable Integer maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	public @Nullable Duration getRetryDelay() {
		return this.retryDelay;
	}

	public void setRetryDelay(@Nullable Duration retryDelay) {
		this.retryDelay = retryDelay;
	}

	public @Nullable DeliveryGuarantee getDelivery() {
		return this.delivery;
	}

	public void setDelivery(@Nullable DeliveryGuarantee delivery) {
		this.delivery = delivery;
	}

	public @Nullable String getStore() {
		return this.store;
	}

	public void setStore(@Nullable String store) {
		this.store = store;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Integer getPauseAfterFailures() {
		return this.pauseAfterFailures;
	}

	public void setPauseAfterFailures(@Nullable Integer pauseAfterFailures) {
		this.pauseAfterFailures = pauseAfterFailures;
	}

}
