package io.jobscheduler.boot.actuate;

import io.jobscheduler.Scheduler;
import io.jobscheduler.Scheduler.ExecutorInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the scheduler: {@code jobscheduler.queue} is how many claimed jobs wait for a
 * slot, and {@code jobscheduler.lag} for how many seconds the longest overdue job has
 * waited.
 */
public class SchedulerGauges implements MeterBinder {

	private final Scheduler scheduler;

	/**
	 * Creates the gauges.
	 * @param scheduler the scheduler
	 */
	public SchedulerGauges(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String executor : this.scheduler.node().executors().keySet()) {
			Gauge.builder("jobscheduler.queue", () -> queued(executor))
				.description("Claimed jobs that wait for a slot")
				.baseUnit("jobs")
				.tag("executor", executor)
				.register(registry);
		}
		this.scheduler.stores()
			.forEach((name, store) -> Gauge.builder("jobscheduler.lag", () -> store.counts(1).overdueMicros() / 1e6)
				.description("How long the longest overdue job has waited")
				.baseUnit("seconds")
				.tag("store", name)
				.register(registry));
	}

	private int queued(String executor) {
		ExecutorInfo info = this.scheduler.node().executors().get(executor);
		return (info != null) ? info.queued() : 0;
	}

}
