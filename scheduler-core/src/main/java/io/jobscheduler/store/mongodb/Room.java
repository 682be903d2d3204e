package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.RateWindow;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A limited task's document as it was read, and how many of its jobs may still be
 * claimed.
 *
 * @param task its id
 * @param revision its revision
 * @param intents the claims that nodes are about to make
 * @param free how many more may run
 * @param rate how often its jobs may be claimed; {@code null} for no limit
 * @param window the claims that count towards the rate, those about to be made among them
 */
record Room(String task, long revision, List<Fields> intents, int free, @Nullable RateLimit rate, RateWindow window) {

	/**
	 * Reads a task.
	 * @throws RuntimeException if it cannot be read; a damaged window is an empty one
	 */
	static Room of(Fields fields) {
		List<Fields> intents = fields.children("intents");
		Integer limit = fields.findInteger("limit");
		return new Room(fields.text("_id"), fields.number("revision"), intents,
				(limit != null) ? limit - intents.size() : Integer.MAX_VALUE, TaskLimits.rate(fields),
				RateWindow.parse(fields.textOrNull("window")));
	}

	Room without(int running) {
		return new Room(this.task, this.revision, this.intents, this.free - running, this.rate, this.window);
	}

	/** With jobs that are claimed now, as the task stands after it was written. */
	Room claimed(int jobs, Instant now) {
		RateWindow counted = (this.rate != null) ? this.window.claimed(this.rate, now, jobs) : this.window;
		return new Room(this.task, this.revision + 1, this.intents, this.free - jobs, this.rate, counted);
	}

	/** How many may be claimed. */
	int free(Instant now) {
		return (this.rate != null) ? Math.min(this.free, this.window.free(this.rate, now)) : this.free;
	}

	/** When the next may be claimed, as far as the rate goes. */
	Instant nextFree(Instant now) {
		return (this.rate != null) ? this.window.nextFree(this.rate, now) : now;
	}

	/**
	 * The jobs that others are about to claim, if they have been counted towards the
	 * rate: who tried to claim them as well would use it up for nothing.
	 */
	Set<JobId> spokenFor() {
		Set<JobId> jobs = new HashSet<>();
		if (this.rate != null) {
			this.intents.forEach((intent) -> jobs.add(intent.jobId("job")));
		}
		return jobs;
	}

	Document unchanged() {
		return new Document("_id", this.task).append("revision", this.revision);
	}

}
