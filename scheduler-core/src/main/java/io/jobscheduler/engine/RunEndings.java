package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.ScheduleEnd;
import io.jobscheduler.task.TaskDefinition;

/**
 * What follows when runs end: their outcomes are written, their slots go on, and whoever
 * waits for them is woken.
 */
final class RunEndings implements RunListener {

	private final EngineParts engine;

	private final EngineSignals signals;

	private final ExecutorLanes lanes;

	private final Runs runs;

	private final Completer completer;

	private final Deadlines deadlines;

	private final ScheduleCare scheduleCare;

	private final ResultWatch results;

	private volatile boolean draining;

	RunEndings(EngineParts engine, EngineSignals signals, ExecutorLanes lanes, Runs runs) {
		this.engine = engine;
		this.signals = signals;
		this.lanes = lanes;
		this.runs = runs;
		this.completer = new Completer(engine, this::written);
		this.deadlines = new Deadlines(engine, () -> signals.wake("deadlines"));
		this.scheduleCare = new ScheduleCare(engine, signals::cancelRequested);
		this.results = new ResultWatch(engine, () -> signals.wake("results"));
	}

	Completer completer() {
		return this.completer;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	ScheduleCare scheduleCare() {
		return this.scheduleCare;
	}

	ResultWatch results() {
		return this.results;
	}

	/** Nothing is claimed any more. */
	void drain() {
		this.draining = true;
	}

	/** Hands back what has not started. */
	void handBackUnstarted() {
		this.lanes.all().forEach(ExecutorLane::drainWaiting);
		for (JobRun run : this.runs.all()) {
			if (run.withdraw()) {
				// it may have been given a slot that it had not begun to use
				this.completer.offer(run, new Completion.HandBack(), () -> this.lanes.of(run).release(run));
			}
		}
		this.signals.wake("completer");
	}

	@Override
	public void started(JobRun run, Duration timeout) {
		this.deadlines.timeout(run, timeout);
	}

	@Override
	public void neverBegan(JobRun run) {
		this.lanes.of(run).release(run);
		claimMore();
	}

	@Override
	public void toldToStop(JobRun run) {
		this.deadlines.toldToStop(run);
	}

	@Override
	public void ended(JobRun run, Verdict verdict) {
		ExecutorLane lane = this.lanes.of(run);
		this.deadlines.remove(run);
		if (run.hasLostItsClaim()) {
			this.runs.remove(run);
			lane.release(run);
			this.engine.events().publish(new SchedulerEvent.ClaimLost(this.engine.storeName(), run.claim()));
		}
		else {
			this.completer.offer(run, verdict, () -> lane.release(run));
			this.signals.wake("completer");
		}
		claimMore();
	}

	@Override
	public void endedInTransaction(JobRun run, Completion.End end, CompletionStatus status) {
		this.deadlines.remove(run);
		this.completer.writtenElsewhere(run, end, status);
		this.lanes.of(run).release(run);
		claimMore();
	}

	private void claimMore() {
		if (!this.draining) {
			this.signals.wake("claim");
		}
	}

	/** An outcome is written, or no longer ours to write. */
	private void written(JobRun run, Verdict verdict) {
		this.runs.remove(run);
		if (verdict instanceof Completion.End end) {
			tell(run);
			failed(run, end);
		}
		else {
			this.signals.jobsMade();
		}
	}

	/**
	 * The end of a job may let another of its task run, make its schedule due, and is
	 * what someone waits for.
	 */
	private void tell(JobRun run) {
		JobSpec spec = run.claim().job().spec();
		Optional<TaskDefinition> task = this.engine.context().tasks().find(run.task());
		if (task.isPresent() && task.get().maxRunningJobs() != null) {
			this.signals.jobsMade();
		}
		if (ScheduleEnd.watching(spec) != null) {
			this.signals.schedulesChanged();
		}
		if (ResultWatch.isAwaited(spec)) {
			this.signals.awaitedJobEnded();
		}
		this.results.ended(run.jobId());
	}

	/** Its schedule may be one that is paused after so many failures. */
	private void failed(JobRun run, Completion.End end) {
		String schedule = ScheduleEnd.watching(run.claim().job().spec());
		ScheduleEnd meaning = ScheduleEnd.of(end.endedAt(), end.ending().outcome());
		if (schedule != null && meaning.failures() > 0) {
			this.scheduleCare.failed(schedule);
			this.signals.wake("schedules");
		}
	}

	/** The live jobs of a schedule shall make room for the next. */
	void replaces(Schedule schedule) {
		Instant fireTime = schedule.status().nextFireTime();
		if (fireTime == null) {
			return;
		}
		this.scheduleCare.replaces(schedule.id(), fireTime);
		this.signals.wake("schedules");
	}

}
