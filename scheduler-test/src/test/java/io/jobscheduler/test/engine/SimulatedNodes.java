package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.test.SimulatedLoops;
import io.jobscheduler.test.VirtualClock;

/**
 * Nodes on one memory store and a virtual clock, for tests of what engines do.
 */
final class SimulatedNodes {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	static final Duration LEASE = Duration.ofSeconds(30);

	final VirtualClock clock = new VirtualClock(START);

	final SimulatedLoops loops = new SimulatedLoops(this.clock, 42);

	final MemoryJobStore store = new MemoryJobStore(this.clock);

	final List<SchedulerEvent> events = new ArrayList<>();

	/** Starts a node that runs its jobs inline, unless told otherwise. */
	Scheduler start(String id, UnaryOperator<SchedulerBuilder> more) {
		return start(id, this.loops.node(), more);
	}

	Scheduler start(String id, SimulatedLoops.Node driver, UnaryOperator<SchedulerBuilder> more) {
		SchedulerBuilder builder = Scheduler.builder()
			.store(this.store)
			.name("test")
			.nodeId(id)
			.leaseDuration(LEASE)
			.simulated(this.clock, driver)
			.executor("default", new InlineJobExecutor())
			.listener(this.events::add);
		Scheduler scheduler = more.apply(builder).build();
		scheduler.start();
		return scheduler;
	}

	void advance(Duration duration) {
		this.loops.advance(duration);
	}

	void settle() {
		this.loops.settle();
	}

	Job job(JobId id) {
		return this.store.job(id).orElseThrow(() -> new AssertionError("No live job " + id));
	}

	JobResult result(JobId id) {
		return this.store.result(id).orElseThrow(() -> new AssertionError("No result of job " + id));
	}

	Schedule schedule(String id) {
		return this.store.schedule(id).orElseThrow(() -> new AssertionError("No schedule " + id));
	}

}
