package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
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
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people ask for, page by page.
 */
final class StoreQueries {

	private static final Logger LOG = LoggerFactory.getLogger(StoreQueries.class);

	private final Server server;

	private final Transactions transactions;

	private final JobDocuments jobs;

	private final ResultDocuments results;

	private final ScheduleDocuments schedules;

	StoreQueries(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.jobs = steps.jobDocuments;
		this.results = steps.results;
		this.schedules = steps.scheduleDocuments;
	}

	Optional<Job> job(JobId id) {
		return Optional
			.ofNullable(this.transactions.readers().jobs
				.first(Filters.and(Filters.eq("_id", Fields.binary(id)), JobDocuments.live())))
			.map(this.jobs::stored)
			.filter(StoreQueries::isReadable)
			.map(Stored::value);
	}

	Optional<JobResult> result(JobId id) {
		return Optional.ofNullable(this.transactions.readers().jobs.first(unexpired().append("_id", Fields.binary(id))))
			.map(this.results::stored)
			.filter(StoreQueries::isReadable)
			.map(Stored::value);
	}

	Optional<Schedule> schedule(String id) {
		return Optional.ofNullable(this.transactions.readers().schedules.first(Filters.eq("_id", id)))
			.map(this.schedules::lenient);
	}

	/** A job that cannot be read, and is not yet quarantined, is left out. */
	Page<Job> find(JobQuery query) {
		Document filter = new Document("open",
				(query.cursor() != null) ? new Document("$gt", Fields.binary(JobId.of(query.cursor())))
						: new Document("$gte", Fields.binary(new UUID(0, 0))));
		and(filter, "state", (query.state() != null) ? JobDocuments.code(query.state()) : null);
		and(filter, "task", query.task());
		and(filter, "schedule", query.schedule());
		Documents documents = this.transactions.readers().jobs;
		List<Document> found = documents
			.list(documents.find(filter).sort(Sorts.ascending("open")).limit(query.limit() + 1));
		Page<Document> page = page(found, query.limit(), (last) -> new Fields(last).jobId("open").toString());
		return new Page<>(readable(page.items().stream().map(this.jobs::stored).toList()), page.nextCursor());
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

	private Document unexpired() {
		return new Document("state", JobDocuments.ENDED).append("expires",
				new Document("$gt", Micros.of(this.server.now())));
	}

	Page<JobResult> find(ResultQuery query) {
		Document filter = unexpired().append("end.at", new Document("$gte", Long.MIN_VALUE));
		and(filter, "end.outcome", (query.outcome() != null) ? query.outcome().name() : null);
		and(filter, "task", query.task());
		and(filter, "schedule", query.schedule());
		if (query.cursor() != null) {
			ResultCursor cursor = ResultCursor.parse(query.cursor());
			filter.append("end.at", new Document("$lte", cursor.endedAt()));
			filter.append("$or", List.of(new Document("end.at", new Document("$lt", cursor.endedAt())),
					new Document("end.id", new Document("$lt", Fields.binary(cursor.id())))));
		}
		Documents documents = this.transactions.readers().jobs;
		List<Document> found = documents.list(
				documents.find(filter).sort(new Document("end.at", -1).append("end.id", -1)).limit(query.limit() + 1));
		Page<Document> page = page(found, query.limit(), (last) -> ResultCursor.of(last).toString());
		return new Page<>(readable(page.items().stream().map(this.results::stored).toList()), page.nextCursor());
	}

	Page<Schedule> find(ScheduleQuery query) {
		Document filter = new Document();
		and(filter, "state", (query.state() != null) ? query.state().name() : null);
		and(filter, "task", query.task());
		and(filter, "application", query.application());
		filter.append("_id", (query.cursor() != null) ? new Document("$gt", query.cursor()) : new Document("$gte", ""));
		Documents documents = this.transactions.readers().schedules;
		List<Document> found = documents
			.list(documents.find(filter).sort(Sorts.ascending("_id")).limit(query.limit() + 1));
		Page<Document> page = page(found, query.limit(), (last) -> new Fields(last).text("_id"));
		List<Schedule> readable = new ArrayList<>();
		Fields.each(page.items(), (fields) -> readable.add(this.schedules.lenient(fields.document())));
		return new Page<>(readable, page.nextCursor());
	}

	private static void and(Document filter, String field, @Nullable Object value) {
		if (value != null) {
			filter.append(field, value);
		}
	}

	private static <T> Page<T> page(List<T> oneMore, int limit, Function<T, String> cursor) {
		if (oneMore.size() <= limit) {
			return new Page<>(oneMore, null);
		}
		return new Page<>(oneMore.subList(0, limit), cursor.apply(oneMore.get(limit - 1)));
	}

	List<SkippedFireTimes> skipped(String schedule, int limit) {
		Documents documents = this.transactions.readers().skips;
		List<SkippedFireTimes> skipped = new ArrayList<>();
		Fields.each(documents.find(Filters.eq("schedule", schedule))
			.sort(new Document("last", -1).append("_id", -1))
			.limit(limit), (fields) -> skipped.add(PendingPlan.skipped(fields)));
		return skipped;
	}

	StoreCounts counts(int cap) {
		Session session = this.transactions.readers();
		Instant earliest = ClaimStep.earliestDue(session);
		long overdue = (earliest != null) ? Micros.of(Duration.between(earliest, this.server.now())) : 0;
		return new StoreCounts(session.schedules.count(new Document(), cap), count(session, "queue.due", cap),
				count(session, "claim.until", cap), session.jobs.count(Filters.eq("quarantined", true), cap),
				count(session, "end.at", cap), Math.max(0, overdue));
	}

	private static long count(Session session, String field, int cap) {
		return session.jobs.count(Filters.gte(field, Long.MIN_VALUE), cap);
	}

	/**
	 * Where a page of results ends.
	 *
	 * @param endedAt when its last result's run ended
	 * @param id that result's job
	 */
	private record ResultCursor(long endedAt, JobId id) {

		static ResultCursor of(Document last) {
			return new ResultCursor(new Fields(last).child("end").number("at"), Fields.jobId(last));
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

		@Override
		public String toString() {
			return this.endedAt + ":" + this.id;
		}

	}

}
