package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.NodeMode;
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

	private final RunningRows running;

	private final BatchUpdate progress;

	PulseStep(Session session, CancelStep cancels, TaskLimits limits, ForeignSchedules foreign) {
		this.session = session;
		this.nodes = new NodeRows(session);
		this.cancels = cancels;
		this.pending = new PendingJobs(session);
		this.limits = limits;
		this.foreign = foreign;
		this.running = new RunningRows(session);
		this.progress = session.update("@@JOB", List.of(Column.text("progress")), Column.id("id"));
	}

	PulseReply pulse(PulseRequest request) {
		Instant now = this.session.now();
		boolean registered = this.nodes.renew(request.node(), request.incarnation(), request.lease(), now);
		Map<UUID, Long> claims = registered ? RunningRows.tokens(request.claims()) : Map.of();
		Set<UUID> held = extend(claims, request, now);
		Set<JobId> lost = claims.keySet()
			.stream()
			.filter((id) -> !held.contains(id))
			.map(JobId::new)
			.collect(Collectors.toSet());
		this.limits.refresh(this.session);
		State state = state(now, request.node());
		List<JobResult> cancelled = state.cancelRequests() ? this.cancels.carryOut(CANCELS_PER_PULSE, now) : List.of();
		Set<JobId> cancel = (state.cancelRequests() && !held.isEmpty()) ? requested(claims, held) : Set.of();
		return new PulseReply(now, registered, lost, cancel, cancelled, state.nextSchedule(),
				this.pending.earliestDue(this.pending.priorities()), state.earliestExpiry(), state.mode());
	}

	/**
	 * A claim whose row another transaction has for the moment is held all the same: it
	 * is left as it is until the next pulse.
	 */
	private Set<UUID> extend(Map<UUID, Long> claims, PulseRequest request, Instant now) {
		Set<UUID> extended = this.session.dialect().extend(this.session, claims, Micros.of(now.plus(request.lease())));
		this.progress.apply(request.progress()
			.entrySet()
			.stream()
			.filter((each) -> extended.contains(each.getKey().value()))
			.map((each) -> new @Nullable Object[] { each.getValue().toLine(), each.getKey().value() })
			.toList());
		Map<UUID, Long> others = new HashMap<>(claims);
		others.keySet().removeAll(extended);
		Set<UUID> held = new HashSet<>(extended);
		held.addAll(this.running.held(others));
		return held;
	}

	private Set<JobId> requested(Map<UUID, Long> claims, Set<UUID> held) {
		return this.cancels.requested(claims.keySet().stream().filter(held::contains).toList());
	}

	/** One statement for everything that can be asked for at once. */
	private State state(Instant now, String node) {
		Query query = new Query("SELECT (SELECT due_at FROM @@SCHEDULE WHERE state = 0 AND due_at IS NOT NULL AND ")
			.add(this.foreign.leftOut(this.session.dialect(), now))
			.add(" ORDER BY state, due_at LIMIT 1) AS next_schedule, "
					+ "(SELECT MIN(lease_until) FROM @@JOB WHERE state = 1) AS expiry, "
					+ "(SELECT COUNT(*) FROM (SELECT 1 FROM @@CANCEL LIMIT 1) c) AS cancels, (")
			.add(ModeRows.toldTo("?"), node)
			.add(") AS told");
		return this.session
			.first(query,
					(row, n) -> new State(Micros.readNullable(row, "next_schedule"), Micros.readNullable(row, "expiry"),
							row.getLong("cancels") > 0, ModeRows.mode(row)))
			.orElseThrow();
	}

	/**
	 * What there is to do.
	 *
	 * @param nextSchedule when the next schedule is due
	 * @param earliestExpiry when the first lease ends
	 * @param cancelRequests whether there are requests to cancel
	 * @param mode what the node was told
	 */
	private record State(@Nullable Instant nextSchedule, @Nullable Instant earliestExpiry, boolean cancelRequests,
			NodeMode mode) {
	}

}
