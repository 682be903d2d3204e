package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreRejectedException;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Fires due schedules: reads them, plans, and applies each plan whose schedule has not
 * changed since, by writing the plan into the schedule first.
 */
final class FireStep {

	private static final String LIVE_JOBS = "liveJobs";

	private final Server server;

	private final Documents jobs;

	private final Documents schedules;

	private final StoreFormat format;

	private final ScheduleDocuments documents;

	private final PlanWriter plans;

	private final ForeignSchedules foreign;

	private final ScheduleQuarantine quarantine;

	FireStep(Steps steps, StoreFormat format) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
		this.documents = steps.scheduleDocuments;
		this.plans = steps.plans;
		this.foreign = steps.foreign;
		this.format = format;
		this.quarantine = new ScheduleQuarantine(steps.schedules);
	}

	FireReply fire(FireRequest request, SchedulePlanner planner) {
		Fields read = look(request);
		Instant now = read.instant("now");
		List<Quarantined> quarantined = new ArrayList<>();
		List<Firing> planned = new ArrayList<>();
		for (Fields document : read.children("due")) {
			Stored<Schedule> stored = this.documents.stored(document);
			Schedule schedule = stored.value();
			if (schedule != null) {
				plan(planner, schedule, facts(document), now, planned, quarantined);
			}
			else if (stored.isCorrupt()) {
				quarantined.addAll(this.quarantine.unreadable(stored));
			}
		}
		List<Firing> applied = apply(planned, quarantined);
		Fields next = this.server.glance((time) -> Map.of("schedule", nextSchedule(), "plan", nextPlan()));
		return new FireReply(now, applied, planned.size() - applied.size(), quarantined, earliest(next));
	}

	private void plan(SchedulePlanner planner, Schedule schedule, ScheduleFacts facts, Instant now,
			List<Firing> planned, List<Quarantined> quarantined) {
		try {
			planned.add(planner.plan(schedule, facts, now));
		}
		catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
			quarantined.addAll(this.quarantine.of(schedule, "cannot be planned: " + ex));
		}
	}

	private static ScheduleFacts facts(Fields document) {
		Integer liveJobs = document.findInteger(LIVE_JOBS);
		return (liveJobs != null) ? new ScheduleFacts(liveJobs) : ScheduleFacts.NONE;
	}

	/**
	 * Carries out first what others have left behind. Reads again if there was one that
	 * takes the place of another that is due.
	 */
	private Fields look(FireRequest request) {
		while (true) {
			int foreignBefore = this.foreign.count();
			Fields read = this.server.read((now) -> due(request, now));
			List<Fields> left = read.children("left");
			if (!left.isEmpty()) {
				this.plans.finishAll(left);
				continue;
			}
			read.children("due").forEach(this.documents::stored);
			if (this.foreign.count() == foreignBefore) {
				return read;
			}
		}
	}

	private Map<String, Object> due(FireRequest request, ReqlExpr now) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("left", this.plans.leftBehind(now));
		members.put("due",
				this.schedules.upTo("due", now)
					.filter((ReqlFunction1) this.foreign::isOwn)
					.limit(request.limit())
					.coerceTo("array")
					.map((ReqlFunction1) this::withLiveJobs));
		return members;
	}

	private Object withLiveJobs(ReqlExpr schedule) {
		return R
			.branch(Documents.field(schedule, "facts").eq(true),
					schedule.merge(R.hashMap(LIVE_JOBS,
							this.jobs.table().getAll(schedule.getField("id")).optArg("index", "live").count())),
					schedule);
	}

	/** When the next active schedule is due that can be planned here. */
	ReqlExpr nextSchedule() {
		return Documents.looked(this.schedules.numbers("due").filter((ReqlFunction1) this.foreign::isOwn).nth(0), "due",
				"dueAt");
	}

	/** When a plan counts as left behind. */
	ReqlExpr nextPlan() {
		return this.schedules.least("look");
	}

	/** The earlier of the two. */
	@Nullable Instant earliest(Fields read) {
		return ScheduleDocuments.earlier(read.findLooked("schedule"), read.findInstant("plan"));
	}

	/** A plan that the server refuses must not keep the others from being applied. */
	private List<Firing> apply(List<Firing> planned, List<Quarantined> quarantined) {
		try {
			return StoreErrors.translating(() -> write(planned));
		}
		catch (StoreRejectedException ex) {
			if (planned.size() == 1) {
				quarantined.addAll(this.quarantine.of(planned.get(0).planned(), String.valueOf(ex.getMessage())));
				return List.of();
			}
			int half = planned.size() / 2;
			List<Firing> applied = new ArrayList<>(apply(planned.subList(0, half), quarantined));
			applied.addAll(apply(planned.subList(half, planned.size()), quarantined));
			return applied;
		}
	}

	private List<Firing> write(List<Firing> batch) {
		Map<String, Firing> byId = new LinkedHashMap<>();
		Map<String, PendingPlan> pending = new HashMap<>();
		for (Firing firing : batch) {
			String id = Hash.of(firing.planned().id());
			byId.put(id, firing);
			pending.put(id, new PendingPlan(UUID.randomUUID().toString(), id, firing.jobs(), firing.skipped()));
		}
		Set<String> advanced = this.schedules.change(byId, (firing, now) -> {
			Schedule planned = firing.planned();
			Change change = ScheduleDocuments.status(planned.with(firing.next()).withVersion(planned.version() + 1),
					now);
			ScheduleDocuments.expect(change, planned)
				.expect("state", ScheduleState.ACTIVE.name())
				.expect("planId", null);
			PendingPlan plan = pending.get(Hash.of(planned.id()));
			return (plan == null || plan.isEmpty()) ? change : plan.into(change, this.format, now);
		}).ids();
		pending.keySet().retainAll(advanced);
		this.plans.finish(pending.values().stream().filter((plan) -> !plan.isEmpty()).toList());
		return batch.stream().filter((firing) -> advanced.contains(Hash.of(firing.planned().id()))).toList();
	}

}
