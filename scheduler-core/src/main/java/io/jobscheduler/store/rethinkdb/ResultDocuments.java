package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * Results: what a job's document turns into when the job ends.
 */
final class ResultDocuments {

	/**
	 * How long a job that was made by a pending plan is known after its end, whether or
	 * not there is a result: longer than any node stands still that is about to insert
	 * the plan's jobs.
	 */
	static final Duration PLANNED_IDENTITY = Duration.ofDays(1);

	/**
	 * How long another job is known after its end if there is no result, so that who
	 * ended it can tell.
	 */
	private static final Duration IDENTITY = Duration.ofMinutes(1);

	private static final List<String> ENDING = List.of("queue", "pending", "node", "until", "running", "progress",
			"open", "live", "quarantined", "payload", "settings");

	private final StoreFormat format;

	ResultDocuments(StoreFormat format) {
		this.format = format;
	}

	/**
	 * What the document of a job becomes.
	 * @param result the result, whose expiry does not matter
	 * @param expires when it is removed; {@code null} if none is kept
	 */
	Change ended(JobResult result, @Nullable Object expires, ReqlExpr now) {
		Change change = new Change();
		ENDING.forEach((field) -> change.set(field, null));
		if (expires != null) {
			change.set("state", JobDocuments.ENDED);
			change.set("end", end(result));
			change.set("ended", List.of(Micros.key(result.run().endedAt()), result.jobId().toString()));
			change.set("expires", expires);
		}
		else {
			change.set("state", JobDocuments.GONE);
			change.set("outcome", result.outcome().name());
			change.set("expires", now.add(Micros.of(IDENTITY)));
		}
		return change;
	}

	private Map<String, Object> end(JobResult result) {
		JobResult.Run run = result.run();
		Map<String, Object> end = new LinkedHashMap<>();
		end.put("at", Micros.stored(run.endedAt()));
		end.put("outcome", result.outcome().name());
		end.put("attempt", run.attempt());
		put(end, "node", run.node());
		put(end, "started", Micros.storedOrNull(run.startedAt()));
		put(end, "value", result.ending().value());
		put(end, "details", this.format.writeDetails(result));
		JobError error = result.ending().error();
		if (error != null) {
			Map<String, Object> stored = new LinkedHashMap<>();
			stored.put("type", error.type());
			put(stored, "message", error.message());
			put(stored, "trace", error.trace());
			end.put("error", stored);
		}
		return end;
	}

	private static void put(Map<String, Object> object, String name, @Nullable Object value) {
		if (value != null) {
			object.put(name, value);
		}
	}

	/** What becomes of a document that is past its retention, and stays known. */
	static Change gone(Fields past, ReqlExpr now) {
		Fields end = Fields.of(past.find("end"));
		return new Change().set("state", JobDocuments.GONE)
			.set("outcome", end.has("outcome") ? end.find("outcome") : past.find("outcome"))
			.set("expires", now.add(Micros.of(PLANNED_IDENTITY)))
			.set("end", null)
			.set("ended", null)
			.set("planned", null);
	}

	Stored<JobResult> stored(Fields document) {
		return Stored.read(document, this::result);
	}

	private JobResult result(Fields fields) {
		Fields end = fields.child("end");
		Fields error = end.findChild("error");
		Ending ending = new Ending(Outcome.valueOf(end.text("outcome")), end.findText("value"), (error != null)
				? new JobError(error.text("type"), error.findText("message"), error.findText("trace")) : null);
		JobResult.Run run = new JobResult.Run(end.integer("attempt"), fields.number("token"), end.findText("node"),
				end.findInstant("started"), end.instant("at"));
		JobResult result = new JobResult(fields.jobId("id"), fields.text("task"), JobDocuments.origin(fields), ending,
				run, fields.instant("expires"));
		return this.format.withDetails(result, end.textOrNull("details"));
	}

	/** What is there of a job; of a damaged document, nothing that fits. */
	static Completion.Trace trace(Fields fields) {
		try {
			long token = fields.number("token");
			return switch (fields.integer("state")) {
				case JobDocuments.ENDED ->
					new Completion.Trace(token, false, Outcome.valueOf(fields.child("end").text("outcome")));
				case JobDocuments.GONE -> new Completion.Trace(token, false, Outcome.valueOf(fields.text("outcome")));
				case JobDocuments.RUNNING -> new Completion.Trace(token, true, null);
				default -> new Completion.Trace(token, false, null);
			};
		}
		catch (RuntimeException ex) {
			return new Completion.Trace(-1, false, null);
		}
	}

}
