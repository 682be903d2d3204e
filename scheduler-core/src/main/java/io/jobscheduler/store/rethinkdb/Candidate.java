package io.jobscheduler.store.rethinkdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.store.StoreFormat;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * A pending job that may be claimed.
 *
 * @param id its id
 * @param task its task
 * @param priority its priority
 * @param due when it is due
 * @param queue where it waits: queue, due time and id
 */
record Candidate(String id, String task, int priority, long due, List<?> queue) {

	/** In which jobs are claimed. */
	static final Comparator<Candidate> ORDER = Comparator.comparingInt((Candidate candidate) -> -candidate.priority())
		.thenComparingLong(Candidate::due)
		.thenComparing(Candidate::id);

	/**
	 * Finds the first of each queue.
	 * @param jobs the jobs
	 * @param queues the queues
	 * @param tasks the tasks, each with the highest version of payloads
	 * @param now the server's time
	 * @param limit how many at most of each
	 */
	static ReqlExpr find(Documents jobs, Documents queues, Map<String, Integer> tasks, ReqlExpr now, int limit) {
		Map<String, Integer> versions = new LinkedHashMap<>();
		tasks.forEach((task, version) -> versions.put(Hash.of(task), version));
		return queues.table()
			.getAll(R.args(new ArrayList<>(versions.keySet())))
			.optArg("index", "of")
			.filter((ReqlFunction1) (queue) -> queue.getField("format")
				.le(StoreFormat.VERSION)
				.and(queue.getField("version").le(R.expr(versions).getField(queue.getField("of")))))
			.coerceTo("array")
			.concatMap((queue) -> jobs.table()
				.between(R.array(queue.getField("id"), R.minval(), R.minval()),
						R.array(queue.getField("id"), now, R.maxval()))
				.optArg("index", "queue")
				.orderBy()
				.optArg("index", "queue")
				.limit(limit)
				.map((ReqlFunction1) (job) -> R.hashMap("id", job.getField("id"))
					.with("queue", job.getField("queue"))
					.with("task", queue.getField("task"))
					.with("priority", queue.getField("priority"))))
			.coerceTo("array");
	}

	static List<Candidate> read(List<Fields> found) {
		List<Candidate> candidates = new ArrayList<>();
		Fields.each(found, (fields) -> {
			if (fields.find("queue") instanceof List<?> queue && queue.get(1) instanceof Number due) {
				candidates.add(new Candidate(fields.text("id"), fields.text("task"), fields.integer("priority"),
						due.longValue(), queue));
			}
		});
		return candidates;
	}

}
