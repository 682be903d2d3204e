package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.jspecify.annotations.Nullable;

/**
 * A node's sign of life, and what it hears in return.
 */
final class PulseStep {

	private static final int CANCELS_PER_PULSE = 100;

	private final Session session;

	private final NodeRows nodes;

	private final CancelStep cancels;

	private final PendingJobs pending;

	private final TaskLimits limits;

	private final ForeignSchedules foreign;

	private final BatchUpdate extend;

	PulseStep(Session session, JobRows jobs, TaskLimits limits, ForeignSchedules foreign) {
		this.session = session;
		this.nodes = new NodeRows(session);
		this.cancels = new CancelStep(session, jobs);
		this.pending = new PendingJobs(session);
		this.limits = limits;
		this.foreign = foreign;
		this.extend = session.update("@@JOB", List.of(Column.number("lease_until")), Column.id("id"),
				Column.number("token"), Column.small("state"));
	}

	PulseReply pulse(PulseRequest request) {
		Instant now = this.session.now();
		boolean registered = this.nodes.renew(request.node(), request.incarnation(), request.lease(), now);
		Map<UUID, Claim> claims = new TreeMap<>();
		if (registered) {
			request.claims().forEach((claim) -> claims.put(claim.job().id().value(), claim));
		}
		Set<Object> held = extend(claims, now.plus(request.lease()));
		Set<JobId> lost = claims.keySet()
			.stream()
			.filter((id) -> !held.contains(id))
			.map(JobId::new)
			.collect(Collectors.toSet());
		this.limits.refresh(this.session);
		State state = state(now);
		List<JobResult> cancelled = state.cancelRequests() ? this.cancels.carryOut(CANCELS_PER_PULSE, now) : List.of();
		Set<JobId> cancel = (state.cancelRequests() && !held.isEmpty()) ? requested(claims, held) : Set.of();
		return new PulseReply(now, registered, lost, cancel, cancelled, state.nextSchedule(),
				this.pending.earliestDue(this.pending.priorities()), state.earliestExpiry());
	}

	private Set<Object> extend(Map<UUID, Claim> claims, Instant leaseUntil) {
		return this.extend.apply(claims.values()
			.stream()
			.map((claim) -> new @Nullable Object[] { Micros.of(leaseUntil), claim.job().id().value(), claim.token(),
					JobRows.RUNNING })
			.toList());
	}

	private Set<JobId> requested(Map<UUID, Claim> claims, Set<Object> held) {
		return this.cancels.requested(claims.keySet().stream().filter(held::contains).toList());
	}

	/** One statement for everything that can be asked for at once. */
	private State state(Instant now) {
		Query query = new Query("SELECT (SELECT due_at FROM @@SCHEDULE WHERE state = 0 AND due_at IS NOT NULL AND ")
			.add(this.foreign.leftOut(this.session.dialect(), now))
			.add(" ORDER BY state, due_at LIMIT 1) AS next_schedule, "
					+ "(SELECT MIN(lease_until) FROM @@JOB WHERE state = 1) AS expiry, "
					+ "(SELECT COUNT(*) FROM (SELECT 1 FROM @@CANCEL LIMIT 1) c) AS cancels");
		return this.session
			.first(query,
					(row, n) -> new State(Micros.readNullable(row, "next_schedule"), Micros.readNullable(row, "expiry"),
							row.getLong("cancels") > 0))
			.orElseThrow();
	}

	/**
	 * What there is to do.
	 *
	 * @param nextSchedule when the next schedule is due
	 * @param earliestExpiry when the first lease ends
	 * @param cancelRequests whether there are requests to cancel
	 */
	private record State(@Nullable Instant nextSchedule, @Nullable Instant earliestExpiry, boolean cancelRequests) {
	}

}
