package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Reads what people ask for, page by page.
 */
final class StoreQueries {

	private static final Logger LOG = LoggerFactory.getLogger(StoreQueries.class);

	private static final String FOUND = "found";

	private final Server server;

	private final Documents jobs;

	private final Documents schedules;

	private final Documents skips;

	private final JobDocuments jobDocuments;

	private final ResultDocuments results;

	private final ScheduleDocuments scheduleDocuments;

	private final ClaimStep claim;

	StoreQueries(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
		this.skips = steps.skips;
		this.jobDocuments = steps.jobDocuments;
		this.results = steps.results;
		this.scheduleDocuments = steps.scheduleDocuments;
		this.claim = steps.claim;
	}

	private Fields one(Documents documents, String id) {
		return this.server.read((now) -> Map.of(FOUND, documents.all(List.of(id)).coerceTo("array")));
	}

	Optional<Job> job(JobId id) {
		return one(this.jobs, id.toString()).children(FOUND)
			.stream()
			.filter((document) -> !hasEnded(document))
			.map(this.jobDocuments::stored)
			.filter(StoreQueries::isReadable)
			.map(Stored::value)
			.findFirst();
	}

	private static boolean hasEnded(Fields job) {
		return job.find("state") instanceof Number state && state.intValue() >= JobDocuments.ENDED;
	}

	Optional<JobResult> result(JobId id) {
		Fields read = one(this.jobs, id.toString());
		return read.children(FOUND)
			.stream()
			.filter((document) -> isKept(document, read.number("now")))
			.map(this.results::stored)
			.filter(StoreQueries::isReadable)
			.map(Stored::value)
			.findFirst();
	}

	private static boolean isKept(Fields job, long now) {
		return job.find("state") instanceof Number state && state.intValue() == JobDocuments.ENDED
				&& job.find("expires") instanceof Number expires && expires.longValue() > now;
	}

	Optional<Schedule> schedule(String id) {
		return one(this.schedules, Hash.of(id)).children(FOUND)
			.stream()
			.map(this.scheduleDocuments::lenient)
			.findFirst();
	}

	/** A job that cannot be read, and is not yet quarantined, is left out. */
	Page<Job> find(JobQuery query) {
		Object after = (query.cursor() != null) ? JobId.of(query.cursor()).toString() : R.minval();
		Map<String, Object> wanted = new LinkedHashMap<>();
		put(wanted, "state", (query.state() != null) ? JobDocuments.code(query.state()) : null);
		put(wanted, "task", query.task());
		put(wanted, "schedule", query.schedule());
		List<Fields> found = after(this.jobs, "open", after, wanted, query.limit() + 1);
		Page<Fields> page = page(found, query.limit(), Fields::id);
		return new Page<>(readable(page.items().stream().map(this.jobDocuments::stored).toList()), page.nextCursor());
	}

	/** What an index has after a value, in its order. */
	private List<Fields> after(Documents documents, String index, Object after, Map<String, Object> wanted, int limit) {
		return this.server.read((now) -> {
			ReqlExpr all = documents.table()
				.between(after, R.maxval())
				.optArg("index", index)
				.optArg("left_bound", "open")
				.orderBy()
				.optArg("index", index);
			return Map.of(FOUND, all.filter((ReqlFunction1) is(wanted)::apply).limit(limit).coerceTo("array"));
		}).children(FOUND);
	}

	private static Function<ReqlExpr, ReqlExpr> is(Map<String, Object> wanted) {
		return (document) -> {
			ReqlExpr is = R.expr(true);
			for (Map.Entry<String, Object> field : wanted.entrySet()) {
				is = is.and(Documents.field(document, field.getKey()).eq(field.getValue()));
			}
			return is;
		};
	}

	private static <T> List<T> readable(List<Stored<T>> stored) {
		return stored.stream().filter(StoreQueries::isReadable).map(Stored::value).toList();
	}

	private static boolean isReadable(Stored<?> stored) {
		if (stored.value() == null) {
			LOG.debug("Left out: {}", stored.reason());
		}
		return stored.value() != null;
	}

	Page<JobResult> find(ResultQuery query) {
		Map<String, Object> wanted = new LinkedHashMap<>();
		put(wanted, "task", query.task());
		put(wanted, "schedule", query.schedule());
		Object before = (query.cursor() != null) ? ResultCursor.parse(query.cursor()).key() : R.maxval();
		List<Fields> found = this.server.read((now) -> Map.of(FOUND,
				this.jobs.table()
					.between(R.minval(), before)
					.optArg("index", "ended")
					.orderBy()
					.optArg("index", R.desc("ended"))
					.filter((ReqlFunction1) (job) -> is(wanted).apply(job)
						.and(Documents.field(job, "expires").gt(now), hasOutcome(job, query)))
					.limit(query.limit() + 1)
					.coerceTo("array")))
			.children(FOUND);
		Page<Fields> page = page(found, query.limit(), (last) -> ResultCursor.of(last).toString());
		return new Page<>(readable(page.items().stream().map(this.results::stored).toList()), page.nextCursor());
	}

	private ReqlExpr ended() {
		return this.jobs.table().orderBy().optArg("index", "ended");
	}

	private static ReqlExpr hasOutcome(ReqlExpr job, ResultQuery query) {
		return (query.outcome() == null) ? R.expr(true)
				: job.getField("end").getField("outcome").default_("").eq(query.outcome().name());
	}

	Page<Schedule> find(ScheduleQuery query) {
		Map<String, Object> wanted = new LinkedHashMap<>();
		put(wanted, "state", (query.state() != null) ? query.state().name() : null);
		put(wanted, "task", query.task());
		put(wanted, "application", query.application());
		Object after = (query.cursor() != null) ? query.cursor() : R.minval();
		List<Fields> found = after(this.schedules, "name", after, wanted, query.limit() + 1);
		Page<Fields> page = page(found, query.limit(), (last) -> last.text("name"));
		return new Page<>(page.items().stream().map(this.scheduleDocuments::lenient).toList(), page.nextCursor());
	}

	private static void put(Map<String, Object> wanted, String field, @Nullable Object value) {
		if (value != null) {
			wanted.put(field, value);
		}
	}

	private static <T> Page<T> page(List<T> oneMore, int limit, Function<T, String> cursor) {
		if (oneMore.size() <= limit) {
			return new Page<>(oneMore, null);
		}
		return new Page<>(oneMore.subList(0, limit), cursor.apply(oneMore.get(limit - 1)));
	}

	List<SkippedFireTimes> skipped(String schedule, int limit) {
		String id = Hash.of(schedule);
		Fields read = this.server.read((now) -> Map.of(FOUND,
				this.skips.table()
					.between(R.array(id, R.minval(), R.minval()), R.array(id, R.maxval(), R.maxval()))
					.optArg("index", "latest")
					.orderBy()
					.optArg("index", R.desc("latest"))
					.limit(limit)
					.coerceTo("array")));
		List<SkippedFireTimes> skipped = new ArrayList<>();
		Fields.each(read.children(FOUND), (fields) -> skipped.add(PendingPlan.skipped(fields)));
		return skipped;
	}

	StoreCounts counts(int cap) {
		Fields read = this.server.read((now) -> {
			Map<String, Object> members = new LinkedHashMap<>();
			members.put("schedules", this.schedules.table().limit(cap).count());
			members.put("pending", this.jobs.numbers("pending").limit(cap).count());
			members.put("running", this.jobs.numbers("until").limit(cap).count());
			members.put("quarantined", this.jobs.numbers("quarantined").limit(cap).count());
			members.put("results", ended().limit(cap).count());
			members.put("earliest", this.claim.earliestDue());
			return members;
		});
		Instant earliest = read.findLooked("earliest");
		long overdue = (earliest != null) ? Micros.of(Duration.between(earliest, read.instant("now"))) : 0;
		return new StoreCounts(read.number("schedules"), read.number("pending"), read.number("running"),
				read.number("quarantined"), read.number("results"), Math.max(0, overdue));
	}

	/**
	 * Where a page of results ends.
	 *
	 * @param endedAt when its last result's run ended
	 * @param id that result's job
	 */
	private record ResultCursor(long endedAt, JobId id) {

		static ResultCursor of(Fields last) {
			return new ResultCursor(Micros.key(last.child("end").instant("at")), last.jobId("id"));
		}

		static ResultCursor parse(String text) {
			int colon = text.indexOf(':');
			try {
				return new ResultCursor(Long.parseLong(text.substring(0, Math.max(0, colon))),
						JobId.of(text.substring(colon + 1)));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("Invalid cursor '" + text + "': take it from the page before", ex);
			}
		}

		List<Object> key() {
			return List.of(this.endedAt, this.id.toString());
		}

		@Override
		public String toString() {
			return this.endedAt + ":" + this.id;
		}

	}

}
