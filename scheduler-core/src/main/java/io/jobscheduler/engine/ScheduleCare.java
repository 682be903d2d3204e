package io.jobscheduler.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Retention;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to schedules beside firing them, and may have to wait for a user's
 * transaction: pausing those that keep failing, cancelling the jobs of those whose next
 * job takes their place. Both are found again by the planner if this node dies first.
 */
final class ScheduleCare implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(ScheduleCare.class);

	private static final Duration FOREVER = Duration.ofHours(1);

	private static final int PAGE = 100;

	private final EngineParts engine;

	private final Runnable cancelRequested;

	private final Set<String> failing = new LinkedHashSet<>();

	private final Set<String> replacing = new LinkedHashSet<>();

	/**
	 * A loop.
	 * @param engine the engine
	 * @param cancelRequested told when running jobs were asked to stop
	 */
	ScheduleCare(EngineParts engine, Runnable cancelRequested) {
		this.engine = engine;
		this.cancelRequested = cancelRequested;
	}

	@Override
	public String name() {
		return "schedules";
	}

	/** A job of a schedule has failed. */
	synchronized void failed(String schedule) {
		this.failing.add(schedule);
	}

	/** The live jobs of a schedule shall make room for the next. */
	synchronized void replaces(String schedule) {
		this.replacing.add(schedule);
	}

	@Override
	public Duration runOnce() {
		take(this.failing).forEach(this::pauseIfFailing);
		take(this.replacing).forEach(this::cancelLive);
		return FOREVER;
	}

	private synchronized List<String> take(Set<String> schedules) {
		List<String> taken = List.copyOf(schedules);
		schedules.clear();
		return taken;
	}

	private void pauseIfFailing(String schedule) {
		ScheduleReply reply = this.engine.context()
			.store()
			.changeSchedules(List.of(new ScheduleChange(schedule, ScheduleEdits.pauseIfFailing())))
			.get(0);
		if (reply.decision() instanceof ScheduleEdit.Write && reply.after() != null) {
			logger.warn("Schedule '{}' is {}", schedule, reply.after().status().reason());
			this.engine.events()
				.publish(new SchedulerEvent.ScheduleChanged(this.engine.storeName(), reply.before(), reply.after()));
		}
	}

	private void cancelLive(String schedule) {
		JobStore store = this.engine.context().store();
		List<JobId> live = store.findJobs(new JobQuery(null, null, schedule, null, PAGE))
			.items()
			.stream()
			.map(Job::id)
			.toList();
		if (!live.isEmpty()) {
			Retention retention = this.engine.context().settings().jobDefaults().retention();
			store.requestCancel(new CancelRequest(new ArrayList<>(live),
					((retention != null) ? retention : Retention.DEFAULT).of(Outcome.CANCELLED)));
			this.cancelRequested.run();
		}
	}

}
