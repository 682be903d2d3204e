package io.jobscheduler.job;

import java.util.Map;

import io.jobscheduler.serializer.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a job is asked to do; it does not change while the job lives.
 *
 * @param task the id of the task to run
 * @param payload the arguments
 * @param settings the settings given with the job, its schedule, or its task where the
 * adding node knows it; what is not set is decided by the node that runs it
 * @param uniqueKey held until the job ends, so that no second job has it; {@code null}
 * without
 * @param origin the schedule that made it; {@code null} if it was added directly
 * @param headers what travels with the job beside its arguments: the trace, the tenant or
 * the user of whoever added it; at most {@value #MAX_HEADERS} characters in all
 */
public record JobSpec(String task, Payload payload, JobSettings settings, @Nullable String uniqueKey,
		@Nullable JobOrigin origin, Map<String, String> headers) {

	/** The longest headers, names and values together, in characters. */
	public static final int MAX_HEADERS = 8_000;

	/**
	 * Checks the names and the headers.
	 * @throws IllegalArgumentException if the task id or the unique key is not a valid
	 * name, or the headers are too long
	 */
	public JobSpec {
		Identifiers.require("task id", task);
		if (uniqueKey != null) {
			Identifiers.require("unique key", uniqueKey);
		}
		headers = Map.copyOf(headers);
		int length = headers.entrySet()
			.stream()
			.mapToInt((header) -> header.getKey().length() + header.getValue().length())
			.sum();
		if (length > MAX_HEADERS) {
			throw new IllegalArgumentException(
					"Headers too long: " + length + " characters in " + headers.keySet() + ", allowed " + MAX_HEADERS);
		}
	}

	/**
	 * A job without headers.
	 * @param task the id of the task to run
	 * @param payload the arguments
	 * @param settings the settings
	 * @param uniqueKey the unique key, or {@code null}
	 * @param origin the schedule that made it, or {@code null}
	 */
	public JobSpec(String task, Payload payload, JobSettings settings, @Nullable String uniqueKey,
			@Nullable JobOrigin origin) {
		this(task, payload, settings, uniqueKey, origin, Map.of());
	}

	/**
	 * With other settings.
	 * @param value the settings
	 * @return a copy
	 */
	public JobSpec withSettings(JobSettings value) {
		return new JobSpec(this.task, this.payload, value, this.uniqueKey, this.origin, this.headers);
	}

	/**
	 * With other headers.
	 * @param value the headers
	 * @return a copy
	 */
	public JobSpec withHeaders(Map<String, String> value) {
		return new JobSpec(this.task, this.payload, this.settings, this.uniqueKey, this.origin, value);
	}

	/**
	 * The priority it is claimed by.
	 * @return the priority set, or 0
	 */
	public int priority() {
		Integer priority = this.settings.priority();
		return (priority != null) ? priority : 0;
	}

}
