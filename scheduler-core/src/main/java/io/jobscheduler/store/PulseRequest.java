package io.jobscheduler.store;

import java.time.Duration;
import java.util.List;

import io.jobscheduler.job.Claim;

/**
 * A node says that it lives.
 *
 * @param node its id
 * @param incarnation its incarnation
 * @param lease how long each claim named, and the registration, hold from now on
 * @param claims the claims to extend
 */
public record PulseRequest(String node, String incarnation, Duration lease, List<Claim> claims) {
}
