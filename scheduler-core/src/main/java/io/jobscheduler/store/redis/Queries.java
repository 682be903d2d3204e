package io.jobscheduler.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people ask for, page by page. What cannot be read is left out.
 */
final class Queries {

	private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

	private static final int INSTANT_DIGITS = 18;

	private static final Fields NOTHING = new Fields(Map.of());

	private final Scripts scripts;

	private final JobHash jobs;

	private final ScheduleHash schedules;

	private final ResultHash results;

	Queries(Scripts scripts, JobHash jobs, ScheduleHash schedules, ResultHash results) {
		this.scripts = scripts;
		this.jobs = jobs;
		this.schedules = schedules;
		this.results = results;
	}

	Optional<Job> job(JobId id) {
		return read("job:", id.toString()).fields().map((fields) -> job(id.toString(), fields));
	}

	Optional<JobResult> result(JobId id) {
		Found found = read("result:", id.toString());
		return found.fields()
			.map((fields) -> result(id.toString(), fields))
			.filter((result) -> result.expiresAt().isAfter(found.now()));
	}

	Optional<Schedule> schedule(String id) {
		Found found = read("schedule:", id);
		return found.exists() ? Optional.of(this.schedules.readLeniently(id, found.fields().orElse(NOTHING)))
				: Optional.empty();
	}

	private Found read(String start, String id) {
		Reply reply = this.scripts.run(Script.READ, new Arguments().text(start).texts(List.of(id)));
		Reply row = reply.reply(1).reply(0);
		return new Found(reply.instant(0), row.text(0), row.fields(1));
	}

	private @Nullable Job job(String id, Fields fields) {
		Stored<Job> stored = this.jobs.read(id, fields);
		if (stored.value() == null) {
			LOG.debug("Left out: {}", stored.reason());
		}
		return stored.value();
	}

	private @Nullable JobResult result(String id, Fields fields) {
		try {
			return this.results.read(id, fields);
		}
		catch (RuntimeException ex) {
			LOG.debug("Left out: result of job {}", id, ex);
			return null;
		}
	}

	Page<Job> find(JobQuery query) {
		Map<String, String> filter = new LinkedHashMap<>();
		if (query.state() != null) {
			filter.put("state", JobHash.code(query.state()));
		}
		JobHash.put(filter, "task", query.task());
		JobHash.put(filter, "schedule", query.schedule());
		String index = (query.state() == JobState.RUNNING) ? "running"
				: (query.state() == JobState.QUARANTINED) ? "quarantined" : "jobs";
		String cursor = (query.cursor() != null) ? JobId.of(query.cursor()).toString() : "";
		return page(new Source(index, "job:", 0), filter, cursor, query.limit(), this::job);
	}

	Page<JobResult> find(ResultQuery query) {
		Map<String, String> filter = new LinkedHashMap<>();
		JobHash.put(filter, "outcome", (query.outcome() != null) ? query.outcome().name() : null);
		JobHash.put(filter, "task", query.task());
		JobHash.put(filter, "schedule", query.schedule());
		return page(new Source("results", "result:", INSTANT_DIGITS), filter, resultCursor(query.cursor()),
				query.limit(), this::result);
	}

	private static String resultCursor(@Nullable String cursor) {
		if (cursor == null) {
			return "";
		}
		try {
			Micros.instant(cursor.substring(0, Math.min(INSTANT_DIGITS, cursor.length())));
			JobId.of(cursor.substring(INSTANT_DIGITS));
			return cursor;
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': take it from the page before", ex);
		}
	}

	Page<Schedule> find(ScheduleQuery query) {
		Map<String, String> filter = new LinkedHashMap<>();
		if (query.state() != null) {
			filter.put("state", ScheduleHash.code(query.state()));
		}
		JobHash.put(filter, "task", query.task());
		JobHash.put(filter, "application", query.application());
		String cursor = (query.cursor() != null) ? query.cursor() : "";
		return page(new Source("schedules", "schedule:", 0), filter, cursor, query.limit(),
				this.schedules::readLeniently);
	}

	/** Asks until there is one row more than the page has, or no more to come. */
	private <T> Page<T> page(Source source, Map<String, String> filter, String cursor, int limit,
			BiFunction<String, Fields, @Nullable T> reader) {
		List<Reply> rows = new ArrayList<>();
		String last = cursor;
		boolean more = true;
		while (more && rows.size() <= limit) {
			Reply reply = this.scripts.run(Script.FIND, source.arguments(last, limit + 1 - rows.size(), filter));
			more = reply.number(1) == 1;
			last = reply.text(2);
			rows.addAll(reply.replies(3));
		}
		List<T> items = new ArrayList<>();
		for (Reply row : rows.subList(0, Math.min(limit, rows.size()))) {
			T item = reader.apply(row.text(0).substring(source.cut()), row.fields(2));
			if (item != null) {
				items.add(item);
			}
		}
		return new Page<>(items, (rows.size() > limit) ? rows.get(limit - 1).text(0) : null);
	}

	List<SkippedFireTimes> skipped(String schedule, int limit) {
		List<SkippedFireTimes> skipped = new ArrayList<>();
		for (String text : this.scripts.run(Script.SKIPPED, new Arguments().text(schedule).number(limit)).texts(1)) {
			try {
				String[] parts = text.split(" ", 5);
				skipped.add(new SkippedFireTimes(Micros.instant(parts[1]), Micros.instant(parts[2]),
						Long.parseLong(parts[3]), SkipReason.valueOf(parts[4])));
			}
			catch (RuntimeException ex) {
				LOG.debug("Left out: skipped fire times '{}' of schedule '{}'", text, schedule, ex);
			}
		}
		return skipped;
	}

	StoreCounts counts(int cap) {
		Reply reply = this.scripts.run(Script.COUNTS, new Arguments());
		Instant earliest = reply.findInstant(6);
		Duration overdue = (earliest != null) ? Duration.between(earliest, reply.instant(0)) : Duration.ZERO;
		return new StoreCounts(Math.min(cap, reply.number(1)), Math.min(cap, reply.number(2)),
				Math.min(cap, reply.number(3)), Math.min(cap, reply.number(4)), Math.min(cap, reply.number(5)),
				Math.max(0, Micros.of(overdue)));
	}

	/**
	 * What was found under a key.
	 *
	 * @param now the store's time
	 * @param kind {@code hash}, {@code none}, or {@code other} for a key of another type
	 * @param values the fields
	 */
	private record Found(Instant now, String kind, Fields values) {

		boolean exists() {
			return !this.kind.equals("none");
		}

		Optional<Fields> fields() {
			return this.kind.equals("hash") ? Optional.of(this.values) : Optional.empty();
		}

	}

	/**
	 * What a page is read from.
	 *
	 * @param index the zset of its members
	 * @param start the start of the keys
	 * @param cut how much of a member does not belong to its key
	 */
	private record Source(String index, String start, int cut) {

		Arguments arguments(String cursor, int rows, Map<String, String> filter) {
			boolean results = this.index.equals("results");
			return new Arguments().text(this.index)
				.text(this.start)
				.number(this.cut)
				.text(results ? "1" : "")
				.text(cursor)
				.number(rows)
				.number(Scripts.BYTES)
				.text(results ? "1" : "")
				.fields(filter);
		}

	}

}
