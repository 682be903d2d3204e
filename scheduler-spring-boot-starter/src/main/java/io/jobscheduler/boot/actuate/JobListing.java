package io.jobscheduler.boot.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import org.jspecify.annotations.Nullable;

/**
 * Lists jobs: those that have not ended by id, then those that have, the latest first.
 */
final class JobListing {

	private static final String LIVE = "live.";

	private static final String ENDED = "ended.";

	private final JobStore store;

	private final Descriptions descriptions;

	JobListing(JobStore store, Descriptions descriptions) {
		this.store = store;
		this.descriptions = descriptions;
	}

	Listed list(ListQuery query) {
		Optional<JobState> state = query.stateIn(JobState.class);
		Optional<Outcome> outcome = query.stateIn(Outcome.class);
		if (query.hasState() && state.isEmpty() && outcome.isEmpty()) {
			throw query.unknownState(Stream.concat(Stream.of(JobState.values()), Stream.of(Outcome.values())));
		}
		List<JsonObject> items = new ArrayList<>();
		String next = cursor(query);
		if (next.startsWith(LIVE)) {
			next = outcome.isEmpty() ? live(query, next, state.orElse(null), items) : ENDED;
		}
		if (next.startsWith(ENDED) && items.size() < query.size()) {
			next = state.isEmpty() ? ended(query, next, outcome.orElse(null), items) : "";
		}
		return new Listed(items, next.isEmpty() ? null : next);
	}

	private static String cursor(ListQuery query) {
		String cursor = query.cursor();
		if (cursor == null || cursor.isBlank()) {
			return LIVE;
		}
		if (!cursor.startsWith(LIVE) && !cursor.startsWith(ENDED)) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': use the nextCursor of a page before");
		}
		return cursor;
	}

	private String live(ListQuery query, String cursor, @Nullable JobState state, List<JsonObject> items) {
		Page<Job> page = this.store
			.findJobs(new JobQuery(state, query.task(), query.schedule(), position(cursor, LIVE), query.size()));
		page.items().forEach((job) -> items.add(this.descriptions.job(job)));
		return (page.nextCursor() != null) ? LIVE + page.nextCursor() : ENDED;
	}

	private String ended(ListQuery query, String cursor, @Nullable Outcome outcome, List<JsonObject> items) {
		Page<JobResult> page = this.store.findResults(new ResultQuery(outcome, query.task(), query.schedule(),
				position(cursor, ENDED), query.size() - items.size()));
		page.items().forEach((result) -> items.add(this.descriptions.job(result)));
		return (page.nextCursor() != null) ? ENDED + page.nextCursor() : "";
	}

	private static @Nullable String position(String cursor, String prefix) {
		return (cursor.length() > prefix.length()) ? cursor.substring(prefix.length()) : null;
	}

}
