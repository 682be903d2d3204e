package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelReply.Status;
import io.jobscheduler.store.CancelRequest;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Cancels jobs: what does not run ends at once, what runs gets a request, which its node
 * hears of at its next pulse.
 */
final class CancelStep {

	private static final int REQUESTS_PER_PULSE = 1000;

	private final Server server;

	private final Documents jobs;

	private final Documents cancels;

	private final JobDocuments format;

	private final VerdictWriter writer;

	CancelStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.cancels = steps.cancels;
		this.format = steps.jobDocuments;
		this.writer = steps.verdicts;
	}

	List<CancelReply> cancel(CancelRequest request) {
		if (request.jobs().isEmpty()) {
			return List.of();
		}
		Map<String, Status> statuses = new HashMap<>();
		Map<String, Duration> open = request.jobs()
			.stream()
			.distinct()
			.collect(Collectors.toMap(JobId::toString, (id) -> request.retention()));
		Fields read = read(open.keySet());
		end(read, open).forEach((result) -> statuses.put(result.jobId().toString(), Status.CANCELLED));
		open.keySet().removeAll(statuses.keySet());
		// one that was about to be claimed may run by now, or have ended
		boolean missed = read.children("jobs").stream().anyMatch((job) -> open.containsKey(job.id()) && isResting(job));
		Map<String, Object> requests = new LinkedHashMap<>();
		for (Fields job : (missed ? read(open.keySet()) : read).children("jobs")) {
			if (open.containsKey(job.id())) {
				Status status = status(job);
				statuses.put(job.id(), status);
				if (status == Status.REQUESTED) {
					requests.put(job.id(), job);
				}
			}
		}
		this.cancels.insert(List.copyOf(requests.keySet()),
				(id, now) -> Map.of("id", id, "at", now, "retention", Micros.of(request.retention())));
		return request.jobs()
			.stream()
			.map((id) -> new CancelReply(id, statuses.getOrDefault(id.toString(), Status.UNKNOWN)))
			.toList();
	}

	/** Of a job that has a payload no more, less is there to be read. */
	private Fields read(Collection<String> ids) {
		return this.server.read((now) -> Map.of("jobs", this.jobs.all(ids).without("end").coerceTo("array")));
	}

	private static boolean isResting(Fields job) {
		return job.is("state", JobDocuments.PENDING) || job.is("state", JobDocuments.QUARANTINED);
	}

	private static Status status(Fields job) {
		if (!(job.find("state") instanceof Number state) || state.intValue() < JobDocuments.ENDED) {
			return Status.REQUESTED;
		}
		return (state.intValue() == JobDocuments.ENDED) ? Status.ENDED : Status.UNKNOWN;
	}

	/** Ends those that do not run. */
	private List<JobResult> end(Fields read, Map<String, Duration> retentions) {
		Instant now = read.instant("now");
		List<VerdictWriter.Ended> ending = new ArrayList<>();
		for (Fields document : read.children("jobs")) {
			Job job = isResting(document) ? this.format.stored(document).value() : null;
			if (job != null) {
				Duration retention = retentions.getOrDefault(document.id(), Duration.ZERO);
				ending.add(new VerdictWriter.Ended(job, JobResult.cancelled(job, now, retention)));
			}
		}
		return this.writer.end(ending, now);
	}

	/** The requests, for {@link #carryOut}. */
	ReqlExpr requests() {
		return this.cancels.table().limit(REQUESTS_PER_PULSE).coerceTo("array");
	}

	/** Which of some running jobs someone asked to cancel. */
	ReqlExpr requested(List<String> running) {
		return running.isEmpty() ? R.expr(List.of()) : this.cancels.all(running).getField("id").coerceTo("array");
	}

	/**
	 * Carries out requests that name jobs which do not run.
	 * @return the results of those that ended now
	 */
	List<JobResult> carryOut(List<Fields> requests) {
		Map<String, Duration> requested = new HashMap<>();
		Fields.each(requests, (request) -> requested.put(request.jobId("id").toString(),
				Micros.duration(request.number("retention"))));
		if (requested.isEmpty()) {
			return List.of();
		}
		List<JobResult> ended = end(read(requested.keySet()), requested);
		this.cancels.delete(ended.stream().map((result) -> result.jobId().toString()).toList(), (any) -> R.expr(true));
		return ended;
	}

}
