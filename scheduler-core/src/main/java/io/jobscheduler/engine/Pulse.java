package io.jobscheduler.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node and its claims alive, and hears what the others want. Well inside half
 * the lease.
 */
final class Pulse implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(Pulse.class);

	private final EngineParts engine;

	private final String incarnation;

	private final Runs runs;

	private final Consumer<PulseReply> heard;

	/**
	 * A pulse.
	 * @param engine the engine
	 * @param incarnation the node's incarnation
	 * @param runs the claims to keep alive
	 * @param heard told every reply
	 */
	Pulse(EngineParts engine, String incarnation, Runs runs, Consumer<PulseReply> heard) {
		this.engine = engine;
		this.incarnation = incarnation;
		this.runs = runs;
		this.heard = heard;
	}

	@Override
	public String name() {
		return "pulse";
	}

	@Override
	public Duration runOnce() {
		EngineContext context = this.engine.context();
		Duration lease = context.settings().lease();
		List<Claim> claims = this.runs.claims();
		PulseReply reply = context.store()
			.pulse(new PulseRequest(context.identity().node(), this.incarnation, lease, claims, news(claims)));
		this.engine.storeTime().heard(reply.now());
		reply.lost().forEach((id) -> lost(id, claims));
		reply.cancel().forEach((id) -> {
			JobRun run = this.runs.get(id);
			if (run != null) {
				run.stop(Stop.CANCELLED);
			}
		});
		reply.cancelled()
			.forEach((result) -> this.engine.events()
				.publish(new SchedulerEvent.JobCancelled(this.engine.storeName(), result.jobId())));
		this.heard.accept(reply);
		return this.engine.jittered(lease.dividedBy(3));
	}

	/**
	 * What has changed of the progress of runs; what the store does not hear is told
	 * again by the task.
	 */
	private Map<JobId, Progress> news(List<Claim> claims) {
		Map<JobId, Progress> news = new HashMap<>();
		for (Claim claim : claims) {
			JobRun run = this.runs.get(claim.job().id());
			Progress progress = (run != null) ? run.takeNews() : null;
			if (progress != null) {
				news.put(claim.job().id(), progress);
			}
		}
		return news;
	}

	private void lost(JobId id, List<Claim> claims) {
		JobRun run = this.runs.get(id);
		if (run == null || claims.stream().noneMatch((claim) -> claim.equals(run.claim()))) {
			return;
		}
		// An outcome that is being written makes the claim vanish as well; then there is
		// no run to stop.
		logger.debug("The claim of {} is no longer held", run);
		run.stop(Stop.CLAIM_LOST);
	}

}
