package io.jobscheduler.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.jobscheduler.job.DeliveryGuarantee;

/**
 * Makes a task of a method: jobs can be added for it, by a recorded call or by its id.
 *
 * <pre class="code">
 * &#64;Task(id = "send-invoice")
 * void send(long invoiceId) { … }
 * </pre>
 *
 * The method's parameters are the job's arguments, kept as JSON by name. So the method
 * can be moved, and its class renamed, without harm to jobs that wait; a parameter that
 * is renamed is another parameter. A call of the method can only be recorded if the
 * method can be overridden, so one that is private, static or final is refused when the
 * application starts.
 * <p>
 * Texts may hold placeholders, {@code ${…}}. Durations are written as {@code 10s},
 * {@code 1h} or {@code PT1H}. What is not set here is what
 * {@code jobscheduler.job-defaults} says.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface Task {

	/** The value of {@link #priority()} that means: not set. */
	int NOT_SET = Integer.MIN_VALUE;

	/**
	 * The task's id, by which stores know it. It has to stay the same for as long as jobs
	 * or schedules name it, see {@link #aliases()}.
	 * @return a name of up to 200 characters
	 */
	String id();

	/**
	 * The version of the parameters. Raise it when their meaning changes: a node that
	 * knows a lower version leaves the jobs of a higher one alone.
	 * @return the version, at least 1
	 */
	int version() default 1;

	/**
	 * Former ids. Jobs and schedules that name one of them are run by this task.
	 * @return the ids
	 */
	String[] aliases() default {};

	/**
	 * The executor that runs the task's jobs.
	 * @return its name; blank for the one named {@code default}
	 */
	String executor() default "";

	/**
	 * How many of the task's jobs run at once at most, on all nodes together.
	 * @return the limit; 0 for none
	 */
	int maxRunningJobs() default 0;

	/**
	 * The priority of the task's jobs. The higher runs first.
	 * @return -1000 to 1000
	 */
	int priority() default NOT_SET;

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
	 * How often the task's jobs may start, on all nodes together: in no period of that
	 * length more than that.
	 * @return such as {@code 10/s}, {@code 100/1m} or {@code 5/500ms}; blank for no limit
	 */
	String rateLimit() default "";

	/**
	 * How late a job may start. Later it is recorded as missed.
	 * @return a duration; blank if not set
	 */
	String misfireGraceTime() default "";

	/**
	 * What happens to a job whose node died while it ran.
	 * @return one guarantee; none if not set
	 */
	DeliveryGuarantee[] delivery() default {};

	/**
	 * How long the results of the task's jobs are kept, whatever their outcome.
	 * @return a duration; blank if not set
	 */
	String retention() default "";

}
