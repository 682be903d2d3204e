package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelReply.Status;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs: what does not run ends at once, what runs gets a request, which its node
 * hears of at its next pulse.
 */
final class CancelStep {

	private final Session session;

	private final JobRows jobs;

	private final ResultRows results;

	private final CompletionWriter writer;

	private final ScheduleWaker waker;

	private final BatchInsert insert;

	CancelStep(Session session, JobRows jobs, ResultRows results) {
		this.session = session;
		this.jobs = jobs;
		this.results = results;
		this.writer = new CompletionWriter(session, results);
		this.waker = new ScheduleWaker(session);
		this.insert = session.insert("@@CANCEL", Column.id("id"), Column.number("retention"),
				Column.number("requested_at"));
	}

	/** In a caller's transaction: requests, whose rows no engine waits for. */
	List<CancelReply> request(CancelRequest request) {
		Set<UUID> live = existing("@@JOB", request);
		insertRequests(live, request.retention(), this.session.now());
		return replies(request, Set.of(), live);
	}

	/**
	 * In a transaction of its own: ends what does not run, and requests the rest, which
	 * is what another transaction has, too.
	 */
	List<CancelReply> cancel(CancelRequest request) {
		Instant now = this.session.now();
		Query query = new Query("WHERE state <> 1 AND ").add(this.jobs.in(ids(request))).add(" FOR UPDATE SKIP LOCKED");
		Map<UUID, Duration> retentions = new HashMap<>();
		List<Job> resting = new ArrayList<>();
		for (Stored<Job> row : this.jobs.list(query)) {
			if (row.value() != null) {
				resting.add(row.value());
				retentions.put(row.value().id().value(), request.retention());
			}
		}
		end(resting, retentions, now);
		Set<UUID> live = existing("@@JOB", request);
		insertRequests(live, request.retention(), now);
		return replies(request, retentions.keySet(), live);
	}

	/** Carries out requests that name jobs which do not run. Waits for nobody. */
	List<JobResult> carryOut(int limit, Instant now) {
		Map<UUID, Duration> requested = new HashMap<>();
		this.session.list(
				new Query("SELECT c.id, c.retention FROM @@CANCEL c JOIN @@JOB j ON j.id = c.id "
						+ "WHERE j.state <> 1 LIMIT ?", limit),
				(row, n) -> requested.put(this.session.dialect().id(row, "id"),
						Duration.between(Instant.EPOCH, Micros.read(row, "retention"))) == null);
		if (requested.isEmpty()) {
			return List.of();
		}
		Query query = new Query("WHERE state <> 1 AND ").add(this.jobs.in(requested.keySet()))
			.add(" FOR UPDATE SKIP LOCKED");
		List<Job> resting = this.jobs.list(query)
			.stream()
			.filter((row) -> row.value() != null)
			.map(Stored::value)
			.toList();
		List<JobResult> cancelled = end(resting, requested, now);
		List<UUID> ended = resting.stream().map((job) -> job.id().value()).toList();
		if (!ended.isEmpty()) {
			this.session.update(new Query("DELETE FROM @@CANCEL WHERE ").add(this.jobs.in(ended)));
		}
		return cancelled;
	}

	/** Which of some running jobs someone asked to cancel. */
	Set<JobId> requested(Collection<UUID> running) {
		Query query = new Query("SELECT id FROM @@CANCEL WHERE ").add(this.jobs.in(running));
		return new HashSet<>(this.session.list(query, (row, n) -> new JobId(this.session.dialect().id(row, "id"))));
	}

	private List<JobResult> end(List<Job> jobs, Map<UUID, Duration> retentions, Instant now) {
		List<JobResult> ended = new ArrayList<>();
		Map<String, ScheduleEnd> watching = new HashMap<>();
		for (Job job : jobs) {
			JobResult result = JobResult.cancelled(job, now, retentions.getOrDefault(job.id().value(), Duration.ZERO));
			ended.add(result);
			String schedule = ScheduleEnd.watching(job.spec());
			if (schedule != null) {
				watching.put(schedule, ScheduleEnd.of(now, result.outcome()));
			}
		}
		this.writer.delete(jobs.stream().map((job) -> job.id().value()).toList());
		this.results.insert(ended.stream().filter((result) -> result.expiresAt().isAfter(now)).toList());
		this.waker.wake(watching, now);
		return ended;
	}

	private static Set<UUID> ids(CancelRequest request) {
		Set<UUID> ids = new TreeSet<>();
		request.jobs().forEach((job) -> ids.add(job.value()));
		return ids;
	}

	private Set<UUID> existing(String table, CancelRequest request) {
		Query query = new Query("SELECT id FROM " + table + " WHERE ").add(this.jobs.in(ids(request)));
		return new HashSet<>(this.session.list(query, (row, n) -> this.session.dialect().id(row, "id")));
	}

	private void insertRequests(Set<UUID> live, Duration retention, Instant now) {
		this.insert.absent(live.stream()
			.sorted()
			.map((id) -> new @Nullable Object[] { id, Micros.of(retention), Micros.of(now) })
			.toList());
	}

	private List<CancelReply> replies(CancelRequest request, Set<UUID> cancelled, Set<UUID> live) {
		Set<UUID> ended = existing("@@RESULT", request);
		return request.jobs().stream().map((id) -> {
			UUID value = id.value();
			Status status = cancelled.contains(value) ? Status.CANCELLED
					: live.contains(value) ? Status.REQUESTED : ended.contains(value) ? Status.ENDED : Status.UNKNOWN;
			return new CancelReply(id, status);
		}).toList();
	}

}
