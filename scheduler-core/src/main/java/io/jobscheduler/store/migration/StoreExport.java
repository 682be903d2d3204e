package io.jobscheduler.store.migration;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import io.jobscheduler.trigger.UnreadableTrigger;

/**
 * Writes the schedules and pending jobs of a store to a file, for {@link StoreImport}.
 * Results, recorded skips and what is quarantined stay behind.
 * <p>
 * All nodes have to be stopped. The export fails, and leaves no file, if a node is alive
 * or a job is running, and if the number of jobs changed while it wrote.
 *
 * <pre class="code">
 * StoreExport.of(scheduler.store(), TriggerFormat.standard()).writeTo(Path.of("jobs.jsonl"));
 * </pre>
 */
public final class StoreExport {

	private static final int PAGE = 500;

	private final JobStore store;

	private final MigrationFormat format;

	private final boolean withRunning;

	private StoreExport(JobStore store, MigrationFormat format, boolean withRunning) {
		this.store = store;
		this.format = format;
		this.withRunning = withRunning;
	}

	/**
	 * The export of a store.
	 * @param store the store; only read
	 * @param triggers how triggers are written
	 * @return the export
	 */
	public static StoreExport of(JobStore store, TriggerFormat triggers) {
		return new StoreExport(Objects.requireNonNull(store, "store"), new MigrationFormat(triggers), false);
	}

	/**
	 * Exports running jobs too, as pending ones, whether or not nodes are alive. A job
	 * that really runs will then run again in the other store, and so may one that a live
	 * node has run or made meanwhile.
	 * @return a copy
	 */
	public StoreExport withRunningJobs() {
		return new StoreExport(this.store, this.format, true);
	}

	/**
	 * Writes the file, or replaces it, once everything has been written to another one
	 * beside it.
	 * @param file the file
	 * @return what was written
	 * @throws MigrationException if a job is running, something cannot be read here, or
	 * the file cannot be written
	 * @throws io.jobscheduler.store.JobStoreException if the store does not answer
	 */
	public Summary writeTo(Path file) {
		Path target = file.toAbsolutePath();
		try {
			Path written = Files.createTempFile(target.getParent(), ".export", ".jsonl");
			try {
				Summary summary = write(written);
				Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
				return summary;
			}
			finally {
				Files.deleteIfExists(written);
			}
		}
		catch (IOException ex) {
			throw new MigrationException("The export cannot be written to '" + file + "': " + ex, ex);
		}
	}

	private Summary write(Path file) throws IOException {
		StoreCounts before = this.store.counts(Integer.MAX_VALUE);
		requireNoneRunning(before.running());
		requireNoneAlive();
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			line(writer, this.format.header(this.store.describe().kind()));
			Summary schedules = writeSchedules(writer);
			Summary jobs = writeJobs(writer);
			requireSame(before, jobs.jobs());
			requireNoneAlive();
			line(writer, this.format.end(schedules.schedules(), jobs.jobs()));
			return new Summary(schedules.schedules(), jobs.jobs(), schedules.left() + before.quarantined());
		}
	}

	private static void line(BufferedWriter writer, String text) throws IOException {
		writer.write(text);
		writer.write('\n');
	}

	private Summary writeSchedules(BufferedWriter writer) throws IOException {
		long count = 0;
		long left = 0;
		String cursor = null;
		do {
			Page<Schedule> page = this.store.findSchedules(new ScheduleQuery(null, null, null, cursor, PAGE));
			for (Schedule schedule : page.items()) {
				if (schedule.status().state() == ScheduleState.QUARANTINED) {
					left++;
				}
				else {
					line(writer, this.format.write(readable(schedule)));
					count++;
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return new Summary(count, 0, left);
	}

	private static Schedule readable(Schedule schedule) {
		boolean declared = schedule.declaration() != null
				&& schedule.declaration().definition().trigger() instanceof UnreadableTrigger;
		if (declared || schedule.definition().trigger() instanceof UnreadableTrigger) {
			throw new MigrationException("The trigger of schedule '" + schedule.id()
					+ "' cannot be read here; export with an application that knows it: "
					+ schedule.definition().trigger(), null);
		}
		return schedule;
	}

	private Summary writeJobs(BufferedWriter writer) throws IOException {
		long count = 0;
		String cursor = null;
		do {
			Page<Job> page = this.store.findJobs(new JobQuery(null, null, null, cursor, PAGE));
			for (Job job : page.items()) {
				if (job.state() != JobState.QUARANTINED) {
					requireNoneRunning((job.state() == JobState.RUNNING) ? 1 : 0);
					line(writer, this.format.write(job));
					count++;
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return new Summary(0, count, 0);
	}

	private void requireNoneRunning(long running) {
		if (running > 0 && !this.withRunning) {
			throw new MigrationException(
					"Jobs are running, and would run again in another store: stop all nodes, and wait until what they "
							+ "held has been handed back or its leases have ended and been reclaimed; or export "
							+ "running jobs too, as pending ones",
					null);
		}
	}

	/** A live node could run what is exported, or fire again what is. */
	private void requireNoneAlive() {
		if (!this.withRunning) {
			this.store.nodes().stream().filter(JobStore.NodeStatus::alive).findFirst().ifPresent((node) -> {
				throw new MigrationException(
						"Node '" + node.registration().node() + "' of '" + node.registration().application()
								+ "' is alive: stop all nodes, or, if it has crashed, wait until its lease has ended",
						null);
			});
		}
	}

	private void requireSame(StoreCounts before, long written) {
		StoreCounts after = this.store.counts(Integer.MAX_VALUE);
		long jobs = before.pending() + before.running();
		if (after.pending() + after.running() != jobs || written != jobs) {
			throw new MigrationException("There were " + jobs + " jobs before the export and "
					+ (after.pending() + after.running()) + " after it, and " + written
					+ " could be read: stop all nodes meanwhile, and export with an application that is not older "
					+ "than the one that wrote them", null);
		}
	}

	/**
	 * What was written.
	 *
	 * @param schedules how many schedules
	 * @param jobs how many jobs
	 * @param left how many quarantined schedules and jobs were left behind
	 */
	public record Summary(long schedules, long jobs, long left) {
	}

}
