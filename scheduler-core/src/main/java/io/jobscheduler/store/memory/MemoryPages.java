package io.jobscheduler.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Page;

/**
 * Cuts lists into pages.
 */
final class MemoryPages {

	private MemoryPages() {
	}

	static <T> Page<T> cut(Iterable<T> items, Predicate<T> matches, int limit, Function<T, String> cursor) {
		List<T> page = new ArrayList<>();
		for (T item : items) {
			if (!matches.test(item)) {
				continue;
			}
			if (page.size() == limit) {
				return new Page<>(page, cursor.apply(page.get(limit - 1)));
			}
			page.add(item);
		}
		return new Page<>(page, null);
	}

	static String cursorOf(JobResult result) {
		Duration sinceEpoch = Duration.between(Instant.EPOCH, result.run().endedAt());
		return sinceEpoch + "_" + result.jobId();
	}

	/** A result that stands where the one that the cursor was made of stands. */
	static JobResult resultCursor(String cursor) {
		int separator = cursor.indexOf('_');
		if (separator < 0) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': use one that a page came with");
		}
		Instant endedAt = Instant.EPOCH.plus(Duration.parse(cursor.substring(0, separator)));
		return new JobResult(JobId.of(cursor.substring(separator + 1)), "", null,
				new Ending(Outcome.SUCCEEDED, null, null), new JobResult.Run(1, 0, null, null, endedAt), endedAt);
	}

}
