package io.jobscheduler.store.zookeeper;

import java.time.Instant;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended, as the name of its entry says. Tasks and schedules are in it
 * as short hashes.
 */
sealed interface LiveEntry {

	/** Where the entry is. */
	String path();

	/** The job. */
	JobId id();

	/** Its task. */
	String task();

	/** The schedule that made it; {@code -} if none did. */
	String schedule();

	/**
	 * Reads a name.
	 * @return {@code null} if it is none
	 */
	static @Nullable LiveEntry parse(String path, String name) {
		String[] parts = name.split("\\.", -1);
		JobId id = JobId.of(parts[parts.length - 1]);
		if (parts[0].equals("P") && parts.length == 8) {
			Queue queue = new Queue(parts[3], Integer.parseInt(parts[2]), Integer.parseInt(parts[4]),
					Integer.parseInt(parts[5]));
			return new Pending(path, id, queue, parts[6], Micros.instant(parts[1]));
		}
		if (parts[0].equals("R") && parts.length == 5) {
			return new Running(path, id, parts[2], parts[3], Long.parseLong(parts[1], 16));
		}
		return (parts[0].equals("Q") && parts.length == 4) ? new SetAside(path, id, parts[1], parts[2]) : null;
	}

	/** The name of the entry of a pending job. */
	static String pending(Job job) {
		JobSpec spec = job.spec();
		return String.join(".", "P", Micros.text(job.dueAt()), Integer.toString(spec.priority()),
				ZnodeName.shortHash(spec.task()), Integer.toString(spec.payload().version()),
				Integer.toString(StoreFormat.VERSION), schedule(spec), job.id().toString());
	}

	/** The name of the entry of a running job. */
	static String running(Job job, long token) {
		return String.join(".", "R", String.format("%016x", token), ZnodeName.shortHash(job.spec().task()),
				schedule(job.spec()), job.id().toString());
	}

	/** The name of the entry of a job that is set aside. */
	static String setAside(Job job) {
		return setAside(job.id(), ZnodeName.shortHash(job.spec().task()), schedule(job.spec()));
	}

	static String setAside(JobId id, String task, String schedule) {
		return String.join(".", "Q", task, schedule, id.toString());
	}

	static String schedule(JobSpec spec) {
		JobOrigin origin = spec.origin();
		return ZnodeName.shortHash((origin != null) ? origin.schedule() : null);
	}

	/**
	 * Which nodes can take a pending job, and how urgent it is.
	 *
	 * @param task its task
	 * @param priority its priority
	 * @param version the version of its arguments
	 * @param format the version of its stored form
	 */
	record Queue(String task, int priority, int version, int format) {
	}

	/**
	 * A pending job.
	 *
	 * @param queue who can take it
	 * @param due when it is due
	 */
	record Pending(String path, JobId id, Queue queue, String schedule, Instant due) implements LiveEntry {

		@Override
		public String task() {
			return this.queue.task();
		}

	}

	/**
	 * A job that a node holds. The end of the lease is the entry's data.
	 *
	 * @param token the token of the claim
	 */
	record Running(String path, JobId id, String task, String schedule, long token) implements LiveEntry {
	}

	/**
	 * A quarantined job.
	 */
	record SetAside(String path, JobId id, String task, String schedule) implements LiveEntry {
	}

}
