package io.jobscheduler.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.jobscheduler.event.SchedulerEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells runs to stop whose timeout has passed, and reports those that do not do what they
 * were told.
 */
final class Deadlines implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(Deadlines.class);

	/** How long a run has to do what it was told, before it is reported. */
	static final Duration GRACE = Duration.ofSeconds(10);

	private static final Duration FOREVER = Duration.ofHours(1);

	private final EngineParts engine;

	private final Runnable wake;

	private final TreeSet<Deadline> deadlines = new TreeSet<>(
			Comparator.comparingLong(Deadline::nanos).thenComparingLong(Deadline::number));

	private final Map<JobRun, Deadline> byRun = new HashMap<>();

	private long number;

	Deadlines(EngineParts engine, Runnable wake) {
		this.engine = engine;
		this.wake = wake;
	}

	@Override
	public String name() {
		return "deadlines";
	}

	/** A run has so long to end. */
	void timeout(JobRun run, Duration timeout) {
		set(run, timeout, false);
	}

	/** A run was told to stop. */
	void toldToStop(JobRun run) {
		set(run, GRACE, true);
	}

	private void set(JobRun run, Duration from, boolean told) {
		synchronized (this.deadlines) {
			Deadline before = this.byRun.get(run);
			if (before != null && before.told() && !told) {
				return; // it was told to stop as it began
			}
			remove(run);
			Deadline deadline = new Deadline(now() + from.toNanos(), this.number++, run, told);
			this.deadlines.add(deadline);
			this.byRun.put(run, deadline);
		}
		this.wake.run();
	}

	/** A run has ended. */
	void remove(JobRun run) {
		synchronized (this.deadlines) {
			Deadline deadline = this.byRun.remove(run);
			if (deadline != null) {
				this.deadlines.remove(deadline);
			}
		}
	}

	private long now() {
		return this.engine.context().clock().nanoTime();
	}

	@Override
	public Duration runOnce() {
		passed().forEach(this::passed);
		synchronized (this.deadlines) {
			return this.deadlines.isEmpty() ? FOREVER
					: Duration.ofNanos(Math.max(1, this.deadlines.first().nanos() - now()));
		}
	}

	private List<Deadline> passed() {
		List<Deadline> passed = new ArrayList<>();
		synchronized (this.deadlines) {
			while (!this.deadlines.isEmpty() && this.deadlines.first().nanos() <= now()) {
				Deadline deadline = this.deadlines.pollFirst();
				this.byRun.remove(deadline.run());
				passed.add(deadline);
			}
		}
		return passed;
	}

	private void passed(Deadline deadline) {
		JobRun run = deadline.run();
		if (!deadline.told()) {
			run.stop(Stop.TIMED_OUT);
			return;
		}
		@Nullable Stop told = run.isTold();
		if (told != null) {
			logger.warn("{} was told to stop ({}) {} s ago and goes on; it keeps its slot until it ends: {}", run, told,
					GRACE.toSeconds(), run.whereabouts());
			this.engine.events().publish(new SchedulerEvent.StopIgnored(this.engine.storeName(), run.claim()));
		}
	}

	private record Deadline(long nanos, long number, JobRun run, boolean told) {
	}

}
