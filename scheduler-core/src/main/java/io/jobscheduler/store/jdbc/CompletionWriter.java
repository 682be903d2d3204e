package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
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

	CompletionWriter(Session session, ResultRows results) {
		this.session = session;
		this.results = results;
		this.release = session.update("@@JOB",
				List.of(Column.small("state"), Column.number("due_at"), Column.small("failures"),
						Column.small("abandonments"), Column.text("last_error"), Column.text("node"),
						Column.number("lease_until"), Column.text("progress")),
				Column.id("id"), Column.number("token"));
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
					kept.add(completion.result(now));
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

	private static @Nullable Object[] released(Completion completion, Instant now) {
		Job next = completion.released(now);
		Attempts attempts = next.attempts();
		return new @Nullable Object[] { JobRows.code(next.state()), Micros.of(next.dueAt()), attempts.failures(),
				attempts.abandonments(), attempts.lastError(), null, null, null, next.id().value(),
				completion.claim().token() };
	}

}
