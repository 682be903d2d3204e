package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
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

	private final Map<String, Instant> replacing = new LinkedHashMap<>();

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

	/** The live jobs of a schedule shall make room for that of a fire time. */
	synchronized void replaces(String schedule, Instant fireTime) {
		this.replacing.put(schedule, fireTime);
	}

	@Override
	public Duration runOnce() {
		take(this.failing).forEach(this::pauseIfFailing);
		takeReplacing().forEach(this::cancelLive);
		return FOREVER;
	}

	private synchronized List<String> take(Set<String> schedules) {
		List<String> taken = List.copyOf(schedules);
		schedules.clear();
		return taken;
	}

	private synchronized Map<String, Instant> takeReplacing() {
		Map<String, Instant> taken = Map.copyOf(this.replacing);
		this.replacing.clear();
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

	/** Not the job of the fire time itself, which may have been made meanwhile. */
	private void cancelLive(String schedule, Instant fireTime) {
		JobStore store = this.engine.context().store();
		List<JobId> live = store.findJobs(new JobQuery(null, null, schedule, null, PAGE))
			.items()
			.stream()
			.filter((job) -> isBefore(job, fireTime))
			.map(Job::id)
			.toList();
		if (!live.isEmpty()) {
			Retention retention = this.engine.context().settings().jobDefaults().retention();
			store.requestCancel(new CancelRequest(new ArrayList<>(live),
					((retention != null) ? retention : Retention.DEFAULT).of(Outcome.CANCELLED)));
			this.cancelRequested.run();
		}
	}

	private static boolean isBefore(Job job, Instant fireTime) {
		JobOrigin origin = job.spec().origin();
		return origin == null || origin.fireTime() == null || origin.fireTime().isBefore(fireTime);
	}

}
