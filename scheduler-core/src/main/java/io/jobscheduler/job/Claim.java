package io.jobscheduler.job;

import java.time.Instant;

/**
 * A job held by one node.
 *
 * @param job the job as it was claimed
 * @param token the fencing token: higher than that of every earlier claim in the store;
 * every write of the run names it
 * @param leaseUntil when the lease ends unless it is extended, by the store's clock
 */
public record Claim(Job job, long token, Instant leaseUntil) {
}
