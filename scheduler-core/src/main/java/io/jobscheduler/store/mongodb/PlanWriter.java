package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.job.Attempts;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.StoreFormat;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans: inserts their jobs and ranges, each by an id of its own, so that
 * several nodes may do so at once, or one again.
 */
final class PlanWriter {

	private static final Logger LOG = LoggerFactory.getLogger(PlanWriter.class);

	private static final int LEFT_BEHIND = 100;

	private final StoreFormat format;

	private final JobDocuments jobs;

	PlanWriter(StoreFormat format, JobDocuments jobs) {
		this.format = format;
		this.jobs = jobs;
	}

	/**
	 * Inserts what belongs to plans.
	 * @param session in a transaction, together with the plans' schedules; otherwise the
	 * jobs keep their identity for a while after their end
	 */
	void insert(Session session, Collection<PendingPlan> plans, Instant now) {
		List<Document> newJobs = new ArrayList<>();
		List<Document> ranges = new ArrayList<>();
		for (PendingPlan plan : plans) {
			for (PlannedJob job : plan.jobs()) {
				Document document = this.jobs.pending(job.id(), job.spec(), job.dueAt(), now, Attempts.NONE);
				newJobs.add(session.isTransactional() ? document : document.append("planned", true));
			}
			int number = 0;
			for (SkippedFireTimes skipped : plan.skipped()) {
				Document range = new Document("_id", String.format("%s-%04d", plan.id(), number++))
					.append("schedule", plan.schedule())
					.append("at", Micros.of(now));
				range.putAll(PendingPlan.document(skipped));
				ranges.add(range);
			}
		}
		session.jobs.insertAbsent(newJobs);
		session.skips.insertAbsent(ranges);
	}

	/** Carries out plans that stand in their schedules, and takes them out there. */
	void finish(Session session, Collection<PendingPlan> plans, Instant now) {
		if (plans.isEmpty()) {
			return;
		}
		insert(session, plans, now);
		session.schedules.write(plans.stream()
			.map((plan) -> new UpdateOneModel<Document>(
					new Document("_id", plan.schedule()).append("plan.id", plan.id()),
					new Document("$unset", new Document("plan", ""))))
			.toList());
	}

	/** Schedules with a plan that is to be looked at within a range, and known here. */
	static Document leftBehind(Document range) {
		return new Document("plan.look", range).append("plan.format", Stored.knownFormat());
	}

	/** Carries out what other nodes have left behind. */
	void finishLeftBehind(Session session, Instant now) {
		finishAll(session,
				session.schedules.list(session.schedules.find(leftBehind(new Document("$lte", Micros.of(now))))
					.sort(Sorts.ascending("plan.look"))
					.limit(LEFT_BEHIND)),
				now);
	}

	/** Carries out the plans that stand in documents of schedules. */
	void finishAll(Session session, List<Document> schedules, Instant now) {
		List<PendingPlan> plans = new ArrayList<>();
		for (Document schedule : schedules) {
			try {
				plans.add(PendingPlan.read(schedule, this.format));
			}
			catch (RuntimeException ex) {
				setAside(session, schedule, ex);
			}
		}
		finish(session, plans, now);
	}

	private static void setAside(Session session, Document schedule, RuntimeException problem) {
		String reason = Stored.cut("its pending plan cannot be read: " + problem.getMessage());
		LOG.warn("Schedule {} is quarantined: {}", schedule.get("_id"), reason);
		Change change = ScheduleQuarantine.setAside(schedule, reason);
		change.set("plan", null);
		change.set("brokenPlan", schedule.get("plan"));
		session.schedules.updateOne(new Document("_id", schedule.get("_id")).append("plan", schedule.get("plan")),
				change.update());
	}

}
