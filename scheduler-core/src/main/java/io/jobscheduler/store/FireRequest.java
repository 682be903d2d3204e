package io.jobscheduler.store;

/**
 * Asks to fire due schedules. Those whose trigger format the store cannot read here are
 * left alone.
 *
 * @param limit how many schedules at most
 */
public record FireRequest(int limit) {
}
