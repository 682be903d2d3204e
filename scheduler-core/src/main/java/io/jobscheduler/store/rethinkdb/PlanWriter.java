package io.jobscheduler.store.rethinkdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.job.Due;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.StoreFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans: inserts their jobs and ranges, each by an id of its own, so that
 * several nodes may do so at once, or one again.
 */
final class PlanWriter {

	private static final Logger LOG = LoggerFactory.getLogger(PlanWriter.class);

	private static final int LEFT_BEHIND = 100;

	private final Documents jobs;

	private final Documents schedules;

	private final Documents skips;

	private final Queues queues;

	private final StoreFormat format;

	private final JobDocuments jobDocuments;

	PlanWriter(Steps steps, StoreFormat format) {
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
		this.skips = steps.skips;
		this.queues = steps.entered;
		this.jobDocuments = steps.jobDocuments;
		this.format = format;
	}

	/**
	 * Carries out plans that stand in their schedules, and takes them out there. The jobs
	 * keep their identity for a while after their end.
	 */
	void finish(Collection<PendingPlan> plans) {
		List<PlannedJob> planned = new ArrayList<>();
		List<Range> ranges = new ArrayList<>();
		Map<String, String> done = new LinkedHashMap<>();
		for (PendingPlan plan : plans) {
			planned.addAll(plan.jobs());
			int number = 0;
			for (SkippedFireTimes skipped : plan.skipped()) {
				ranges.add(new Range(String.format("%s-%04d", plan.id(), number++), plan.schedule(), skipped));
			}
			done.put(plan.schedule(), plan.id());
		}
		this.queues.enter(planned.stream().map(PlannedJob::spec).toList());
		this.jobs.insert(planned, this::document);
		this.skips.insert(ranges, Range::document);
		this.schedules.change(done, (plan, now) -> PendingPlan.out(plan));
	}

	private Map<String, Object> document(PlannedJob job, ReqlExpr now) {
		Map<String, Object> document = this.jobDocuments.pending(job.id(), job.spec(), Due.at(job.dueAt()), now);
		document.put("planned", true);
		return document;
	}

	/** What other nodes have left behind, for {@link #finishAll}. */
	ReqlExpr leftBehind(ReqlExpr now) {
		return this.schedules.upTo("look", now)
			.filter((ReqlFunction1) (
					schedule) -> schedule.getField("plan").getField("format").default_(0).le(StoreFormat.VERSION))
			.limit(LEFT_BEHIND)
			.coerceTo("array");
	}

	/** Carries out the plans that stand in documents of schedules. */
	void finishAll(List<Fields> documents) {
		List<PendingPlan> plans = new ArrayList<>();
		for (Fields document : documents) {
			try {
				plans.add(PendingPlan.read(document, this.format));
			}
			catch (RuntimeException ex) {
				setAside(document, ex);
			}
		}
		finish(plans);
	}

	private void setAside(Fields document, RuntimeException problem) {
		String reason = Stored.cut("its pending plan cannot be read: " + problem.getMessage());
		LOG.warn("Schedule {} is quarantined: {}", document.find("name"), reason);
		this.schedules.change(Map.of(document.id(), reason),
				(each, now) -> ScheduleQuarantine.setAside(document, each)
					.expect("plan", document.find("plan"))
					.expect("planId", document.find("planId"))
					.set("planId", null)
					.set("plan", null)
					.set("look", null)
					.set("brokenPlan", document.find("plan")));
	}

	/**
	 * A range of fire times to record.
	 *
	 * @param id its id
	 * @param schedule the id of the schedule's document
	 * @param skipped the range
	 */
	private record Range(String id, String schedule, SkippedFireTimes skipped) {

		Map<String, Object> document(ReqlExpr now) {
			Map<String, Object> document = PendingPlan.document(this.skipped);
			document.put("id", this.id);
			document.put("latest", List.of(this.schedule, Micros.key(this.skipped.last()), this.id));
			document.put("at", now);
			return document;
		}

	}

}
