package io.jobscheduler.engine;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stop of an engine in good order: nothing new is claimed, what has not started is
 * handed back, what runs is awaited and then interrupted. What really ends is written;
 * what does not keeps its lease, so that it never runs twice at a time.
 */
final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	/** How long an interrupted run gets to end, and the last writes get to be made. */
	private static final Duration LAST_CHANCE = Duration.ofSeconds(2);

	private final EngineLoops loops;

	private final ExecutorLanes lanes;

	private final RunEndings endings;

	private final Runs runs;

	private final Completer completer;

	private final Duration timeout;

	Drain(EngineParts engine, EngineLoops loops, ExecutorLanes lanes, Runs runs, RunEndings endings) {
		this.loops = loops;
		this.lanes = lanes;
		this.runs = runs;
		this.endings = endings;
		this.completer = endings.completer();
		this.timeout = engine.context().settings().shutdownTimeout();
	}

	void run() {
		Duration join = (this.timeout.compareTo(LAST_CHANCE) < 0) ? LAST_CHANCE : this.timeout;
		this.loops.stop("due", join);
		this.loops.stop("claim", join);
		List.of("calendars", "declarations", "pruner", "reclaimer", "schedules")
			.forEach((loop) -> this.loops.stop(loop, Duration.ZERO));
		this.endings.handBackUnstarted();
		awaitRunning();
		this.loops.stop("results", Duration.ZERO);
		this.loops.stop("completer", LAST_CHANCE);
		writeWhatIsLeft();
		this.loops.stop("pulse", LAST_CHANCE);
		this.loops.stop("deadlines", Duration.ZERO);
		this.lanes.all().forEach(ExecutorLane::close);
	}

	private void awaitRunning() {
		try {
			if (this.runs.awaitEmpty(this.timeout)) {
				return;
			}
			for (JobRun run : this.runs.all()) {
				logger.warn("{} has not ended within the shutdown timeout of {} and is interrupted", run, this.timeout);
				run.stop(Stop.SHUTDOWN);
			}
			if (!this.runs.awaitEmpty(LAST_CHANCE)) {
				this.runs.all()
					.forEach((run) -> logger.warn("{} goes on after its interrupt; its lease is left to run out", run));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void writeWhatIsLeft() {
		try {
			while (!this.completer.isEmpty()) {
				this.completer.runOnce();
			}
		}
		catch (RuntimeException ex) {
			logger.warn(
					"Outcomes could not be written before the stop; the leases of their jobs are left to run out: {}",
					ex.getMessage());
		}
	}

}
