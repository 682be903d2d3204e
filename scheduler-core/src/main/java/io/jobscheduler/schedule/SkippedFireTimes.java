package io.jobscheduler.schedule;

import java.time.Instant;

/**
 * A range of fire times that got no job of their own, recorded with the reason.
 *
 * @param first the first of them
 * @param last the last of them
 * @param count how many they are; {@link #MANY} if there were too many to count
 * @param reason why
 */
public record SkippedFireTimes(Instant first, Instant last, long count, SkipReason reason) {

	/** The count of a range that was too long to be counted. */
	public static final long MANY = -1;

}
