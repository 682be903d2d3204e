package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.store.PruneRequest;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Removes what is past its retention.
 */
final class PruneStep {

	private static final Documents.Condition EXPIRED = (job, own,
			now) -> Documents.isNumber(Documents.field(job, "expires")).and(Documents.field(job, "expires").le(now));

	private final Server server;

	private final Documents jobs;

	private final Documents schedules;

	private final Documents skips;

	private final Documents cancels;

	private final Documents nodes;

	private final NodeDocuments registrations;

	private final UniqueKeys keys;

	private final Queues entered;

	PruneStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
		this.skips = steps.skips;
		this.cancels = steps.cancels;
		this.nodes = steps.nodes;
		this.registrations = steps.registrations;
		this.keys = steps.uniqueKeys;
		this.entered = steps.entered;
	}

	int prune(PruneRequest request) {
		Fields read = this.server.glance((now) -> past(request, now));
		this.entered.forget();
		this.keys.finish(read.children("keys"));
		long skipped = Micros.of(request.skipped());
		long finished = Micros.of(request.finishedSchedules());
		long silent = Micros.of(request.silentNodes());
		return pruneJobs(read.children("jobs"))
				+ delete(this.skips, read.texts("skips"), (skip, now) -> isBefore(skip, "at", now.sub(skipped)))
				+ delete(this.schedules, read.texts("schedules"),
						(schedule, now) -> isForgotten(schedule, now.sub(finished)))
				+ delete(this.cancels, read.texts("cancels"), (any, now) -> R.expr(true))
				+ delete(this.nodes, read.texts("nodes"), (node, now) -> isBefore(node, "until", now.sub(silent)));
	}

	private Map<String, Object> past(PruneRequest request, ReqlExpr now) {
		int limit = request.limit();
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("jobs",
				this.jobs.upTo("expires", now)
					.limit(limit)
					.pluck("id", "state", "planned", "outcome", "key", R.hashMap("end", R.hashMap("outcome", true)))
					.coerceTo("array"));
		members.put("skips", ids(this.skips, "at", now.sub(Micros.of(request.skipped())), limit));
		ReqlExpr old = now.sub(Micros.of(request.finishedSchedules()));
		members.put("schedules",
				this.schedules.upTo("finished", old)
					.filter((ReqlFunction1) (schedule) -> isForgotten(schedule, old))
					.limit(limit)
					.getField("id")
					.coerceTo("array"));
		members.put("cancels", ofEndedJobs(limit));
		members.put("nodes", this.registrations.silent(request.silentNodes(), now, limit));
		members.put("keys", this.keys.leftBehind(now, limit));
		return members;
	}

	private static ReqlExpr ids(Documents documents, String index, ReqlExpr until, int limit) {
		return documents.upTo(index, until).limit(limit).getField("id").coerceTo("array");
	}

	/** Requests to cancel jobs that have ended. */
	private ReqlExpr ofEndedJobs(int limit) {
		return this.cancels.table()
			.limit(limit)
			.getField("id")
			.coerceTo("array")
			.filter((ReqlFunction1) (id) -> this.jobs.table()
				.get(id)
				.default_(R.hashMap())
				.getField("state")
				.default_(JobDocuments.GONE)
				.ge(JobDocuments.ENDED));
	}

	private static ReqlExpr isBefore(ReqlExpr document, String field, ReqlExpr instant) {
		ReqlExpr value = Documents.field(document, field);
		return Documents.isNumber(value).and(value.lt(instant));
	}

	private static ReqlExpr isForgotten(ReqlExpr schedule, ReqlExpr old) {
		return isBefore(schedule, "finished", old).and(schedule.hasFields("application").not(),
				schedule.hasFields("planId").not());
	}

	/** Deletes documents that still meet a condition. */
	private static int delete(Documents documents, List<String> ids,
			BiFunction<ReqlExpr, ReqlExpr, ReqlExpr> condition) {
		return documents.replace(ids, (document, now) -> R.branch(condition.apply(document, now), null, document))
			.ids()
			.size();
	}

	/**
	 * A job that a pending plan made stays known for a while, so that nobody who still
	 * carries out that plan can insert it anew.
	 */
	private int pruneJobs(List<Fields> past) {
		Map<String, Fields> remembered = new LinkedHashMap<>();
		Map<String, Fields> forgotten = new LinkedHashMap<>();
		Map<String, String> keys = new HashMap<>();
		for (Fields job : past) {
			boolean planned = Boolean.TRUE.equals(job.find("planned"));
			(planned ? remembered : forgotten).put(job.id(), job);
			if (!planned && job.find("key") instanceof String key) {
				keys.put(key, job.id());
			}
		}
		Set<String> gone = this.jobs
			.change(remembered, (job, now) -> ResultDocuments.gone(job, now).expect("planned", true), EXPIRED,
					Documents::id)
			.ids();
		this.keys.forget(keys);
		int deleted = this.jobs.change(forgotten, (job, now) -> new Change().remove(), EXPIRED, Documents::id)
			.ids()
			.size();
		return deleted + (int) gone.stream().filter((id) -> isResult(remembered.get(id))).count();
	}

	private static boolean isResult(@Nullable Fields job) {
		return job != null && job.is("state", JobDocuments.ENDED);
	}

}
