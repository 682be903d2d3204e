package io.jobscheduler.job;

import org.jspecify.annotations.Nullable;

/**
 * An outcome with what belongs to it.
 *
 * @param outcome how the job ended
 * @param value what the task returned, as JSON; {@code null} unless it succeeded
 * @param error why it did not succeed, or, if it did, why its value is not kept;
 * {@code null} if there is nothing to say
 */
public record Ending(Outcome outcome, @Nullable String value, @Nullable JobError error) {

	/**
	 * The task returned.
	 * @param value its value as JSON, {@code null} if it has none
	 * @return the ending
	 */
	public static Ending succeeded(@Nullable String value) {
		return new Ending(Outcome.SUCCEEDED, value, null);
	}

	/**
	 * The job did not succeed.
	 * @param outcome how it ended
	 * @param error why
	 * @return the ending
	 */
	public static Ending unsuccessful(Outcome outcome, JobError error) {
		return new Ending(outcome, null, error);
	}

}
