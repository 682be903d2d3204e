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
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what becomes of jobs: each in one write of its document, if it is still as it
 * was.
 */
final class VerdictWriter {

	private static final Logger LOG = LoggerFactory.getLogger(VerdictWriter.class);

	private final Transactions transactions;

	VerdictWriter(Transactions transactions) {
		this.transactions = transactions;
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
			Change change = (completion.verdict() instanceof End end)
					? ResultDocuments.ended(result(claim, end, now), now)
					: JobDocuments.released(completion.released(now));
			change.set("by", by);
			Document held = new Document(condition).append("_id", Fields.binary(claim.job().id()))
				.append("state", JobDocuments.RUNNING)
				.append("token", claim.token());
			writes.put(claim.job().id(), new UpdateOneModel<>(held, change.update()));
		}
		Set<JobId> applied = write(this.transactions.plain(), writes, by);
		wake(watching(completions, applied), now);
		return applied;
	}

	private static JobResult result(Claim claim, End end, Instant now) {
		Job job = claim.job();
		JobResult.Run run = new JobResult.Run(job.attempt(), claim.token(), job.attempts().node(), end.startedAt(),
				end.endedAt());
		return new JobResult(job.id(), job.spec().task(), job.spec().origin(), end.ending(), run,
				now.plus(end.retention()));
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
		Map<String, Instant> ends = new HashMap<>();
		ended.forEach((result) -> watch(ends, result.origin(), result.run().endedAt()));
		wake(ends, now);
		return ended;
	}

	private static List<JobResult> end(Session session, List<Ended> batch, Instant now) {
		Map<JobId, UpdateOneModel<Document>> writes = new HashMap<>();
		ObjectId by = new ObjectId();
		for (Ended each : batch) {
			Job job = each.job();
			Change change = ResultDocuments.ended(each.result(), now);
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

	private static Map<String, Instant> watching(List<Completion> completions, Set<JobId> applied) {
		Map<String, Instant> ends = new HashMap<>();
		for (Completion completion : completions) {
			Job job = completion.claim().job();
			if (completion.verdict() instanceof End end && applied.contains(job.id())) {
				watch(ends, job.spec().origin(), end.endedAt());
			}
		}
		return ends;
	}

	private static void watch(Map<String, Instant> ends, @Nullable JobOrigin origin, Instant endedAt) {
		if (origin != null && origin.watched()) {
			ends.merge(origin.schedule(), endedAt, (a, b) -> a.isAfter(b) ? a : b);
		}
	}

	/** The jobs have ended, whether or not schedules can be told. */
	private void wake(Map<String, Instant> ends, Instant now) {
		try {
			writeEnds(ends, now);
		}
		catch (MongoException ex) {
			LOG.debug("Schedules {} were not woken, and look by themselves", ends.keySet(), ex);
		}
	}

	/**
	 * Wakes schedules: those that wait are due at once, of the others only the end is
	 * kept. What a caller holds is left out, and looks by itself.
	 */
	private void writeEnds(Map<String, Instant> ends, Instant now) {
		this.transactions.unblocked(List.copyOf(ends.entrySet()), (session, batch) -> {
			List<UpdateOneModel<Document>> writes = new ArrayList<>();
			for (Map.Entry<String, Instant> end : batch) {
				Document id = new Document("_id", end.getKey());
				Bson waits = Filters.and(id, Filters.eq("waiting", true),
						Filters.eq("state", ScheduleState.ACTIVE.name()));
				Bson others = Filters.and(id,
						Filters.or(Filters.ne("waiting", true), Filters.ne("state", ScheduleState.ACTIVE.name())));
				Change woken = new Change();
				woken.set("due", Micros.of(now));
				woken.set("dueAt", Micros.of(now));
				Bson left = new Document(id).append("lastEnded",
						new Document("$not", new Document("$gte", Micros.of(end.getValue()))));
				// the first voids a plan to wait that does not know of the end yet
				writes.add(new UpdateOneModel<>(others, ended(new Change(), end.getValue())));
				writes.add(new UpdateOneModel<>(waits, ended(woken, end.getValue())));
				writes.add(new UpdateOneModel<>(left, ended(new Change(), end.getValue())));
			}
			session.schedules.writeInOrder(writes);
			return batch;
		});
	}

	private static Bson ended(Change change, Instant end) {
		return change.with("$max", new Document("lastEnded", Micros.of(end)))
			.with("$inc", new Document("version", 1L))
			.update();
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
