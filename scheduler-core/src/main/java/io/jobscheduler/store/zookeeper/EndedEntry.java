package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.Comparator;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A result, as the name of its entry says.
 *
 * @param path where the entry is
 * @param id the job
 * @param endedAt when it ended
 * @param expiresAt when the result may be removed
 * @param outcome how it ended
 * @param source what it ran
 */
record EndedEntry(String path, JobId id, Instant endedAt, Instant expiresAt, Outcome outcome, Source source) {

	static final Comparator<EndedEntry> LATEST_FIRST = Comparator.comparing(EndedEntry::endedAt)
		.thenComparing(EndedEntry::id)
		.reversed();

	static @Nullable EndedEntry parse(String path, String name) {
		String[] parts = name.split("\\.", -1);
		return (parts.length == 6) ? new EndedEntry(path, JobId.of(parts[5]), Micros.instant(parts[0]),
				Micros.instant(parts[1]), Outcome.valueOf(parts[2]), new Source(parts[3], parts[4])) : null;
	}

	static String name(JobResult result) {
		JobOrigin origin = result.origin();
		return String.join(".", Micros.text(result.run().endedAt()), Micros.text(result.expiresAt()),
				result.outcome().name(), ZnodeName.shortHash(result.task()),
				ZnodeName.shortHash((origin != null) ? origin.schedule() : null), result.jobId().toString());
	}

	/** Where the next page starts. */
	String cursor() {
		return Micros.text(this.endedAt) + this.id;
	}

	/**
	 * What ran, as short hashes.
	 *
	 * @param task the task
	 * @param schedule the schedule; {@code -} if there was none
	 */
	record Source(String task, String schedule) {
	}

}
