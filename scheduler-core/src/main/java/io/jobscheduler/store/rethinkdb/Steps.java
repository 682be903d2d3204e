package io.jobscheduler.store.rethinkdb;

import io.jobscheduler.store.StoreFormat;

/**
 * The tables and the steps of the store, and what they share.
 */
final class Steps {

	final Server server;

	final Documents jobs;

	final Documents schedules;

	final Documents skips;

	final Documents queues;

	final Documents keys;

	final Documents tasks;

	final Documents cancels;

	final Documents nodes;

	final Documents meta;

	final JobDocuments jobDocuments;

	final ResultDocuments results;

	final ForeignSchedules foreign;

	final ScheduleDocuments scheduleDocuments;

	final Queues entered;

	final PlanWriter plans;

	final UniqueKeys uniqueKeys;

	final VerdictWriter verdicts;

	final TaskLimits limits;

	final NodeDocuments registrations;

	final FireStep fire;

	final ClaimStep claim;

	final CompleteStep complete;

	final ReclaimStep reclaim;

	final CancelStep cancel;

	final PulseStep pulse;

	final PruneStep prune;

	final AddStep addition;

	final ScheduleChanges changes;

	final StoreQueries queries;

	Steps(Server server, StoreFormat format) {
		this.server = server;
		this.jobs = new Documents(server, Tables.JOBS);
		this.schedules = new Documents(server, Tables.SCHEDULES);
		this.skips = new Documents(server, Tables.SKIPS);
		this.queues = new Documents(server, Tables.QUEUES);
		this.keys = new Documents(server, Tables.KEYS);
		this.tasks = new Documents(server, Tables.TASKS);
		this.cancels = new Documents(server, Tables.CANCELS);
		this.nodes = new Documents(server, Tables.NODES);
		this.meta = new Documents(server, Tables.META);
		this.jobDocuments = new JobDocuments(format);
		this.results = new ResultDocuments(format);
		this.foreign = new ForeignSchedules(format);
		this.scheduleDocuments = new ScheduleDocuments(format, this.foreign);
		this.entered = new Queues(server, this.queues);
		this.plans = new PlanWriter(this, format);
		this.uniqueKeys = new UniqueKeys(this);
		this.verdicts = new VerdictWriter(this);
		this.limits = new TaskLimits(server, this.tasks);
		this.registrations = new NodeDocuments(this);
		this.fire = new FireStep(this, format);
		this.claim = new ClaimStep(this);
		this.complete = new CompleteStep(this);
		this.reclaim = new ReclaimStep(this);
		this.cancel = new CancelStep(this);
		this.pulse = new PulseStep(this);
		this.prune = new PruneStep(this);
		this.addition = new AddStep(this);
		this.changes = new ScheduleChanges(this, format);
		this.queries = new StoreQueries(this);
	}

}
