package io.jobscheduler.store.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.migration.MigrationFormat.End;
import io.jobscheduler.store.migration.MigrationFormat.Header;
import io.jobscheduler.store.migration.MigrationFormat.JobLine;
import io.jobscheduler.store.migration.MigrationFormat.Line;
import io.jobscheduler.store.migration.MigrationFormat.ScheduleLine;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a store what {@link StoreExport} has written to a file: schedules as they
 * stood, with the watermark below which nothing fires again, and jobs with their ids and
 * the attempts that they have had. The whole file is checked before anything is added.
 * Importing it again, such as after a crash, adds only what is not there: neither live,
 * nor ended with a result that is kept. So a file is to be imported once, by one node.
 * <p>
 * Fencing tokens belong to a store: they start anew.
 *
 * <pre class="code">
 * StoreImport.of(scheduler.store(), TriggerFormat.standard()).readFrom(Path.of("jobs.jsonl"));
 * </pre>
 */
public final class StoreImport {

	private static final int BATCH = 500;

	private final JobStore store;

	private final MigrationFormat format;

	private StoreImport(JobStore store, MigrationFormat format) {
		this.store = store;
		this.format = format;
	}

	/**
	 * The import into a store.
	 * @param store the store
	 * @param triggers how triggers are read
	 * @return the import
	 */
	public static StoreImport of(JobStore store, TriggerFormat triggers) {
		return new StoreImport(Objects.requireNonNull(store, "store"), new MigrationFormat(triggers));
	}

	/**
	 * Reads the file. Should not be called in a transaction, nor before the schema is
	 * there.
	 * @param file the file
	 * @return what was added
	 * @throws MigrationException if the file cannot be read, is damaged or was cut off:
	 * then nothing was added
	 * @throws io.jobscheduler.store.JobStoreException if the store does not answer: then
	 * some may have been added, and importing again adds the rest
	 */
	public Summary readFrom(Path file) {
		Check check = new Check();
		read(file, check);
		check.requireComplete(file);
		Additions additions = new Additions();
		read(file, additions);
		additions.flush();
		return additions.summary();
	}

	private void read(Path file, LineHandler handler) {
		int number = 0;
		try (BufferedReader reader = Files.newBufferedReader(file)) {
			for (String text = reader.readLine(); text != null; text = reader.readLine()) {
				number++;
				handler.handle(number, parse(file, number, text));
			}
		}
		catch (IOException ex) {
			throw new MigrationException("The file '" + file + "' cannot be read after line " + number + ": " + ex, ex);
		}
	}

	private Line parse(Path file, int number, String text) {
		try {
			return this.format.read(text);
		}
		catch (RuntimeException ex) {
			throw new MigrationException("Line " + number + " of '" + file + "' cannot be imported: " + ex.getMessage()
					+ ". Nothing was added", ex);
		}
	}

	/** Takes the lines of a file. */
	@FunctionalInterface
	private interface LineHandler {

		void handle(int number, Line line);

	}

	/** Whether a file is complete. */
	private static final class Check implements LineHandler {

		private long schedules;

		private long jobs;

		private boolean started;

		private boolean misplaced;

		private End end = new End(-1, -1);

		@Override
		public void handle(int number, Line line) {
			this.misplaced |= (line instanceof Header) != (number == 1) || this.end.jobs() >= 0;
			if (line instanceof Header) {
				this.started = true;
			}
			else if (line instanceof ScheduleLine) {
				this.schedules++;
			}
			else if (line instanceof JobLine) {
				this.jobs++;
			}
			else if (line instanceof End last) {
				this.end = last;
			}
		}

		void requireComplete(Path file) {
			if (!this.started || this.misplaced) {
				throw new MigrationException("The file '" + file + "' is not an export: it must start with a line "
						+ "\"export\" and stop with a line \"end\", once each. Nothing was added", null);
			}
			if (!this.end.equals(new End(this.schedules, this.jobs))) {
				throw new MigrationException("The file '" + file + "' was cut off: it has " + this.schedules
						+ " schedules and " + this.jobs + " jobs, and its last line does not say so. Nothing was added",
						null);
			}
		}

	}

	/** Adds what is in a file, in batches. */
	private final class Additions implements LineHandler {

		private final List<Schedule> schedules = new ArrayList<>();

		private final List<NewJob> jobs = new ArrayList<>();

		private final List<String> conflicts = new ArrayList<>();

		private long addedSchedules;

		private long addedJobs;

		private long present;

		@Override
		public void handle(int number, Line line) {
			if (line instanceof ScheduleLine schedule) {
				this.schedules.add(schedule.schedule());
			}
			else if (line instanceof JobLine job) {
				this.jobs.add(job.job());
			}
			if (this.schedules.size() + this.jobs.size() >= BATCH) {
				flush();
			}
		}

		void flush() {
			addSchedules();
			addJobs();
		}

		private void addSchedules() {
			if (this.schedules.isEmpty()) {
				return;
			}
			List<ScheduleChange> changes = this.schedules.stream()
				.map((schedule) -> new ScheduleChange(schedule.id(),
						(current, now) -> (current == null) ? new ScheduleEdit.Write(schedule)
								: new ScheduleEdit.Leave(ScheduleEdit.Reason.TAKEN)))
				.toList();
			List<ScheduleReply> replies = StoreImport.this.store.changeSchedules(changes);
			for (int i = 0; i < replies.size(); i++) {
				count(this.schedules.get(i), replies.get(i).before());
			}
			this.schedules.clear();
		}

		private void count(Schedule schedule, @Nullable Schedule before) {
			if (before == null) {
				this.addedSchedules++;
			}
			else if (before.uid().equals(schedule.uid())) {
				this.present++;
			}
			else {
				this.conflicts.add("schedule '" + schedule.id() + "' is there already, and is another one");
			}
		}

		private void addJobs() {
			if (this.jobs.isEmpty()) {
				return;
			}
			try {
				addJobs(this.jobs);
			}
			catch (StoreRejectedException ex) {
				this.jobs.forEach(this::addAlone);
			}
			this.jobs.clear();
		}

		private void addAlone(NewJob job) {
			try {
				addJobs(List.of(job));
			}
			catch (StoreRejectedException ex) {
				this.conflicts.add("job " + job.id() + " is refused: " + ex.getMessage());
			}
		}

		private void addJobs(List<NewJob> batch) {
			List<AddReply> replies = StoreImport.this.store.addJobs(batch);
			for (int i = 0; i < replies.size(); i++) {
				switch (replies.get(i).status()) {
					case ADDED -> this.addedJobs++;
					case EXISTS -> this.present++;
					default -> this.conflicts
						.add("the unique key of job " + batch.get(i).id() + " is taken by " + replies.get(i).id());
				}
			}
		}

		Summary summary() {
			return new Summary(this.addedSchedules, this.addedJobs, this.present, List.copyOf(this.conflicts));
		}

	}

	/**
	 * What was added.
	 *
	 * @param schedules how many schedules
	 * @param jobs how many jobs
	 * @param present how many of both were there already, from an earlier import of the
	 * same
	 * @param conflicts what was not added because something else has its id or its unique
	 * key
	 */
	public record Summary(long schedules, long jobs, long present, List<String> conflicts) {
	}

}
