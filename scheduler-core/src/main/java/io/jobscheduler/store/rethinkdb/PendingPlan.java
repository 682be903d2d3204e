package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written of a change to a schedule: it stands in the schedule's
 * document, was written there together with the change, and any node can carry it out.
 *
 * @param id its id
 * @param schedule the id of the schedule's document
 * @param jobs the jobs to insert
 * @param skipped the ranges to record
 */
record PendingPlan(String id, String schedule, List<PlannedJob> jobs, List<SkippedFireTimes> skipped) {

	/** How long who wrote a plan has to carry it out before others do. */
	static final Duration GRACE = Duration.ofSeconds(5);

	boolean isEmpty() {
		return this.jobs.isEmpty() && this.skipped.isEmpty();
	}

	/** Writes the plan into its schedule, which has none. */
	Change into(Change change, StoreFormat format, ReqlExpr now) {
		return change.expect("planId", null)
			.set("planId", this.id)
			.set("plan", document(format))
			.set("look", now.add(Micros.of(GRACE)));
	}

	/** Takes the plan out of its schedule. */
	static Change out(String id) {
		return new Change().expect("planId", id).set("planId", null).set("plan", null).set("look", null);
	}

	/** What the jobs have in common, which may be long, is written once. */
	private Map<String, Object> document(StoreFormat format) {
		Map<JobSpec, Integer> specs = new LinkedHashMap<>();
		List<Object> plannedJobs = new ArrayList<>();
		for (PlannedJob job : this.jobs) {
			int spec = specs.computeIfAbsent(common(job.spec()), (key) -> specs.size());
			Map<String, Object> planned = new LinkedHashMap<>();
			planned.put("id", job.id().toString());
			planned.put("due", Micros.stored(job.dueAt()));
			planned.put("spec", spec);
			JobOrigin origin = job.spec().origin();
			put(planned, "fireTime", (origin != null) ? Micros.storedOrNull(origin.fireTime()) : null);
			plannedJobs.add(planned);
		}
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("format", StoreFormat.VERSION);
		document.put("specs", specs.keySet().stream().map((spec) -> document(spec, format)).toList());
		document.put("jobs", plannedJobs);
		document.put("skipped", this.skipped.stream().map(PendingPlan::document).toList());
		return document;
	}

	private static void put(Map<String, Object> object, String name, @Nullable Object value) {
		if (value != null) {
			object.put(name, value);
		}
	}

	private static JobSpec common(JobSpec spec) {
		JobOrigin origin = spec.origin();
		return new JobSpec(spec.task(), spec.payload(), spec.settings(), spec.uniqueKey(),
				(origin != null) ? new JobOrigin(origin.schedule(), null, origin.watched()) : null, spec.headers());
	}

	private static Map<String, Object> document(JobSpec spec, StoreFormat format) {
		JobOrigin origin = spec.origin();
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("task", spec.task());
		document.put("version", spec.payload().version());
		document.put("payload", spec.payload().arguments());
		put(document, "settings", format.writeOptions(spec));
		put(document, "key", spec.uniqueKey());
		put(document, "schedule", (origin != null) ? origin.schedule() : null);
		document.put("watched", origin != null && origin.watched());
		return document;
	}

	static Map<String, Object> document(SkippedFireTimes skipped) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("first", Micros.stored(skipped.first()));
		document.put("last", Micros.stored(skipped.last()));
		document.put("count", Micros.stored(skipped.count()));
		document.put("reason", skipped.reason().name());
		return document;
	}

	/**
	 * Reads the plan in a schedule's document.
	 * @throws RuntimeException if it cannot be read
	 */
	static PendingPlan read(Fields document, StoreFormat format) {
		Fields plan = document.child("plan");
		List<JobSpec> specs = plan.children("specs").stream().map((fields) -> spec(fields, format)).toList();
		List<PlannedJob> jobs = plan.children("jobs").stream().map((fields) -> job(fields, specs)).toList();
		List<SkippedFireTimes> skipped = plan.children("skipped").stream().map(PendingPlan::skipped).toList();
		return new PendingPlan(document.text("planId"), document.text("id"), jobs, skipped);
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
		return new SkippedFireTimes(fields.instant("first"), fields.instant("last"), fields.whole("count"),
				SkipReason.valueOf(fields.text("reason")));
	}

}
