package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.jspecify.annotations.Nullable;

/**
 * A node's sign of life, and what it hears in return.
 */
final class PulseStep {

	private final Server server;

	private final Documents jobs;

	private final NodeDocuments registrations;

	private final CancelStep cancels;

	private final TaskLimits limits;

	private final FireStep fire;

	private final ClaimStep claim;

	PulseStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.registrations = steps.registrations;
		this.cancels = steps.cancel;
		this.limits = steps.limits;
		this.fire = steps.fire;
		this.claim = steps.claim;
	}

	PulseReply pulse(PulseRequest request) {
		Documents.Written renewed = this.registrations.renew(request.node(), request.incarnation(), request.lease());
		boolean registered = !renewed.ids().isEmpty();
		Set<JobId> lost = registered ? extend(request) : Set.of();
		List<String> running = registered
				? request.claims().stream().map((claim) -> claim.job().id().toString()).toList() : List.of();
		Fields read = this.server.glance((now) -> news(running));
		NodeModes modes = this.limits.remember(read.children("limits"));
		Set<JobId> cancel = new HashSet<>();
		read.texts("cancel").forEach((id) -> cancel.add(JobId.of(id)));
		cancel.removeAll(lost);
		List<Fields> requests = read.children("requests");
		return new PulseReply(renewed.now(), registered, lost, cancel,
				requests.isEmpty() ? List.of() : this.cancels.carryOut(requests), this.fire.earliest(read),
				read.findLooked("job"), read.findInstant("expiry"), modes.of(request.node()));
	}

	/**
	 * Extends the leases of claims that hold, and keeps what is new of their progress.
	 * @return the others
	 */
	private Set<JobId> extend(PulseRequest request) {
		Map<String, Claim> claims = new LinkedHashMap<>();
		request.claims().forEach((claim) -> claims.put(claim.job().id().toString(), claim));
		Map<String, JobId> lost = new HashMap<>();
		claims.forEach((id, claim) -> lost.put(id, claim.job().id()));
		long lease = Micros.of(request.lease());
		lost.keySet()
			.removeAll(
					this.jobs
						.change(claims,
								(claim, now) -> extension(claim, now.add(lease),
										request.progress().get(claim.job().id())))
						.ids());
		return Set.copyOf(lost.values());
	}

	private static Change extension(Claim claim, ReqlExpr until, @Nullable Progress progress) {
		Change change = new Change().expect("state", JobDocuments.RUNNING)
			.expect("token", claim.token())
			.set("until", until);
		return (progress != null) ? change.set("progress", progress.toLine()) : change;
	}

	private Map<String, Object> news(List<String> running) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("limits", this.limits.limits());
		members.put("requests", this.cancels.requests());
		members.put("cancel", this.cancels.requested(running));
		members.put("schedule", this.fire.nextSchedule());
		members.put("plan", this.fire.nextPlan());
		members.put("job", this.claim.earliestDue());
		members.put("expiry", this.jobs.least("until"));
		return members;
	}

}
