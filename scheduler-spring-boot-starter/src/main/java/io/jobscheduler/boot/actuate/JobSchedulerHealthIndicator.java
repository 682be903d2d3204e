package io.jobscheduler.boot.actuate;

import io.jobscheduler.Scheduler;
import io.jobscheduler.store.StoreCounts;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says whether the job store answers. How far the jobs are behind is a detail: a restart
 * would not help.
 */
public class JobSchedulerHealthIndicator extends AbstractHealthIndicator {

	private final Scheduler scheduler;

	/**
	 * Creates the indicator.
	 * @param scheduler the scheduler
	 */
	public JobSchedulerHealthIndicator(Scheduler scheduler) {
		super("The job store does not answer");
		this.scheduler = scheduler;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		StoreCounts counts = this.scheduler.store().counts(1);
		builder.up()
			.withDetail("node", this.scheduler.node().id())
			.withDetail("state", this.scheduler.node().state())
			.withDetail("store", this.scheduler.store().describe().product())
			.withDetail("lagSeconds", counts.overdueMicros() / 1e6);
	}

}
