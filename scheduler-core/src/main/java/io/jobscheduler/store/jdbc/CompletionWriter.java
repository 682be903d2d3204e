package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import org.jspecify.annotations.Nullable;

/**
 * Writes what becomes of claimed jobs whose rows are locked.
 */
final class CompletionWriter {

	private final Session session;

	private final ResultRows results;

	private final BatchUpdate release;

	CompletionWriter(Session session) {
		this.session = session;
		this.results = new ResultRows(session);
		this.release = session.update("@@JOB",
				List.of(Column.small("state"), Column.number("due_at"), Column.small("failures"),
						Column.small("abandonments"), Column.text("last_error"), Column.text("node"),
						Column.number("lease_until")),
				Column.id("id"), Column.number("token"));
	}

	/**
	 * Locks the rows of claims that still hold.
	 * @return the ids of those whose token is the claim's
	 */
	Set<UUID> lock(Collection<Claim> claims, Query condition) {
		Map<UUID, Long> tokens = new HashMap<>();
		claims.forEach((claim) -> tokens.put(claim.job().id().value(), claim.token()));
		// users' transactions lock pending jobs only, so this waits for the engine's
		// alone
		Query query = new Query("SELECT id, token FROM @@JOB WHERE state = 1 AND ")
			.add(this.session.dialect().in("id", SqlType.ID, tokens.keySet()))
			.add(condition)
			.add(" ORDER BY id FOR UPDATE");
		Set<UUID> held = new HashSet<>();
		this.session.list(query, (row, n) -> {
			UUID id = this.session.dialect().id(row, "id");
			return tokens.getOrDefault(id, -1L) == row.getLong("token") && held.add(id);
		});
		return held;
	}

	/** Writes completions whose rows are locked. */
	void write(List<Completion> completions, Instant now) {
		List<UUID> ended = new ArrayList<>();
		List<JobResult> kept = new ArrayList<>();
		List<@Nullable Object[]> released = new ArrayList<>();
		for (Completion completion : completions) {
			if (completion.verdict() instanceof End end) {
				ended.add(completion.claim().job().id().value());
				if (!end.retention().isZero()) {
					kept.add(result(completion.claim(), end, now));
				}
			}
			else {
				released.add(released(completion, now));
			}
		}
		delete(ended);
		this.results.insert(kept);
		this.release.apply(released);
	}

	void delete(List<UUID> jobs) {
		if (!jobs.isEmpty()) {
			this.session
				.update(new Query("DELETE FROM @@JOB WHERE ").add(this.session.dialect().in("id", SqlType.ID, jobs)));
		}
	}

	private static JobResult result(Claim claim, End end, Instant now) {
		Job job = claim.job();
		JobResult.Run run = new JobResult.Run(job.attempt(), claim.token(), job.attempts().node(), end.startedAt(),
				end.endedAt());
		return new JobResult(job.id(), job.spec().task(), job.spec().origin(), end.ending(), run,
				now.plus(end.retention()));
	}

	private static @Nullable Object[] released(Completion completion, Instant now) {
		Job next = completion.released(now);
		Attempts attempts = next.attempts();
		return new @Nullable Object[] { JobRows.code(next.state()), Micros.of(next.dueAt()), attempts.failures(),
				attempts.abandonments(), attempts.lastError(), null, null, next.id().value(),
				completion.claim().token() };
	}

}
