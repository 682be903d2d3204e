package io.jobscheduler.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a job. Immutable: every method returns a changed copy.
 *
 * <pre class="code">
 * JobRequest.call(Reports.class, r -&gt; r.send(42L)).runAt(due).uniqueKey("invoice-42").priority(5)
 * JobRequest.task("send-invoice").argument("invoiceId", 42L)
 * </pre>
 */
public final class JobRequest {

	/** The name of the store that is meant when none is named. */
	public static final String DEFAULT_STORE = "default";

	private final Target target;

	private final String store;

	private final JobSettings settings;

	private final Due due;

	private final @Nullable JobId id;

	private final Uniqueness uniqueness;

	private JobRequest(Target target, String store, JobSettings settings, Due due, @Nullable JobId id,
			Uniqueness uniqueness) {
		this.target = target;
		this.store = store;
		this.settings = settings;
		this.due = due;
		this.id = id;
		this.uniqueness = uniqueness;
	}

	/**
	 * A job for a task, by the task's id. Neither the task's class nor its bean needs to
	 * be here.
	 * @param taskId the id
	 * @return a request without arguments
	 * @throws IllegalArgumentException if the id is not a valid name
	 */
	public static JobRequest task(String taskId) {
		Identifiers.require("task id", taskId);
		return of(new Named(taskId, Map.of()));
	}

	/**
	 * A job that makes a call. The call is recorded when the request is added, and must
	 * be of exactly one task method.
	 * @param <T> the bean's type
	 * @param type the bean's type
	 * @param call the call
	 * @return the request
	 */
	public static <T> JobRequest call(Class<T> type, TaskCall<T> call) {
		Objects.requireNonNull(call, "call");
		return of(new Recorded<>(Objects.requireNonNull(type, "type"), call));
	}

	private static JobRequest of(Target target) {
		return new JobRequest(target, DEFAULT_STORE, JobSettings.NONE, Due.NOW, null, Uniqueness.NONE);
	}

	/**
	 * With an argument, by the name of the task's parameter.
	 * @param name the name
	 * @param value the value, may be {@code null}
	 * @return a copy
	 * @throws IllegalStateException if this request was made from a call
	 */
	public JobRequest argument(String name, @Nullable Object value) {
		if (!(this.target instanceof Named named)) {
			throw new IllegalStateException(
					"The arguments of this request are those of its call; use JobRequest.task(id) to give them by name");
		}
		Map<String, @Nullable Object> arguments = new LinkedHashMap<>(named.arguments());
		arguments.put(Objects.requireNonNull(name, "name"), value);
		return new JobRequest(new Named(named.task(), arguments), this.store, this.settings, this.due, this.id,
				this.uniqueness);
	}

	/**
	 * In a store other than the default one. A call whose value is awaited goes to the
	 * store of its scheduler. {@value #DEFAULT_STORE} is the default store of the
	 * scheduler that it is given to.
	 * @param name the store's name
	 * @return a copy
	 * @throws IllegalArgumentException if the name is not a valid one
	 */
	public JobRequest store(String name) {
		Identifiers.require("store name", name);
		return new JobRequest(this.target, name, this.settings, this.due, this.id, this.uniqueness);
	}

	/**
	 * Not before an instant.
	 * @param instant the instant; one in the past means at once
	 * @return a copy
	 */
	public JobRequest runAt(Instant instant) {
		return withDue(Due.at(instant));
	}

	/**
	 * Not before a delay has passed since it was added, by the store's clock.
	 * @param delay the delay, zero or more
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public JobRequest delay(Duration delay) {
		return withDue(Due.after(delay));
	}

	private JobRequest withDue(Due newDue) {
		return new JobRequest(this.target, this.store, this.settings, newDue, this.id, this.uniqueness);
	}

	/**
	 * With an identity chosen by the caller: adding the same id again, while the job
	 * lives or its result is kept, adds nothing.
	 * @param newId the id
	 * @return a copy
	 */
	public JobRequest id(JobId newId) {
		return new JobRequest(this.target, this.store, this.settings, this.due, newId, this.uniqueness);
	}

	/**
	 * With a key that one job at a time can have, from its addition until it ends. If it
	 * is taken, the job that has it stays and its id is returned, see
	 * {@link #onConflict(ConflictPolicy)}.
	 * @param key the key, in all tasks of the store
	 * @return a copy
	 * @throws IllegalArgumentException if the key is not a valid name
	 */
	public JobRequest uniqueKey(String key) {
		Identifiers.require("unique key", key);
		return unique(new Uniqueness(key, this.uniqueness.onConflict()));
	}

	/**
	 * What to do when the unique key is taken.
	 * @param policy the policy, {@link ConflictPolicy#KEEP} unless told
	 * @return a copy
	 */
	public JobRequest onConflict(ConflictPolicy policy) {
		return unique(new Uniqueness(this.uniqueness.key(), Objects.requireNonNull(policy, "policy")));
	}

	private JobRequest unique(Uniqueness newUniqueness) {
		return new JobRequest(this.target, this.store, this.settings, this.due, this.id, newUniqueness);
	}

	/**
	 * With a priority.
	 * @param priority the higher first, 0 unless told
	 * @return a copy
	 * @throws IllegalArgumentException if it is out of bounds
	 */
	public JobRequest priority(int priority) {
		return settings(this.settings.withPriority(priority));
	}

	/**
	 * With a retry policy.
	 * @param retry the policy
	 * @return a copy
	 */
	public JobRequest retry(RetryPolicy retry) {
		return settings(this.settings.withRetry(retry));
	}

	/**
	 * With a misfire grace time.
	 * @param grace how late the job may start
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public JobRequest misfireGraceTime(Duration grace) {
		return settings(this.settings.withMisfireGraceTime(grace));
	}

	/**
	 * With a timeout.
	 * @param timeout how long an attempt may run, more than zero
	 * @return a copy
	 * @throws IllegalArgumentException if it is zero or negative
	 */
	public JobRequest timeout(Duration timeout) {
		return settings(this.settings.withTimeout(timeout));
	}

	/**
	 * At least once (the default) or at most once.
	 * @param delivery the guarantee
	 * @return a copy
	 */
	public JobRequest delivery(DeliveryGuarantee delivery) {
		return settings(this.settings.withDelivery(delivery));
	}

	/**
	 * With a retention of its result.
	 * @param retention the retention
	 * @return a copy
	 */
	public JobRequest retention(Retention retention) {
		return settings(this.settings.withRetention(retention));
	}

	/**
	 * With all its settings.
	 * @param newSettings the settings
	 * @return a copy
	 */
	public JobRequest settings(JobSettings newSettings) {
		return new JobRequest(this.target, this.store, Objects.requireNonNull(newSettings, "settings"), this.due,
				this.id, this.uniqueness);
	}

	/**
	 * What to run.
	 * @return a task by id, or a call
	 */
	public Target target() {
		return this.target;
	}

	/**
	 * The store that it is for.
	 * @return the store's name, {@value #DEFAULT_STORE} unless told
	 */
	public String store() {
		return this.store;
	}

	/**
	 * How to run it.
	 * @return what was set
	 */
	public JobSettings settings() {
		return this.settings;
	}

	/**
	 * When to run it.
	 * @return an instant or a delay
	 */
	public Due due() {
		return this.due;
	}

	/**
	 * The identity that the caller chose.
	 * @return the id, or {@code null}
	 */
	public @Nullable JobId id() {
		return this.id;
	}

	/**
	 * The unique key.
	 * @return the key, or {@code null}
	 */
	public @Nullable String uniqueKey() {
		return this.uniqueness.key();
	}

	/**
	 * What to do when the unique key is taken.
	 * @return the policy
	 */
	public ConflictPolicy onConflict() {
		return this.uniqueness.onConflict();
	}

	@Override
	public String toString() {
		return "JobRequest[" + this.target + ", due=" + this.due + ", uniqueKey=" + uniqueKey() + ", store="
				+ this.store + "]";
	}

	/** A key that one job at a time can have, and what to do when another has it. */
	private record Uniqueness(@Nullable String key, ConflictPolicy onConflict) {

		static final Uniqueness NONE = new Uniqueness(null, ConflictPolicy.KEEP);

	}

	/** What a request wants to run. */
	public sealed interface Target {

	}

	/**
	 * A task by its id.
	 *
	 * @param task the id
	 * @param arguments the arguments by name
	 */
	public record Named(String task, Map<String, @Nullable Object> arguments) implements Target {

		/** Copies the arguments. */
		public Named {
			arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
		}

	}

	/**
	 * A call to record.
	 *
	 * @param <T> the bean's type
	 * @param type the bean's type
	 * @param call the call
	 */
	public record Recorded<T>(Class<T> type, TaskCall<T> call) implements Target {
	}

}
