package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.FireRequest;
import org.jspecify.annotations.Nullable;

/**
 * Fires due schedules: reads them, then their live jobs, plans, and applies each plan
 * whose schedule has not changed since it was read.
 */
final class FireStep {

	private final Connection connection;

	private final Layout layout;

	private final ScheduleFields schedules;

	private final Plans plans;

	FireStep(Connection connection, Layout layout, JobFields jobs, ScheduleFields schedules) {
		this.connection = connection;
		this.layout = layout;
		this.schedules = schedules;
		this.plans = new Plans(connection, layout, jobs);
	}

	FireReply fire(FireRequest request, SchedulePlanner planner) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Directory<AgendaEntry>.Looking agenda = this.layout.agenda().look(first);
		first.run();
		Round second = this.connection.round();
		agenda.refresh(second);
		second.run();
		List<AgendaEntry> known = agenda.entries()
			.stream()
			.filter((entry) -> !entry.finished() && this.schedules.knows(entry))
			.sorted(Comparator.comparing(AgendaEntry::at))
			.toList();
		List<AgendaEntry> due = known.stream()
			.filter((entry) -> !entry.at().isAfter(tick.now()))
			.limit(request.limit())
			.toList();
		List<Due> read = due.isEmpty() ? List.of() : read(due);
		List<Plan> planned = new ArrayList<>();
		for (Due each : read) {
			planned.add(plan(each, tick.now(), planner));
		}
		this.plans.apply(planned, tick.now());
		Instant nextDue = nextDue(known.subList(due.size(), known.size()), planned, tick.now());
		return reply(tick.now(), planned, nextDue);
	}

	/**
	 * Live jobs are read after their schedules, so that an end that woke one is not
	 * counted as live.
	 */
	private List<Due> read(List<AgendaEntry> due) {
		Round third = this.connection.round();
		List<Round.Data> znodes = due.stream()
			.map((entry) -> third.data(this.layout.schedule(entry.schedule())))
			.toList();
		Directory<LiveEntry>.Looking live = this.layout.live().look(third);
		Directory<EndedEntry>.Looking ended = this.layout.ended().look(third);
		Directory<SkipEntry>.Looking skips = this.layout.skips().look(third);
		third.run();
		ended.count();
		skips.count();
		Round fourth = this.connection.round();
		live.refresh(fourth);
		fourth.run();
		Map<String, Integer> liveJobs = new HashMap<>();
		for (LiveEntry entry : live.entries()) {
			if (!(entry instanceof LiveEntry.SetAside)) {
				liveJobs.merge(entry.schedule(), 1, Integer::sum);
			}
		}
		List<Due> read = new ArrayList<>();
		for (int i = 0; i < due.size(); i++) {
			Fields fields = znodes.get(i).fields();
			String id = (fields != null) ? fields.textOr("id", "") : "";
			String scheduleId = id.isEmpty() ? ZnodeName.decode(due.get(i).schedule()) : id;
			read.add(new Due(due.get(i), znodes.get(i), scheduleId,
					liveJobs.getOrDefault(ZnodeName.shortHash(scheduleId), 0)));
		}
		return read;
	}

	private Plan plan(Due due, Instant now, SchedulePlanner planner) {
		Fields fields = due.znode().fields();
		String name = due.entry().path().substring(due.entry().path().lastIndexOf('/') + 1);
		if (!due.znode().exists() || (fields != null && !name.equals(fields.find("agenda")))) {
			return new Plan(due, null, null);
		}
		Stored<Schedule> stored = this.schedules.read(due.id(), fields);
		Schedule schedule = stored.value();
		if (schedule == null) {
			return new Plan(due, null, stored.isCorrupt() ? stored.reason() : null);
		}
		if (schedule.status().state() != ScheduleState.ACTIVE) {
			return new Plan(due, null, "'" + due.id() + "' cannot be read: it is due, but not active");
		}
		try {
			Firing firing = planner.plan(schedule, new ScheduleFacts(due.liveJobs()), now);
			Schedule planned = firing.planned();
			boolean stands = planned.id().equals(schedule.id()) && planned.uid().equals(schedule.uid())
					&& planned.version() == schedule.version();
			return new Plan(due, firing, stands ? null : Plan.OUTRUN);
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			return new Plan(due, null, Stored.cut("cannot be planned: " + ex));
		}
	}

	private static FireReply reply(Instant now, List<Plan> planned, @Nullable Instant nextDue) {
		List<Firing> applied = new ArrayList<>();
		List<Quarantined> quarantined = new ArrayList<>();
		int outrun = 0;
		for (Plan plan : planned) {
			Firing firing = plan.firing();
			if (plan.isDone() && firing != null) {
				applied.add(firing);
			}
			else if (firing != null) {
				outrun++;
			}
			else if (plan.isDone() && plan.problem() != null) {
				quarantined.add(new Quarantined(plan.due().id(), plan.problem()));
			}
		}
		return new FireReply(now, applied, outrun, quarantined, nextDue);
	}

	/** One whose plan was dropped may be due still. */
	private static @Nullable Instant nextDue(List<AgendaEntry> others, List<Plan> planned, Instant now) {
		Instant next = others.isEmpty() ? null : others.get(0).at();
		for (Plan plan : planned) {
			Firing firing = plan.firing();
			Instant due = null;
			if (firing != null) {
				boolean active = firing.next().state() == ScheduleState.ACTIVE;
				due = !plan.isDone() ? now : active ? firing.next().dueAt() : null;
			}
			if (due != null && (next == null || due.isBefore(next))) {
				next = due;
			}
		}
		return next;
	}

	/**
	 * A schedule that is due.
	 *
	 * @param entry its entry
	 * @param znode its data
	 * @param id its id, as far as it can be read
	 * @param liveJobs how many of its jobs have not ended
	 */
	record Due(AgendaEntry entry, Round.Data znode, String id, int liveJobs) {
	}

}
