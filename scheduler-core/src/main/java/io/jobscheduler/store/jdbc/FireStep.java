package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Due;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.StoreRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Fires due schedules: reads them without a lock, plans outside any transaction, and
 * applies each plan whose schedule has not changed since.
 */
final class FireStep {

	private final Session session;

	private final Transactions transactions;

	private final ScheduleRows schedules;

	private final JobRows jobs;

	private final SkippedRows skipped;

	private final ScheduleQuarantine quarantine;

	private final ForeignSchedules foreign;

	FireStep(Session session, Transactions transactions, ScheduleRows schedules, JobRows jobs,
			ForeignSchedules foreign) {
		this.session = session;
		this.transactions = transactions;
		this.schedules = schedules;
		this.jobs = jobs;
		this.skipped = new SkippedRows(session);
		this.quarantine = new ScheduleQuarantine(session, transactions);
		this.foreign = foreign;
	}

	FireReply fire(FireRequest request, SchedulePlanner planner) {
		Instant now = this.transactions.read(this.session::now);
		List<Stored<Schedule>> due = this.transactions.read(() -> due(request, now));
		List<Schedule> readable = due.stream().filter((row) -> row.value() != null).map(Stored::value).toList();
		Map<String, Integer> live = this.transactions.read(() -> liveJobs(readable));
		List<Quarantined> quarantined = new ArrayList<>();
		due.stream().filter(Stored::isCorrupt).forEach((row) -> quarantined.addAll(this.quarantine.unreadable(row)));
		List<Firing> plans = new ArrayList<>();
		for (Schedule schedule : readable) {
			try {
				plans.add(planner.plan(schedule, new ScheduleFacts(live.getOrDefault(schedule.id(), 0)), now));
			}
			catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
				quarantined.addAll(this.quarantine.of(schedule, "cannot be planned: " + ex));
			}
		}
		List<Firing> applied = apply(plans, quarantined);
		return new FireReply(now, applied, plans.size() - applied.size(), quarantined,
				this.transactions.read(() -> nextDue(now)));
	}

	/** Reads again if there was one that takes the place of another that is due. */
	private List<Stored<Schedule>> due(FireRequest request, Instant now) {
		List<Stored<Schedule>> due;
		boolean metAnother;
		do {
			due = this.schedules.list(new Query("WHERE state = 0 AND due_at <= ? AND ", Micros.of(now))
				.add(this.foreign.leftOut(this.session.dialect(), now))
				.add(" ORDER BY state, due_at LIMIT ?", request.limit()));
			metAnother = false;
			for (Stored<Schedule> row : due) {
				metAnother |= row.isForeign() && this.foreign.leaveOut(row.id(), now);
			}
		}
		while (metAnother);
		return due;
	}

	/** When the next active schedule is due whose trigger can be read. */
	private @Nullable Instant nextDue(Instant now) {
		Query query = new Query("SELECT due_at FROM @@SCHEDULE WHERE state = 0 AND due_at IS NOT NULL AND ")
			.add(this.foreign.leftOut(this.session.dialect(), now))
			.add(" ORDER BY state, due_at LIMIT 1");
		return this.session.first(query, (row, n) -> Micros.read(row, "due_at")).orElse(null);
	}

	private Map<String, Integer> liveJobs(List<Schedule> due) {
		List<String> ids = due.stream()
			.filter((schedule) -> DuePlanner.needsFacts(schedule.definition()))
			.map(Schedule::id)
			.toList();
		Map<String, Integer> live = new HashMap<>();
		if (!ids.isEmpty()) {
			Query query = new Query("SELECT schedule, COUNT(*) AS live FROM @@JOB WHERE state IN (0, 1) AND ")
				.add(this.session.dialect().in("schedule", SqlType.TEXT, ids))
				.add(" GROUP BY schedule");
			this.session.list(query, (row, n) -> live.put(row.getString("schedule"), row.getInt("live")) == null);
		}
		return live;
	}

	/** A plan that the database refuses must not keep the others from being applied. */
	private List<Firing> apply(List<Firing> plans, List<Quarantined> quarantined) {
		if (plans.isEmpty()) {
			return plans;
		}
		try {
			return this.transactions.step(() -> write(plans));
		}
		catch (StoreRejectedException ex) {
			if (plans.size() == 1) {
				quarantined.addAll(this.quarantine.of(plans.get(0).planned(), String.valueOf(ex.getMessage())));
				return List.of();
			}
			List<Firing> applied = new ArrayList<>(apply(plans.subList(0, plans.size() / 2), quarantined));
			applied.addAll(apply(plans.subList(plans.size() / 2, plans.size()), quarantined));
			return applied;
		}
	}

	private List<Firing> write(List<Firing> plans) {
		Set<Planned> standing = lock(plans);
		List<Firing> applied = plans.stream().filter((plan) -> standing.contains(Planned.of(plan))).toList();
		if (applied.isEmpty()) {
			return applied;
		}
		Instant now = this.session.now();
		this.schedules.updateStatus(applied.stream().map(FireStep::next).toList(), now);
		List<JobRows.NewRow> newJobs = new ArrayList<>();
		for (Firing firing : applied) {
			firing.jobs()
				.forEach((job) -> newJobs
					.add(new JobRows.NewRow(job.id(), job.spec(), Due.at(job.dueAt()), Attempts.NONE)));
		}
		this.jobs.insertAbsent(newJobs);
		Map<String, List<SkippedFireTimes>> passedOver = new HashMap<>();
		applied.forEach((firing) -> passedOver.put(firing.planned().id(), firing.skipped()));
		this.skipped.insert(passedOver, now);
		return applied;
	}

	/** Waits for nobody: a schedule that another transaction holds is fired next time. */
	private Set<Planned> lock(List<Firing> plans) {
		Query query = new Query("SELECT id, uid, version FROM @@SCHEDULE WHERE state = 0 AND ")
			.add(this.schedules.in(plans.stream().map((plan) -> plan.planned().id()).toList()))
			.add(" FOR UPDATE SKIP LOCKED");
		return new HashSet<>(this.session.list(query, (row, n) -> new Planned(row.getString("id"),
				this.session.dialect().id(row, "uid"), row.getLong("version"))));
	}

	private static Schedule next(Firing firing) {
		Schedule planned = firing.planned();
		return planned.with(firing.next()).withVersion(planned.version() + 1);
	}

	/**
	 * What a plan was made for.
	 *
	 * @param id the schedule's id
	 * @param uid its life
	 * @param version its version
	 */
	private record Planned(String id, UUID uid, long version) {

		static Planned of(Firing plan) {
			Schedule schedule = plan.planned();
			return new Planned(schedule.id(), schedule.uid(), schedule.version());
		}

	}

}
