package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.ScheduleEnd;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what becomes of jobs: each in one write of its document, if it is still as it
 * was.
 */
final class VerdictWriter {

	private static final Logger LOG = LoggerFactory.getLogger(VerdictWriter.class);

	private final Transactions transactions;

	private final ResultDocuments results;

	VerdictWriter(Transactions transactions, ResultDocuments results) {
		this.transactions = transactions;
		this.results = results;
	}

	/**
	 * Applies completions whose claims hold. No caller holds a job that runs.
	 * @param condition what else must be so
	 * @return the ids of those that were applied
	 */
	Set<JobId> complete(List<Completion> completions, Document condition, Instant now) {
		Map<JobId, UpdateOneModel<Document>> writes = new HashMap<>();
		ObjectId by = new ObjectId();
		for (Completion completion : completions) {
			Claim claim = completion.claim();
			Change change = (completion.verdict() instanceof End) ? this.results.ended(completion.result(now), now)
					: JobDocuments.released(completion.released(now));
			change.set("by", by);
			Document held = new Document(condition).append("_id", Fields.binary(claim.job().id()))
				.append("state", JobDocuments.RUNNING)
				.append("token", claim.token());
			writes.put(claim.job().id(), new UpdateOneModel<>(held, change.update()));
		}
		Set<JobId> applied = write(this.transactions.plain(), writes, by);
		wake(ScheduleEnd.of(completions.stream().filter((each) -> applied.contains(each.claim().job().id())).toList()),
				now);
		return applied;
	}

	/**
	 * Ends jobs that no node holds. What a caller holds is left out; that can only be
	 * jobs with a unique key, which the caller is about to replace.
	 */
	List<JobResult> end(List<Ended> jobs, Instant now) {
		Map<Boolean, List<Ended>> byKey = jobs.stream()
			.collect(Collectors.partitioningBy((each) -> each.job().spec().uniqueKey() != null));
		List<JobResult> ended = new ArrayList<>(
				end(this.transactions.plain(), byKey.getOrDefault(false, List.of()), now));
		ended.addAll(this.transactions.unblocked(byKey.getOrDefault(true, List.of()),
				(session, batch) -> end(session, batch, now)));
		Map<String, ScheduleEnd> ends = new HashMap<>();
		ended.forEach((result) -> {
			JobOrigin origin = result.origin();
			if (origin != null && origin.watched()) {
				ends.merge(origin.schedule(), ScheduleEnd.of(result.run().endedAt(), result.outcome()),
						ScheduleEnd::then);
			}
		});
		wake(ends, now);
		return ended;
	}

	private List<JobResult> end(Session session, List<Ended> batch, Instant now) {
		Map<JobId, UpdateOneModel<Document>> writes = new HashMap<>();
		ObjectId by = new ObjectId();
		for (Ended each : batch) {
			Job job = each.job();
			Change change = this.results.ended(each.result(), now);
			change.set("by", by);
			Document resting = new Document("_id", Fields.binary(job.id()))
				.append("state", JobDocuments.code(job.state()))
				.append("token", job.attempts().token());
			writes.put(job.id(), new UpdateOneModel<>(resting, change.update()));
		}
		Set<JobId> applied = write(session, writes, by);
		return batch.stream().map(Ended::result).filter((result) -> applied.contains(result.jobId())).toList();
	}

	private static Set<JobId> write(Session session, Map<JobId, UpdateOneModel<Document>> writes, ObjectId by) {
		if (session.jobs.write(new ArrayList<>(writes.values())) == writes.size()) {
			return writes.keySet();
		}
		Set<JobId> applied = new HashSet<>();
		session.jobs.find(Filters.and(idIn(writes.keySet()), Filters.eq("by", by)))
			.projection(Projections.include("_id"))
			.forEach((document) -> applied.add(Fields.jobId(document)));
		return applied;
	}

	static Bson idIn(Collection<JobId> ids) {
		return Documents.idIn(ids.stream().map(Fields::binary).toList());
	}

	/** The jobs have ended, whether or not schedules can be told. */
	private void wake(Map<String, ScheduleEnd> ends, Instant now) {
		try {
			writeEnds(ends, now);
		}
		catch (MongoException ex) {
			LOG.debug("Schedules {} were not woken, and look by themselves", ends.keySet(), ex);
		}
	}

	/**
	 * Keeps what the ends mean for the schedules, and wakes those that wait: they are due
	 * at once. What a caller holds is left out, and looks by itself.
	 */
	private void writeEnds(Map<String, ScheduleEnd> ends, Instant now) {
		this.transactions.unblocked(List.copyOf(ends.entrySet()), (session, batch) -> {
			List<UpdateOneModel<Document>> writes = new ArrayList<>();
			for (Map.Entry<String, ScheduleEnd> end : batch) {
				writes.addAll(kept(end.getKey(), end.getValue()));
				Change woken = new Change();
				woken.set("due", Micros.of(now));
				woken.set("dueAt", Micros.of(now));
				writes.add(new UpdateOneModel<>(
						Filters.and(Filters.eq("_id", end.getKey()), Filters.eq("waiting", true),
								Filters.eq("state", ScheduleState.ACTIVE.name())),
						woken.with("$inc", new Document("version", 1L)).update()));
			}
			session.schedules.writeInOrder(writes);
			return batch;
		});
	}

	/**
	 * One write per schedule, which voids a plan to wait that does not know of the end
	 * yet. A count of failures that is no number cannot rise, and starts anew.
	 */
	private static List<UpdateOneModel<Document>> kept(String schedule, ScheduleEnd end) {
		Bson id = Filters.eq("_id", schedule);
		if (end.reset() || end.failures() == 0) {
			return List.of(new UpdateOneModel<>(id, ended(end, end.reset(), 0)));
		}
		Bson number = Filters.or(Filters.exists("failures", false), Filters.gte("failures", Integer.MIN_VALUE));
		return List.of(new UpdateOneModel<>(Filters.and(id, number), ended(end, false, end.failures())),
				new UpdateOneModel<>(Filters.and(id, Filters.nor(number)), ended(end, true, 0)));
	}

	private static Bson ended(ScheduleEnd end, boolean anew, int more) {
		Change change = new Change();
		Document rising = new Document("version", 1L);
		if (anew) {
			change.set("failures", end.failures());
		}
		else if (more > 0) {
			rising.append("failures", more);
		}
		return change.with("$max", new Document("lastEnded", Micros.of(end.endedAt()))).with("$inc", rising).update();
	}

	/**
	 * A job that ends without having run.
	 *
	 * @param job the job as it was read
	 * @param result its result
	 */
	record Ended(Job job, JobResult result) {
	}

}
