package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A node's sign of life, and what it hears in return.
 */
final class PulseStep {

	private final Server server;

	private final Session session;

	private final NodeDocuments nodes;

	private final CancelStep cancels;

	private final TaskLimits limits;

	private final FireStep fire;

	PulseStep(Steps steps) {
		this.server = steps.server;
		this.session = steps.transactions.plain();
		this.nodes = steps.nodes;
		this.cancels = steps.cancel;
		this.limits = steps.limits;
		this.fire = steps.fire;
	}

	PulseReply pulse(PulseRequest request) {
		Instant now = this.server.now();
		boolean registered = this.nodes.renew(request.node(), request.incarnation(), request.lease(), now);
		Set<JobId> lost = registered ? extend(request, now.plus(request.lease())) : Set.of();
		NodeModes modes = this.limits.refresh(this.session);
		CancelStep.Requested requested = this.cancels.carryOut(this.session, now);
		Set<JobId> cancel = new HashSet<>();
		if (registered && !requested.isEmpty() && !request.claims().isEmpty()) {
			List<JobId> claimed = request.claims().stream().map((claim) -> claim.job().id()).toList();
			cancel.addAll(CancelStep.requested(this.session, claimed));
			cancel.removeAll(lost);
		}
		return new PulseReply(now, registered, lost, cancel, requested.ended(), this.fire.nextDue(this.session, now),
				ClaimStep.earliestDue(this.session), earliestExpiry(), modes.of(request.node()));
	}

	/**
	 * Extends the leases of claims that hold.
	 * @return the others
	 */
	private Set<JobId> extend(PulseRequest request, Instant leaseUntil) {
		Map<JobId, Long> tokens = new HashMap<>();
		request.claims().forEach((claim) -> tokens.put(claim.job().id(), claim.token()));
		if (tokens.isEmpty()) {
			return Set.of();
		}
		Bson held = held(tokens);
		int extended = this.session.jobs.write(extensions(tokens, request.progress(), Micros.of(leaseUntil)));
		Set<JobId> lost = new HashSet<>();
		if (extended < tokens.size()) {
			lost.addAll(tokens.keySet());
			this.session.jobs.find(held).projection(Projections.include("token")).forEach((document) -> {
				JobId id = Fields.jobId(document);
				if (tokens.getOrDefault(id, -1L) == new Fields(document).number("token")) {
					lost.remove(id);
				}
			});
		}
		return lost;
	}

	/** One write for all that have said nothing of their progress. */
	private static List<WriteModel<Document>> extensions(Map<JobId, Long> tokens, Map<JobId, Progress> progress,
			long until) {
		Map<JobId, Long> silent = new HashMap<>(tokens);
		List<WriteModel<Document>> writes = new ArrayList<>();
		progress.forEach((id, said) -> {
			Long token = silent.remove(id);
			if (token != null) {
				writes.add(new UpdateOneModel<>(held(Map.of(id, token)), new Document("$set",
						new Document("claim.until", until).append("claim.progress", said.toLine()))));
			}
		});
		if (!silent.isEmpty()) {
			writes.add(new UpdateManyModel<>(held(silent), new Document("$set", new Document("claim.until", until))));
		}
		return writes;
	}

	/** A token belongs to one job, so the two conditions cannot be met crosswise. */
	private static Bson held(Map<JobId, Long> tokens) {
		return Filters.and(VerdictWriter.idIn(tokens.keySet()), Filters.in("token", tokens.values()),
				Filters.eq("state", JobDocuments.RUNNING));
	}

	private @Nullable Instant earliestExpiry() {
		Document first = this.session.jobs.find(Filters.gte("claim.until", Long.MIN_VALUE))
			.projection(Projections.include("claim.until"))
			.sort(Sorts.ascending("claim.until"))
			.first();
		return (first != null) ? new Fields(first).child("claim").instant("until") : null;
	}

}
