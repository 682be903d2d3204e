package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What is still to be written of a change to a schedule: it stands in the schedule's
 * document, was written there together with the change, and any node can carry it out.
 *
 * @param id its id
 * @param schedule the schedule
 * @param jobs the jobs to insert
 * @param skipped the ranges to record
 */
record PendingPlan(ObjectId id, String schedule, List<PlannedJob> jobs, List<SkippedFireTimes> skipped) {

	/** How long who wrote a plan has to carry it out before others do. */
	static final Duration GRACE = Duration.ofSeconds(5);

	boolean isEmpty() {
		return this.jobs.isEmpty() && this.skipped.isEmpty();
	}

	/** What the jobs have in common, which may be long, is written once. */
	Document document(StoreFormat format, Instant now) {
		Map<JobSpec, Integer> specs = new LinkedHashMap<>();
		List<Document> plannedJobs = new ArrayList<>();
		for (PlannedJob job : this.jobs) {
			int spec = specs.computeIfAbsent(common(job.spec()), (key) -> specs.size());
			Document planned = new Document("id", Fields.binary(job.id())).append("due", Micros.of(job.dueAt()))
				.append("spec", spec);
			JobOrigin origin = job.spec().origin();
			if (origin != null && origin.fireTime() != null) {
				planned.append("fireTime", Micros.of(origin.fireTime()));
			}
			plannedJobs.add(planned);
		}
		return new Document("id", this.id).append("format", StoreFormat.VERSION)
			.append("look", Micros.of(now.plus(GRACE)))
			.append("specs", specs.keySet().stream().map((spec) -> document(spec, format)).toList())
			.append("jobs", plannedJobs)
			.append("skipped", this.skipped.stream().map(PendingPlan::document).toList());
	}

	private static JobSpec common(JobSpec spec) {
		JobOrigin origin = spec.origin();
		return new JobSpec(spec.task(), spec.payload(), spec.settings(), spec.uniqueKey(),
				(origin != null) ? new JobOrigin(origin.schedule(), null, origin.watched()) : null, spec.headers());
	}

	private static Document document(JobSpec spec, StoreFormat format) {
		JobOrigin origin = spec.origin();
		return new Document("task", spec.task()).append("version", spec.payload().version())
			.append("payload", spec.payload().arguments())
			.append("settings", format.writeOptions(spec))
			.append("key", spec.uniqueKey())
			.append("schedule", (origin != null) ? origin.schedule() : null)
			.append("watched", origin != null && origin.watched());
	}

	static Document document(SkippedFireTimes skipped) {
		return new Document("first", Micros.of(skipped.first())).append("last", Micros.of(skipped.last()))
			.append("count", skipped.count())
			.append("reason", skipped.reason().name());
	}

	/**
	 * Reads the plan in a schedule's document.
	 * @throws RuntimeException if it cannot be read
	 */
	static PendingPlan read(Document scheduleDocument, StoreFormat format) {
		Fields plan = new Fields(scheduleDocument).child("plan");
		List<JobSpec> specs = plan.children("specs").stream().map((fields) -> spec(fields, format)).toList();
		List<PlannedJob> jobs = plan.children("jobs").stream().map((fields) -> job(fields, specs)).toList();
		List<SkippedFireTimes> skipped = plan.children("skipped").stream().map(PendingPlan::skipped).toList();
		return new PendingPlan(plan.document().getObjectId("id"), new Fields(scheduleDocument).text("_id"), jobs,
				skipped);
	}

	private static JobSpec spec(Fields fields, StoreFormat format) {
		JobOptions options = format.readOptions(fields.findText("settings"));
		return new JobSpec(fields.text("task"), new Payload(fields.integer("version"), fields.text("payload")),
				options.settings(), fields.findText("key"), JobDocuments.origin(fields), options.headers());
	}

	private static PlannedJob job(Fields fields, List<JobSpec> specs) {
		JobId id = fields.jobId("id");
		JobSpec common = specs.get(fields.integer("spec"));
		JobOrigin origin = common.origin();
		JobSpec spec = (origin == null) ? common
				: new JobSpec(common.task(), common.payload(), common.settings(), common.uniqueKey(),
						new JobOrigin(origin.schedule(), fields.findInstant("fireTime"), origin.watched()),
						common.headers());
		return new PlannedJob(id, spec, fields.instant("due"));
	}

	static SkippedFireTimes skipped(Fields fields) {
		return new SkippedFireTimes(fields.instant("first"), fields.instant("last"), fields.number("count"),
				SkipReason.valueOf(fields.text("reason")));
	}

}
