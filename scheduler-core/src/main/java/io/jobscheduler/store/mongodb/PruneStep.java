package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.store.PruneRequest;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Removes what is past its retention. What a caller holds is left for the next time.
 */
final class PruneStep {

	private final Server server;

	private final Transactions transactions;

	private final NodeDocuments nodes;

	PruneStep(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.nodes = steps.nodes;
	}

	int prune(PruneRequest request) {
		Session session = this.transactions.plain();
		Instant now = this.server.now();
		return pruneResults(session, request.limit(), now)
				+ pruneSkips(session, request.limit(), now.minus(request.skipped()))
				+ pruneFinished(session, request.limit(), now.minus(request.finishedSchedules()))
				+ pruneRequests(session, request.limit()) + this.nodes.removeSilent(request.silentNodes(), now);
	}

	/**
	 * A job that a pending plan made stays known for a while, so that nobody who still
	 * carries out that plan can insert it anew.
	 */
	private int pruneResults(Session session, int limit, Instant now) {
		Bson expired = Filters.lte("expires", Micros.of(now));
		List<Document> documents = session.jobs.list(session.jobs.find(expired)
			.projection(Projections.include("state", "planned", "outcome", "end.outcome"))
			.sort(Sorts.ascending("expires"))
			.limit(limit));
		List<UpdateOneModel<Document>> remembered = new ArrayList<>();
		List<Object> removed = new ArrayList<>();
		int gone = 0;
		for (Document document : documents) {
			if (Boolean.TRUE.equals(document.get("planned"))) {
				remembered.add(new UpdateOneModel<>(
						Filters.and(Filters.eq("_id", document.get("_id")), Filters.eq("planned", true), expired),
						ResultDocuments.gone(document, now.plus(ResultDocuments.PLANNED_IDENTITY)).update()));
				gone += Integer.valueOf(JobDocuments.ENDED).equals(document.get("state")) ? 1 : 0;
			}
			else {
				removed.add(document.get("_id"));
			}
		}
		session.jobs.write(remembered);
		return gone + remove(removed, (own, batch) -> own.jobs.delete(Filters.and(Documents.idIn(batch), expired)));
	}

	private int pruneSkips(Session session, int limit, Instant before) {
		Bson old = Filters.lt("at", Micros.of(before));
		return remove(ids(session.skips, old, "at", limit), (own, batch) -> own.skips.delete(Documents.idIn(batch)));
	}

	private int pruneFinished(Session session, int limit, Instant before) {
		Bson old = Filters.and(Filters.lt("finished", Micros.of(before)), Filters.exists("application", false),
				Filters.exists("plan", false));
		return remove(ids(session.schedules, old, "finished", limit),
				(own, batch) -> own.schedules.delete(Filters.and(Documents.idIn(batch), old)));
	}

	/** Requests to cancel jobs that have ended. */
	private int pruneRequests(Session session, int limit) {
		List<Object> requested = ids(session.cancels, new Document(), "_id", limit);
		if (requested.isEmpty()) {
			return 0;
		}
		Set<Object> live = new HashSet<>();
		session.jobs.find(Filters.and(Documents.idIn(requested), JobDocuments.live()))
			.projection(Projections.include("_id"))
			.forEach((job) -> live.add(job.get("_id")));
		List<Object> left = requested.stream().filter((id) -> !live.contains(id)).toList();
		return remove(left, (own, batch) -> own.cancels.delete(Documents.idIn(batch)));
	}

	private static List<Object> ids(Documents documents, Bson filter, String order, int limit) {
		return documents.list(
				documents.find(filter).projection(Projections.include("_id")).sort(Sorts.ascending(order)).limit(limit))
			.stream()
			.map((document) -> document.get("_id"))
			.toList();
	}

	private int remove(List<Object> ids, Removal removal) {
		return this.transactions.unblocked(ids, (session, batch) -> List.of(removal.remove(session, batch)))
			.stream()
			.mapToInt(Integer::intValue)
			.sum();
	}

	/** Removes documents by their ids. */
	@FunctionalInterface
	private interface Removal {

		int remove(Session session, List<Object> ids);

	}

}
