package io.jobscheduler.store;

import java.util.Set;

/**
 * Asks to fire due schedules.
 *
 * @param limit how many schedules at most
 * @param triggerFormats the trigger formats that the node can read, such as
 * {@code cron/1}; a store that does not write triggers down may ignore them
 */
public record FireRequest(int limit, Set<String> triggerFormats) {
}
