package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Projections;
import io.jobscheduler.job.JobId;
import org.bson.Document;

/**
 * A pending job that may be claimed.
 *
 * @param id its id
 * @param task its task
 * @param version the highest version of its payload that the node understands
 * @param priority its priority
 * @param due when it is due
 * @param keyed whether it has a unique key, so that a caller may be about to replace it
 */
record Candidate(JobId id, String task, int version, int priority, long due, boolean keyed) {

	/** In which jobs are claimed. */
	static final Comparator<Candidate> ORDER = Comparator.comparingInt((Candidate candidate) -> -candidate.priority())
		.thenComparingLong(Candidate::due)
		.thenComparing(Candidate::id);

	private static final Document SORT = new Document("queue.priority", -1).append("queue.due", 1)
		.append("queue.id", 1);

	/**
	 * Finds candidates, in their order. One that cannot be read is a candidate, too, so
	 * that it is met and quarantined.
	 * @param session where
	 * @param tasks the tasks, each with the highest version of payloads
	 * @param now the server's time
	 * @param limit how many at most
	 */
	static List<Candidate> find(Session session, Map<String, Integer> tasks, long now, int limit) {
		List<Candidate> found = new ArrayList<>();
		if (tasks.isEmpty() || limit <= 0) {
			return found;
		}
		FindIterable<Document> query = session.jobs.find(claimable(tasks, now))
			.projection(Projections.include("queue", "key"))
			.sort(SORT)
			.hintString(Layout.CLAIM_INDEX)
			.limit(limit);
		Fields.each(query, (job) -> {
			Document document = job.document();
			Fields queue = job.child("queue");
			String task = queue.text("task");
			int priority = (queue.document().get("priority") instanceof Number number) ? number.intValue() : 0;
			found.add(new Candidate(Fields.jobId(document), task, tasks.getOrDefault(task, 0), priority,
					queue.number("due"), document.get("key") != null));
		});
		return found;
	}

	private static Document claimable(Map<String, Integer> tasks, long now) {
		Map<Integer, List<String>> byVersion = new TreeMap<>();
		tasks.forEach((task, version) -> byVersion.computeIfAbsent(version, (key) -> new ArrayList<>()).add(task));
		Document filter = new Document("queue.task", new Document("$in", List.copyOf(tasks.keySet())))
			.append("queue.due", new Document("$lte", now))
			.append("state", JobDocuments.PENDING)
			.append("format", Stored.knownFormat());
		List<Document> understood = byVersion.entrySet()
			.stream()
			.map((group) -> new Document("queue.task", new Document("$in", group.getValue())).append("version",
					Stored.notAbove(group.getKey())))
			.toList();
		return (understood.size() == 1) ? filter.append("version", understood.get(0).get("version"))
				: filter.append("$or", understood);
	}

	/** The job's document, if it can be claimed with a token still, as it was found. */
	Document claimable(long token, long now) {
		return new Document("_id", Fields.binary(this.id)).append("state", JobDocuments.PENDING)
			.append("floor", new Document("$lt", token))
			.append("queue.task", this.task)
			.append("queue.due", new Document("$lte", now))
			.append("format", Stored.knownFormat())
			.append("version", Stored.notAbove(this.version));
	}

}
