package io.jobscheduler.store.jdbc;

import io.jobscheduler.store.StoreFormat;

/**
 * The steps of the store on one session.
 */
final class Steps {

	final NodeRows nodes;

	final ModeRows modes;

	final TaskLimits limits;

	final FireStep fire;

	final ClaimStep claim;

	final CompleteStep complete;

	final ReclaimStep reclaim;

	final PruneStep prune;

	final JobAddition addition;

	final ScheduleChanges changes;

	final CancelStep cancels;

	final StoreQueries queries;

	private final StoreFormat format;

	private final ForeignSchedules foreign;

	Steps(Session session, Transactions transactions, StoreFormat format) {
		this.format = format;
		this.foreign = new ForeignSchedules(format);
		JobRows jobs = new JobRows(session, format);
		ScheduleRows schedules = new ScheduleRows(session, format, this.foreign);
		ResultRows results = new ResultRows(session, format);
		CompletionWriter writer = new CompletionWriter(session, results);
		this.nodes = new NodeRows(session);
		this.modes = new ModeRows(session);
		this.limits = new TaskLimits(session);
		this.fire = new FireStep(session, transactions, schedules, jobs, this.foreign);
		this.claim = new ClaimStep(session, transactions, jobs, this.limits);
		this.complete = new CompleteStep(session, transactions, writer);
		this.reclaim = new ReclaimStep(session, transactions, jobs, writer);
		this.prune = new PruneStep(session);
		this.addition = new JobAddition(session, jobs, format);
		this.changes = new ScheduleChanges(session, schedules);
		this.cancels = new CancelStep(session, jobs, results);
		this.queries = new StoreQueries(session, jobs, schedules, results);
	}

	/** The pulse, on a session that may have a connection of its own. */
	PulseStep pulse(Session session) {
		CancelStep cancelling = new CancelStep(session, new JobRows(session, this.format),
				new ResultRows(session, this.format));
		return new PulseStep(session, cancelling, this.limits, this.foreign);
	}

}
