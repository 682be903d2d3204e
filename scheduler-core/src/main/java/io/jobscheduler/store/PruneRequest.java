package io.jobscheduler.store;

import java.time.Duration;

/**
 * Asks to remove what is past its retention.
 *
 * @param limit how many things at most, of each kind
 * @param skipped how long recorded skips are kept
 * @param finishedSchedules how long finished schedules that are not declared are kept
 * @param silentNodes how long after its lease ended a node is forgotten
 */
public record PruneRequest(int limit, Duration skipped, Duration finishedSchedules, Duration silentNodes) {
}
