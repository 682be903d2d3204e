package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.RateWindow;
import org.jspecify.annotations.Nullable;

/**
 * A limited task's document as it was read, and how many of its jobs may still be
 * claimed.
 *
 * @param id the document's id
 * @param task the task's
 * @param revision its revision
 * @param intents the claims that nodes are about to make
 * @param free how many more may run
 * @param rated what its rate says
 */
record Room(String id, String task, long revision, List<Fields> intents, int free, Rated rated) {

	/**
	 * Reads a task.
	 * @throws RuntimeException if it cannot be read; a damaged window is an empty one
	 */
	static Room of(Fields fields, int running) {
		List<Fields> intents = fields.children("intents");
		Integer limit = fields.findInteger("limit");
		return new Room(fields.text("id"), fields.text("task"), fields.number("revision"), intents,
				(limit != null) ? limit - intents.size() - running : Integer.MAX_VALUE,
				new Rated(TaskLimits.rate(fields), RateWindow.parse(fields.textOrNull("window"))));
	}

	/** With jobs that are claimed now, as the task stands after it was written. */
	Room claimed(int jobs, Instant now) {
		return new Room(this.id, this.task, this.revision + 1, this.intents, this.free - jobs,
				this.rated.claimed(jobs, now));
	}

	boolean hasRate() {
		return this.rated.rate() != null;
	}

	/** How many may be claimed. */
	int free(Instant now) {
		RateLimit rate = this.rated.rate();
		return (rate != null) ? Math.min(this.free, this.rated.window().free(rate, now)) : this.free;
	}

	/** When the next may be claimed, as far as the rate goes. */
	Instant nextFree(Instant now) {
		RateLimit rate = this.rated.rate();
		return (rate != null) ? this.rated.window().nextFree(rate, now) : now;
	}

	String window() {
		return this.rated.window().toString();
	}

	/**
	 * The jobs that others are about to claim, if they have been counted towards the
	 * rate: who tried to claim them as well would use it up for nothing.
	 */
	Set<String> spokenFor() {
		Set<String> jobs = new HashSet<>();
		if (hasRate()) {
			this.intents.forEach((intent) -> jobs.add(intent.text("job")));
		}
		return jobs;
	}

	Change with(List<Object> newIntents) {
		return new Change().expect("revision", this.revision)
			.set("revision", this.revision + 1)
			.set("intents", newIntents);
	}

	/**
	 * What a rate says.
	 *
	 * @param rate how often jobs may be claimed; {@code null} for no limit
	 * @param window the claims that count towards it, those about to be made among them
	 */
	record Rated(@Nullable RateLimit rate, RateWindow window) {

		Rated claimed(int jobs, Instant now) {
			return (this.rate != null) ? new Rated(this.rate, this.window.claimed(this.rate, now, jobs)) : this;
		}

	}

}
