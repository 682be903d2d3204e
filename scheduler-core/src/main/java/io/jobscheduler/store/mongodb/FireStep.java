package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.schedule.DuePlanner;
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
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Fires due schedules: reads them, plans, and applies each plan whose schedule has not
 * changed since; in a transaction, or, where there are none, by writing the plan into the
 * schedule first.
 */
final class FireStep {

	private final Server server;

	private final Transactions transactions;

	private final StoreFormat format;

	private final ScheduleDocuments schedules;

	private final PlanWriter plans;

	private final ForeignSchedules foreign;

	private final ScheduleQuarantine quarantine;

	FireStep(Steps steps, StoreFormat format) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.format = format;
		this.schedules = steps.scheduleDocuments;
		this.plans = steps.plans;
		this.foreign = steps.foreign;
		this.quarantine = new ScheduleQuarantine(steps.transactions);
	}

	FireReply fire(FireRequest request, SchedulePlanner planner) {
		Session session = this.transactions.plain();
		Instant now = this.server.now();
		this.plans.finishLeftBehind(session, now);
		List<Stored<Schedule>> due = due(session, request, now);
		List<Schedule> readable = due.stream().filter((each) -> each.value() != null).map(Stored::value).toList();
		Map<String, Integer> live = liveJobs(session, readable);
		List<Quarantined> quarantined = new ArrayList<>();
		due.stream().filter(Stored::isCorrupt).forEach((each) -> quarantined.addAll(this.quarantine.unreadable(each)));
		List<Firing> planned = new ArrayList<>();
		for (Schedule schedule : readable) {
			try {
				planned.add(planner.plan(schedule, new ScheduleFacts(live.getOrDefault(schedule.id(), 0)), now));
			}
			catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
				quarantined.addAll(this.quarantine.of(schedule, "cannot be planned: " + ex));
			}
		}
		List<Firing> applied = apply(planned, now, quarantined);
		return new FireReply(now, applied, planned.size() - applied.size(), quarantined, nextDue(session, now));
	}

	/** Reads again if there was one that takes the place of another that is due. */
	private List<Stored<Schedule>> due(Session session, FireRequest request, Instant now) {
		List<Stored<Schedule>> due;
		boolean metAnother;
		do {
			due = session.schedules
				.list(session.schedules.find(this.foreign.due(new Document("$lte", Micros.of(now)), now))
					.sort(Sorts.ascending("due"))
					.limit(request.limit()))
				.stream()
				.map(this.schedules::stored)
				.toList();
			metAnother = false;
			for (Stored<Schedule> each : due) {
				metAnother |= each.isForeign() && this.foreign.leaveOut(each.id(), now);
			}
		}
		while (metAnother);
		return due;
	}

	/**
	 * When the next active schedule is due whose trigger can be read, or a plan is left
	 * behind.
	 */
	@Nullable Instant nextDue(Session session, Instant now) {
		Document due = session.schedules.find(this.foreign.due(new Document("$gte", Long.MIN_VALUE), now))
			.projection(Projections.include("due"))
			.sort(Sorts.ascending("due"))
			.first();
		Document plan = session.schedules.find(PlanWriter.leftBehind(new Document("$gte", Long.MIN_VALUE)))
			.projection(Projections.include("plan.look"))
			.sort(Sorts.ascending("plan.look"))
			.first();
		return Stream
			.of((due != null) ? new Fields(due).findInstant("due") : null,
					(plan != null) ? new Fields(plan).child("plan").findInstant("look") : null)
			.filter((instant) -> instant != null)
			.min(Instant::compareTo)
			.orElse(null);
	}

	private static Map<String, Integer> liveJobs(Session session, List<Schedule> due) {
		List<String> ids = due.stream()
			.filter((schedule) -> DuePlanner.needsFacts(schedule.definition()))
			.map(Schedule::id)
			.toList();
		Map<String, Integer> live = new HashMap<>();
		if (!ids.isEmpty()) {
			session.jobs
				.aggregate(new Document("$match", Filters.in("live", ids)),
						new Document("$group", new Document("_id", "$live").append("jobs", new Document("$sum", 1))))
				.forEach((group) -> live.put(new Fields(group).text("_id"), new Fields(group).integer("jobs")));
		}
		return live;
	}

	/** A plan that the server refuses must not keep the others from being applied. */
	private List<Firing> apply(List<Firing> planned, Instant now, List<Quarantined> quarantined) {
		try {
			return StoreErrors
				.translating(() -> this.transactions.unblocked(planned, (session, batch) -> session.isTransactional()
						? writeAtOnce(session, batch, now) : writePlans(session, batch, now)));
		}
		catch (StoreRejectedException ex) {
			if (planned.size() == 1) {
				quarantined.addAll(this.quarantine.of(planned.get(0).planned(), String.valueOf(ex.getMessage())));
				return List.of();
			}
			int half = planned.size() / 2;
			List<Firing> applied = new ArrayList<>(apply(planned.subList(0, half), now, quarantined));
			applied.addAll(apply(planned.subList(half, planned.size()), now, quarantined));
			return applied;
		}
	}

	private List<Firing> writeAtOnce(Session session, List<Firing> batch, Instant now) {
		List<Firing> applied = advance(session, batch, Map.of(), now);
		this.plans.insert(session, applied.stream().map(FireStep::plan).toList(), now);
		return applied;
	}

	private List<Firing> writePlans(Session session, List<Firing> batch, Instant now) {
		Map<String, PendingPlan> pending = new HashMap<>();
		for (Firing firing : batch) {
			PendingPlan plan = plan(firing);
			if (!plan.isEmpty()) {
				pending.put(plan.schedule(), plan);
			}
		}
		List<Firing> applied = advance(session, batch, pending, now);
		Set<String> advanced = new HashSet<>(applied.stream().map((firing) -> firing.planned().id()).toList());
		pending.keySet().retainAll(advanced);
		this.plans.finish(session, pending.values(), now);
		return applied;
	}

	private static PendingPlan plan(Firing firing) {
		return new PendingPlan(new ObjectId(), firing.planned().id(), firing.jobs(), firing.skipped());
	}

	/** Writes the next status of those schedules that stand as they were planned for. */
	private List<Firing> advance(Session session, List<Firing> batch, Map<String, PendingPlan> pending, Instant now) {
		ObjectId by = new ObjectId();
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		for (Firing firing : batch) {
			Schedule planned = firing.planned();
			Change change = ScheduleDocuments.status(planned.with(firing.next()).withVersion(planned.version() + 1),
					now);
			change.set("by", by);
			PendingPlan plan = pending.get(planned.id());
			if (plan != null) {
				change.set("plan", plan.document(this.format, now));
			}
			Bson standing = ScheduleDocuments
				.withoutPlan(ScheduleDocuments.unchanged(planned).append("state", ScheduleState.ACTIVE.name()));
			writes.add(new UpdateOneModel<>(standing, change.update()));
		}
		if (session.schedules.write(writes) == batch.size()) {
			return batch;
		}
		Set<Object> advanced = new HashSet<>();
		session.schedules
			.find(Filters.and(Documents.idIn(batch.stream().map((firing) -> firing.planned().id()).toList()),
					Filters.eq("by", by)))
			.projection(Projections.include("_id"))
			.forEach((schedule) -> advanced.add(schedule.get("_id")));
		return batch.stream().filter((firing) -> advanced.contains(firing.planned().id())).toList();
	}

}
