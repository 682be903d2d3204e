package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.NewJob;

/**
 * Adds jobs.
 */
final class AddStep {

	private final Scripts scripts;

	private final JobHash jobs;

	AddStep(Scripts scripts, JobHash jobs) {
		this.scripts = scripts;
		this.jobs = jobs;
	}

	List<AddReply> add(List<NewJob> additions) {
		return this.scripts.each(Script.ADD, new Arguments(), additions.stream().map(this::item).toList())
			.stream()
			.map((reply) -> new AddReply(JobId.of(reply.text(1)), AddReply.Status.valueOf(reply.text(0))))
			.toList();
	}

	private Arguments item(NewJob job) {
		Instant at = job.due().at();
		return new Arguments().text(job.id().toString())
			.text(job.onConflict().name())
			.optional((at != null) ? Micros.text(at) : null)
			.duration(job.due().delay())
			.fields(fields(job));
	}

	private Map<String, String> fields(NewJob job) {
		Map<String, String> fields = this.jobs.fields(job.spec());
		Attempts attempts = job.attempts();
		if (!attempts.equals(Attempts.NONE)) {
			fields.put("failures", Integer.toString(attempts.failures()));
			fields.put("abandonments", Integer.toString(attempts.abandonments()));
			JobHash.put(fields, "error", attempts.lastError());
		}
		return fields;
	}

}
