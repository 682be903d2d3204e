package io.jobscheduler.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;
import io.jobscheduler.trigger.Trigger;

/**
 * Runs a method on a schedule that is kept in the job store: each fire time runs once, on
 * one of the nodes.
 *
 * <pre class="code">
 * &#64;ScheduledJob(id = "nightly-report", cron = "${reports.cron:0 2 * * *}", zone = "Europe/Berlin")
 * void nightly() { … }
 * </pre>
 *
 * The method takes no parameters; see {@link JobContext#current()} for the fire time and
 * more. Exactly one of {@link #cron()}, {@link #fixedRate()}, {@link #fixedDelay()},
 * {@link #date()} and {@link #trigger()} says when.
 * <p>
 * The annotation can be repeated: each one is a schedule, and all of them run the one
 * task that the method is. If the method has a {@link Task} as well, that is the task,
 * and {@link #executor()} and {@link #maxRunningJobs()} are set there; otherwise the task
 * has the id of the first schedule.
 * <p>
 * A schedule that is declared for the first time is added when the application starts. A
 * later start changes it where its declaration has changed, and nothing else: a schedule
 * that was paused stays paused. Once no live node of the application declares it any
 * more, it is paused.
 * <p>
 * Texts may hold placeholders, {@code ${…}}. Durations are written as {@code 10s},
 * {@code 1h} or {@code PT1H}. The properties {@code jobscheduler.schedules.<id>.*}
 * override what is declared here; what is set in neither is what
 * {@code jobscheduler.job-defaults} says.
 */
@Documented
@Repeatable(ScheduledJobs.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface ScheduledJob {

	/** The value of {@link #cron()} that disables a schedule: it is not declared. */
	String DISABLED = "-";

	/**
	 * The schedule's id. It has to stay the same for as long as the schedule shall be the
	 * same.
	 * @return a name of up to 200 characters
	 */
	String id();

	/**
	 * Fires at the local times of a cron expression, of five fields (crontab) or six
	 * (seconds first).
	 * @return the expression; {@value #DISABLED} to disable the schedule
	 */
	String cron() default "";

	/**
	 * Fires a fixed time apart, first when the schedule is added.
	 * @return a duration
	 */
	String fixedRate() default "";

	/**
	 * Fires a fixed time after the last run ended, first when the schedule is added.
	 * @return a duration
	 */
	String fixedDelay() default "";

	/**
	 * Fires once.
	 * @return an instant as {@code 2030-01-31T09:00:00Z}, or a local time in the
	 * {@link #zone()} as {@code 2030-01-31T09:00}
	 */
	String date() default "";

	/**
	 * Fires as a bean says: for calendar intervals, and for triggers that are made of
	 * others.
	 * @return the name of a bean of type {@link Trigger}
	 */
	String trigger() default "";

	/**
	 * Calendars on whose dates, in the {@link #zone()}, it does not fire. Not with
	 * {@link #fixedDelay()} or {@link #date()}. Without a zone, a {@link #trigger()} that
	 * has one brings it.
	 * @return names of calendars, which are {@code jobscheduler.calendars.<name>} or
	 * beans of type {@link io.jobscheduler.calendar.HolidayCalendar}
	 */
	String[] exceptCalendars() default {};

	/**
	 * The time zone of {@link #cron()}, {@link #date()} and {@link #exceptCalendars()}.
	 * @return a zone id; blank for {@code jobscheduler.time-zone}
	 */
	String zone() default "";

	/**
	 * What becomes of local times of {@link #cron()} that do not exist, because clocks
	 * are put forward over them.
	 * @return one rule; none for what follows from the expression: one that names its
	 * hours fires at the end of the gap, another skips it
	 */
	DstGap[] dstGap() default {};

	/**
	 * What becomes of local times of {@link #cron()} that come twice, because clocks are
	 * put back over them.
	 * @return one rule; none for what follows from the expression: one that names its
	 * hours fires the first time, another both times
	 */
	DstOverlap[] dstOverlap() default {};

	/**
	 * How late a fire time may still get a job, and that job may start.
	 * @return a duration; blank if not set
	 */
	String misfireGraceTime() default "";

	/**
	 * How many jobs several fire times become that are due at once, such as after an
	 * outage.
	 * @return the policy
	 */
	CoalescePolicy coalesce() default CoalescePolicy.LATEST;

	/**
	 * What becomes of a fire time while an earlier job of the schedule has not ended.
	 * @return the policy
	 */
	OverlapPolicy overlap() default OverlapPolicy.SKIP;

	/**
	 * How many of the task's jobs run at once at most, on all nodes together.
	 * @return the limit; 0 for none
	 */
	int maxRunningJobs() default 1;

	/**
	 * Up to how much later than the fire time a job is due, spread evenly.
	 * @return a duration; blank for not at all
	 */
	String jitter() default "";

	/**
	 * The priority of the schedule's jobs. The higher runs first.
	 * @return -1000 to 1000
	 */
	int priority() default Task.NOT_SET;

	/**
	 * How often a job may run and fail.
	 * @return the number of attempts, 1 for no retry; 0 if not set
	 */
	int maxAttempts() default 0;

	/**
	 * The wait after a failed attempt. Needs {@link #maxAttempts()}.
	 * @return a duration; blank for ten seconds
	 */
	String retryDelay() default "";

	/**
	 * What each further wait after a failed attempt is multiplied by, up to
	 * {@link #maxRetryDelay()}. Needs {@link #maxAttempts()}.
	 * @return 1 to 1000, such as 2; 1 for always the same wait
	 */
	double retryMultiplier() default 1;

	/**
	 * The longest wait after a failed attempt.
	 * @return a duration; blank for an hour
	 */
	String maxRetryDelay() default "";

	/**
	 * Up to what part of a wait is taken off at random, so that jobs that failed together
	 * do not come back together.
	 * @return 0 to 1
	 */
	double retryJitter() default 0;

	/**
	 * The exceptions that are retried, with those that extend them.
	 * @return their classes; none for all
	 */
	Class<? extends Throwable>[] retryOn() default {};

	/**
	 * The exceptions that are never retried, with those that extend them.
	 * @return their classes
	 */
	Class<? extends Throwable>[] abortOn() default {};

	/**
	 * How long an attempt may run. Then it is told to stop, and has failed.
	 * @return a duration; blank for as long as it takes
	 */
	String timeout() default "";

	/**
	 * Whether what the method writes to the database of the job store is committed
	 * together with the outcome of its job, or not at all: exactly once. Needs a store of
	 * type jdbc or jpa, and an executor of type thread-pool, virtual or inline. Methods
	 * with {@code @Transactional} take part; with a propagation that suspends the
	 * transaction they do not.
	 * @return whether it is
	 */
	boolean transactional() default false;

	/**
	 * After how many failed or abandoned jobs in a row the schedule is paused.
	 * @return the number; 0 for never
	 */
	int pauseAfterFailures() default 0;

	/**
	 * What happens to a job whose node died while it ran.
	 * @return one guarantee; none if not set
	 */
	DeliveryGuarantee[] delivery() default {};

	/**
	 * The executor that runs the task's jobs.
	 * @return its name; blank for the one named {@code default}
	 */
	String executor() default "";

	/**
	 * The job store that keeps the schedule and its jobs. Another one is another
	 * schedule: what was in the store before is left there, paused.
	 * @return its name; blank for the one named {@code default}
	 */
	String store() default "";

	/**
	 * How long the results of the schedule's jobs are kept, whatever their outcome.
	 * @return a duration; blank if not set
	 */
	String retention() default "";

}
