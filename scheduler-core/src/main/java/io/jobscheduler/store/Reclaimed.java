package io.jobscheduler.store;

import io.jobscheduler.job.Claim;

/**
 * An expired claim that was taken back.
 *
 * @param claim the claim as it was
 * @param verdict what was applied
 */
public record Reclaimed(Claim claim, Completion.Verdict verdict) {
}
