package io.jobscheduler.store.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * The results, by job, by end and by expiry. Not thread-safe.
 */
final class MemoryResults {

	private final Map<JobId, JobResult> results = new HashMap<>();

	private final NavigableSet<JobResult> latestFirst = new TreeSet<>(
			Comparator.comparing((JobResult result) -> result.run().endedAt())
				.thenComparing(JobResult::jobId)
				.reversed());

	private final NavigableSet<JobResult> byExpiry = new TreeSet<>(
			Comparator.comparing(JobResult::expiresAt).thenComparing(JobResult::jobId));

	@Nullable JobResult get(JobId id) {
		return this.results.get(id);
	}

	void put(JobResult result) {
		JobResult before = this.results.put(result.jobId(), result);
		if (before != null) {
			this.latestFirst.remove(before);
			this.byExpiry.remove(before);
		}
		this.latestFirst.add(result);
		this.byExpiry.add(result);
	}

	/** The results from the latest, or from the one after a cursor, to the earliest. */
	Iterable<JobResult> after(@Nullable JobResult cursor) {
		return (cursor != null) ? this.latestFirst.tailSet(cursor, false) : this.latestFirst;
	}

	int size() {
		return this.results.size();
	}

	int prune(int limit, Instant now) {
		int removed = 0;
		while (removed < limit && !this.byExpiry.isEmpty() && !this.byExpiry.first().expiresAt().isAfter(now)) {
			JobResult expired = this.byExpiry.pollFirst();
			this.latestFirst.remove(expired);
			this.results.remove(expired.jobId());
			removed++;
		}
		return removed;
	}

}
