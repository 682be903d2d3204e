package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.store.StoreRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Applies plans: for each the schedule's next status, its jobs and what is passed over,
 * at once.
 */
final class Plans {

	private static final int ATTEMPTS = 10;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final ScheduleWrites writes;

	Plans(Connection connection, Layout layout, JobFields jobs) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.writes = new ScheduleWrites(layout);
	}

	/**
	 * Applies those that still stand, and says so in them. A job that exists is left as
	 * it is.
	 */
	void apply(List<Plan> plans, Instant now) {
		Set<JobId> existing = new HashSet<>();
		List<Plan> open = plans;
		for (int attempt = 0; attempt < ATTEMPTS && !open.isEmpty(); attempt++) {
			Map<Plan, Round.Commit> commits = new LinkedHashMap<>();
			Round round = this.connection.round();
			open.forEach((plan) -> commits.put(plan, round.commit(change(plan, existing, now))));
			round.run();
			open = failed(commits);
			existing.addAll(existing(open));
		}
	}

	/**
	 * Those whose schedule stands, which is written first, but not all of whose jobs
	 * could be added.
	 */
	private static List<Plan> failed(Map<Plan, Round.Commit> commits) {
		List<Plan> failed = new ArrayList<>();
		commits.forEach((plan, commit) -> {
			if (!commit.isDone() && plan.fires() && commit.failedAt() > 0) {
				failed.add(plan);
			}
			else if (commit.isDone() && !Plan.OUTRUN.equals(plan.problem())) {
				plan.done();
			}
		});
		return failed;
	}

	/** The jobs that are there already. */
	private Set<JobId> existing(List<Plan> failed) {
		Map<JobId, Round.Look> looks = new LinkedHashMap<>();
		Round round = this.connection.round();
		for (Plan plan : failed) {
			Objects.requireNonNull(plan.firing())
				.jobs()
				.forEach((job) -> looks.computeIfAbsent(job.id(), (id) -> round.look(this.layout.job(id))));
		}
		round.run();
		Set<JobId> existing = new HashSet<>();
		looks.forEach((id, look) -> {
			if (look.exists()) {
				existing.add(id);
			}
		});
		return existing;
	}

	private Change change(Plan plan, Set<JobId> existing, Instant now) {
		Firing firing = plan.firing();
		Fields fields = plan.due().znode().fields();
		if (firing != null && plan.fires() && fields != null) {
			try {
				return this.connection.requireSize(fired(plan, firing, fields, existing, now),
						"What schedule '" + plan.due().id() + "' does at once");
			}
			catch (StoreRejectedException | IllegalArgumentException | ArithmeticException ex) {
				plan.refuse(String.valueOf(ex.getMessage()));
			}
		}
		Change change = this.connection.change();
		if (plan.problem() == null) {
			forget(change, plan);
		}
		else if (plan.firing() == null) {
			setAside(change, plan, fields);
		}
		return change;
	}

	private Change fired(Plan plan, Firing firing, Fields fields, Set<JobId> existing, Instant now) {
		Change change = this.connection.change();
		Fields after = ScheduleFields.status(fields.copy(), firing.planned().version() + 1, firing.next(), now);
		this.writes.write(change, plan.due().entry().schedule(), plan.due().znode(), after, true);
		firing.jobs().stream().filter((job) -> !existing.contains(job.id())).forEach((job) -> add(change, job, now));
		this.writes.skip(change, firing.planned().uid(), firing.skipped(), now);
		return change;
	}

	private void add(Change change, PlannedJob planned, Instant now) {
		AddStep.requireRoom(this.layout, planned.id());
		Job job = new Job(planned.id(), planned.spec(), planned.dueAt(), now, JobState.PENDING, Attempts.NONE);
		String entry = LiveEntry.pending(job);
		change.create(this.layout.job(job.id()), this.jobs.write(job, entry).bytes());
		change.create(this.layout.liveEntry(job.id(), entry));
	}

	/** An entry that its schedule knows nothing of; one that others can read stays. */
	private static void forget(Change change, Plan plan) {
		Round.Data znode = plan.due().znode();
		Fields fields = znode.fields();
		String path = plan.due().entry().path();
		if (!znode.exists()) {
			change.delete(path);
		}
		else if (fields != null && !path.endsWith("/" + fields.textOr("agenda", "none"))) {
			change.delete(path).check(znode.path, znode.version());
		}
	}

	private void setAside(Change change, Plan plan, @Nullable Fields fields) {
		Round.Data znode = plan.due().znode();
		String name = plan.due().entry().schedule();
		change.delete(plan.due().entry().path());
		if (fields == null) {
			change.check(znode.path, znode.version());
			return;
		}
		Fields after = ScheduleFields.setAside(name, fields, String.valueOf(plan.problem()));
		change.set(znode.path, after.bytes(), znode.version());
		change.create(this.layout.agendaEntry(name, after.text("agenda")));
	}

}
