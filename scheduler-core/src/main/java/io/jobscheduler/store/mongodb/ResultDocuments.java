package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.StoreFormat;
import org.bson.Document;
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

	private final StoreFormat format;

	ResultDocuments(StoreFormat format) {
		this.format = format;
	}

	/** What the document of a job becomes. */
	Change ended(JobResult result, Instant now) {
		Change change = new Change();
		for (String field : new String[] { "queue", "claim", "open", "live", "key", "quarantined", "payload",
				"settings" }) {
			change.set(field, null);
		}
		if (result.expiresAt().isAfter(now)) {
			change.set("state", JobDocuments.ENDED);
			change.set("end", end(result));
			change.set("expires", Micros.of(result.expiresAt()));
		}
		else {
			change.set("state", JobDocuments.GONE);
			change.set("outcome", result.outcome().name());
			change.set("expires", Micros.of(now.plus(IDENTITY)));
		}
		return change;
	}

	private Document end(JobResult result) {
		JobResult.Run run = result.run();
		Document end = new Document("at", Micros.of(run.endedAt())).append("id", Fields.binary(result.jobId()))
			.append("outcome", result.outcome().name())
			.append("attempt", run.attempt());
		append(end, "node", run.node());
		append(end, "started", Micros.ofNullable(run.startedAt()));
		append(end, "value", result.ending().value());
		append(end, "details", this.format.writeDetails(result));
		JobError error = result.ending().error();
		if (error != null) {
			Document stored = new Document("type", error.type());
			append(stored, "message", error.message());
			append(stored, "trace", error.trace());
			end.append("error", stored);
		}
		return end;
	}

	private static void append(Document document, String field, @Nullable Object value) {
		if (value != null) {
			document.append(field, value);
		}
	}

	/** What becomes of a document that is past its retention, and stays known. */
	static Change gone(Document past, Instant until) {
		Change change = new Change();
		change.set("state", JobDocuments.GONE);
		change.set("outcome", (past.get("end") instanceof Document end) ? end.get("outcome") : past.get("outcome"));
		change.set("expires", Micros.of(until));
		change.set("end", null);
		change.set("planned", null);
		return change;
	}

	Stored<JobResult> stored(Document document) {
		return Stored.read(document, JobDocuments.id(document), this::result);
	}

	private JobResult result(Fields fields) {
		Fields end = fields.child("end");
		Fields error = end.findChild("error");
		Ending ending = new Ending(Outcome.valueOf(end.text("outcome")), end.findText("value"), (error != null)
				? new JobError(error.text("type"), error.findText("message"), error.findText("trace")) : null);
		JobResult.Run run = new JobResult.Run(end.integer("attempt"), fields.number("token"), end.findText("node"),
				end.findInstant("started"), end.instant("at"));
		JobResult result = new JobResult(fields.jobId("_id"), fields.text("task"), JobDocuments.origin(fields), ending,
				run, fields.instant("expires"));
		return this.format.withDetails(result, end.textOrNull("details"));
	}

	/** What is there of a job; of a damaged document, nothing that fits. */
	static Completion.Trace trace(Document document) {
		try {
			Fields fields = new Fields(document);
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
