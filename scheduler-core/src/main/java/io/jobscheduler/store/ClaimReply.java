package io.jobscheduler.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import org.jspecify.annotations.Nullable;

/**
 * What was claimed.
 *
 * @param now the store's time
 * @param claims the claims by executor, in the order in which they shall start
 * @param quarantined jobs whose rows could not be read
 * @param nextDue when the next pending job is due that is not due yet, whatever its task;
 * {@code null} if there is none. Jobs that are due and were not claimed (no slot,
 * saturated, unknown) do not count, but for those of a task in one of the lanes that its
 * rate limit held back: they count from when the next may be claimed
 */
public record ClaimReply(Instant now, Map<String, List<Claim>> claims, List<FireReply.Quarantined> quarantined,
		@Nullable Instant nextDue) {
}
