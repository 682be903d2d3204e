package io.jobscheduler.sample;

import java.io.IOException;
import java.time.Instant;

import io.jobscheduler.task.JobContext;

import org.springframework.stereotype.Component;

/**
 * Notes every run in {@code runs.log} of the outbox, when it begins and when it has ended
 * well. A run that has begun and not ended has failed, or died with its process.
 */
@Component
class RunLedger {

	private static final String FILE = "runs.log";

	private final Outbox outbox;

	RunLedger(Outbox outbox) {
		this.outbox = outbox;
	}

	JobContext begin() throws IOException {
		JobContext job = JobContext.current();
		note("begin", job);
		return job;
	}

	void end(JobContext job) throws IOException {
		note("end", job);
	}

	private void note(String what, JobContext job) throws IOException {
		String schedule = (job.schedule() != null) ? job.schedule() + "@" + job.fireTime() : "-";
		this.outbox.append(FILE, "%s %s task=%s schedule=%s job=%s attempt=%d token=%d node=%s".formatted(Instant.now(),
				what, job.task(), schedule, job.jobId(), job.attempt(), job.fencingToken(), job.node()));
	}

}
