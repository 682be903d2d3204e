package io.jobscheduler.store.mongodb;

import io.jobscheduler.store.StoreFormat;

/**
 * The steps of the store, and what they share.
 */
final class Steps {

	final Server server;

	final Transactions transactions;

	final JobDocuments jobDocuments;

	final ResultDocuments results;

	final ForeignSchedules foreign;

	final ScheduleDocuments scheduleDocuments;

	final PlanWriter plans;

	final VerdictWriter verdicts;

	final TaskLimits limits = new TaskLimits();

	final NodeDocuments nodes;

	final FireStep fire;

	final ClaimStep claim;

	final CompleteStep complete;

	final ReclaimStep reclaim;

	final CancelStep cancel;

	final PulseStep pulse;

	final PruneStep prune;

	final JobAddition addition;

	final ScheduleChanges changes;

	final StoreQueries queries;

	Steps(Server server, Transactions transactions, StoreFormat format) {
		this.server = server;
		this.transactions = transactions;
		this.jobDocuments = new JobDocuments(format);
		this.results = new ResultDocuments(format);
		this.foreign = new ForeignSchedules(format);
		this.scheduleDocuments = new ScheduleDocuments(format, this.foreign);
		this.plans = new PlanWriter(format, this.jobDocuments);
		this.verdicts = new VerdictWriter(transactions, this.results);
		this.nodes = new NodeDocuments(server, transactions.plain());
		this.fire = new FireStep(this, format);
		this.claim = new ClaimStep(this);
		this.complete = new CompleteStep(this);
		this.reclaim = new ReclaimStep(this);
		this.cancel = new CancelStep(this);
		this.pulse = new PulseStep(this);
		this.prune = new PruneStep(this);
		this.addition = new JobAddition(this);
		this.changes = new ScheduleChanges(this, format);
		this.queries = new StoreQueries(this);
	}

}
