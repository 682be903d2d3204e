package io.jobscheduler.boot.actuate;

import io.jobscheduler.Scheduler;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreCounts;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says whether a job store answers. How far its jobs are behind is a detail: a restart
 * would not help.
 */
public class JobSchedulerHealthIndicator extends AbstractHealthIndicator {

	private final Scheduler scheduler;

	private final JobStore store;

	/**
	 * Creates the indicator of a store.
	 * @param scheduler the scheduler
	 * @param store one of its stores
	 */
	public JobSchedulerHealthIndicator(Scheduler scheduler, JobStore store) {
		super("The job store does not answer");
		this.scheduler = scheduler;
		this.store = store;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		StoreCounts counts = this.store.counts(1);
		builder.up()
			.withDetail("node", this.scheduler.node().id())
			.withDetail("state", this.scheduler.node().state())
			.withDetail("store", this.store.describe().product())
			.withDetail("lagSeconds", counts.overdueMicros() / 1e6);
	}

}
