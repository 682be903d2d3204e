package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelReply.Status;
import io.jobscheduler.store.CancelRequest;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs: what does not run ends at once, what runs gets a request, which its node
 * hears of at its next pulse.
 */
final class CancelStep {

	private static final int REQUESTS_PER_PULSE = 1000;

	private final Server server;

	private final Transactions transactions;

	private final JobDocuments jobs;

	private final VerdictWriter writer;

	CancelStep(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.jobs = steps.jobDocuments;
		this.writer = steps.verdicts;
	}

	List<CancelReply> cancel(CancelRequest request) {
		if (request.jobs().isEmpty()) {
			return List.of();
		}
		Session session = this.transactions.callers();
		Instant now = this.server.now();
		Set<JobId> cancelled = new HashSet<>();
		if (!session.isTransactional()) {
			Map<JobId, Duration> retentions = request.jobs()
				.stream()
				.distinct()
				.collect(Collectors.toMap((id) -> id, (id) -> request.retention()));
			end(session, retentions, now).forEach((result) -> cancelled.add(result.jobId()));
		}
		List<JobId> others = request.jobs().stream().filter((id) -> !cancelled.contains(id)).distinct().toList();
		Map<JobId, Integer> states = states(session, others);
		List<Document> requests = new ArrayList<>();
		states.forEach((id, state) -> {
			if (state <= JobDocuments.QUARANTINED) {
				requests.add(new Document("_id", Fields.binary(id)).append("at", Micros.of(now))
					.append("retention", Micros.of(request.retention())));
			}
		});
		session.cancels.insertAbsent(requests);
		return request.jobs()
			.stream()
			.map((id) -> new CancelReply(id, cancelled.contains(id) ? Status.CANCELLED : status(states.get(id))))
			.toList();
	}

	private static Status status(@Nullable Integer state) {
		if (state == null || state == JobDocuments.GONE) {
			return Status.UNKNOWN;
		}
		return (state == JobDocuments.ENDED) ? Status.ENDED : Status.REQUESTED;
	}

	private static Map<JobId, Integer> states(Session session, Collection<JobId> ids) {
		Map<JobId, Integer> states = new HashMap<>();
		if (!ids.isEmpty()) {
			Fields.each(session.jobs.find(VerdictWriter.idIn(ids)).projection(Projections.include("state")),
					(job) -> states.put(job.jobId("_id"), job.integer("state")));
		}
		return states;
	}

	/** Ends those that do not run. */
	private List<JobResult> end(Session session, Map<JobId, Duration> retentions, Instant now) {
		Bson resting = Filters.and(VerdictWriter.idIn(retentions.keySet()),
				Filters.in("state", JobDocuments.PENDING, JobDocuments.QUARANTINED));
		List<VerdictWriter.Ended> ending = new ArrayList<>();
		for (Document document : session.jobs.list(resting)) {
			Job job = this.jobs.stored(document).value();
			if (job != null) {
				Duration retention = retentions.getOrDefault(job.id(), Duration.ZERO);
				ending.add(new VerdictWriter.Ended(job, JobResult.cancelled(job, now, retention)));
			}
		}
		return this.writer.end(ending, now);
	}

	/**
	 * Carries out requests that name jobs which do not run.
	 * @return the jobs that are asked to stop, and the results of those that ended now
	 */
	Requested carryOut(Session session, Instant now) {
		Map<JobId, Duration> requested = new HashMap<>();
		Fields.each(session.cancels.find(new Document()).limit(REQUESTS_PER_PULSE),
				(request) -> requested.put(request.jobId("_id"), Micros.duration(request.number("retention"))));
		if (requested.isEmpty()) {
			return new Requested(Set.of(), List.of());
		}
		List<JobResult> ended = end(session, requested, now);
		Map<JobId, Integer> states = states(session, requested.keySet());
		List<JobId> done = requested.keySet()
			.stream()
			.filter((id) -> states.getOrDefault(id, JobDocuments.GONE) > JobDocuments.QUARANTINED)
			.toList();
		if (!done.isEmpty()) {
			this.transactions.unblocked(done, (own, batch) -> {
				own.cancels.delete(VerdictWriter.idIn(batch));
				return batch;
			});
		}
		return new Requested(requested.keySet(), ended);
	}

	/** Which of some running jobs someone asked to cancel. */
	static Set<JobId> requested(Session session, Collection<JobId> running) {
		Set<JobId> requested = new HashSet<>();
		session.cancels.find(VerdictWriter.idIn(running))
			.projection(Projections.include("_id"))
			.forEach((request) -> requested.add(Fields.jobId(request)));
		return requested;
	}

	/**
	 * What was asked for.
	 *
	 * @param jobs the jobs that are asked to stop, as far as they were read
	 * @param ended the results of those that ended now
	 */
	record Requested(Set<JobId> jobs, List<JobResult> ended) {

		boolean isEmpty() {
			return this.jobs.isEmpty();
		}

	}

}
