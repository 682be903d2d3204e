package io.jobscheduler.boot.actuate;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.jobscheduler.Scheduler;
import io.jobscheduler.Scheduler.NodeInfo;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the scheduler, and acts on it, for the endpoints.
 */
final class SchedulerInspector {

	private static final int RECENT_RESULTS = 10;

	private final Scheduler scheduler;

	private final Descriptions descriptions;

	SchedulerInspector(Scheduler scheduler, ShownValues values) {
		this(scheduler, new Descriptions(values));
	}

	private SchedulerInspector(Scheduler scheduler, Descriptions descriptions) {
		this.scheduler = scheduler;
		this.descriptions = descriptions;
	}

	/** What is asked of one store only. */
	SchedulerInspector in(@Nullable String store) {
		return (store == null || store.isBlank()) ? this
				: new SchedulerInspector(this.scheduler.inStore(store.strip()), this.descriptions);
	}

	JsonObject summary() {
		NodeInfo node = this.scheduler.node();
		StoreSummaries stores = new StoreSummaries(this.scheduler.stores());
		return new JsonObject().with("node", node.id())
			.with("name", node.name())
			.with("role", node.role())
			.with("state", node.state())
			.with("stores", stores.byName())
			.with("executors", node.executors())
			.with("counts", stores.counts())
			.with("lagSeconds", stores.lagSeconds());
	}

	JsonObject list(String kind, ListQuery query) {
		return switch (kind) {
			case "schedules" -> list(query, this::schedules);
			case "jobs" -> list(query, (store, part) -> new JobListing(store, this.descriptions).list(part));
			case "nodes" -> list(query, this::nodes);
			default -> throw unknownKind(kind);
		};
	}

	private JsonObject list(ListQuery query, BiFunction<JobStore, ListQuery, Listed> listing) {
		return new StoreListing(this.scheduler.stores()).list(query, listing).toJson();
	}

	private Listed schedules(JobStore store, ListQuery query) {
		Optional<ScheduleState> state = query.stateIn(ScheduleState.class);
		if (query.hasState() && state.isEmpty()) {
			throw query.unknownState(Stream.of(ScheduleState.values()));
		}
		Page<Schedule> page = store
			.findSchedules(new ScheduleQuery(state.orElse(null), query.task(), null, query.cursor(), query.size()));
		return new Listed(page.items().stream().map(this.descriptions::schedule).toList(), page.nextCursor());
	}

	/** Nodes are few: those of a store are listed together. */
	private Listed nodes(JobStore store, ListQuery query) {
		return new Listed(store.nodes().stream().map(this.descriptions::node).toList(), null);
	}

	JsonObject detail(String kind, String id) {
		return switch (kind) {
			case "schedules" -> schedule(id);
			case "jobs" -> job(JobId.of(id));
			case "nodes" -> node(id);
			default -> throw unknownKind(kind);
		};
	}

	private JsonObject schedule(String id) {
		for (Map.Entry<String, JobStore> store : this.scheduler.stores().entrySet()) {
			Optional<Schedule> schedule = store.getValue().schedule(id);
			if (schedule.isPresent()) {
				return describe(schedule.get(), store.getValue()).with("store", store.getKey());
			}
		}
		throw new NotFoundException("There is no schedule '" + id + "'");
	}

	private JsonObject describe(Schedule schedule, JobStore store) {
		ResultQuery recent = new ResultQuery(null, null, schedule.id(), null, RECENT_RESULTS);
		return this.descriptions.schedule(schedule,
				this.scheduler.previewSchedule(schedule.id(), Descriptions.NEXT_FIRE_TIMES),
				store.findResults(recent).items());
	}

	private JsonObject job(JobId id) {
		for (Map.Entry<String, JobStore> store : this.scheduler.stores().entrySet()) {
			Optional<JsonObject> job = job(id, store.getValue());
			if (job.isPresent()) {
				return job.get().with("store", store.getKey());
			}
		}
		throw new NotFoundException("There is no job " + id + ", or its result is past its retention");
	}

	private Optional<JsonObject> job(JobId id, JobStore store) {
		Optional<Job> live = store.job(id);
		return live.isPresent() ? live.map(this.descriptions::job) : store.result(id).map(this.descriptions::job);
	}

	private JsonObject node(String id) {
		for (Map.Entry<String, JobStore> store : this.scheduler.stores().entrySet()) {
			for (NodeStatus node : store.getValue().nodes()) {
				if (node.registration().node().equals(id)) {
					return this.descriptions.node(node).with("store", store.getKey());
				}
			}
		}
		throw new NotFoundException("There is no node '" + id + "'");
	}

	JsonObject act(String kind, String id, SchedulerAction action) {
		return switch (kind) {
			case "schedules" -> actOnSchedule(id, action);
			case "jobs" -> actOnJob(id, action);
			case "nodes" -> actOnNode(id, action);
			default -> throw unknownKind(kind);
		};
	}

	private JsonObject actOnSchedule(String id, SchedulerAction action) {
		return switch (action.name()) {
			case "pause" -> schedule(this.scheduler.pauseSchedule(id).id());
			case "resume" -> schedule(this.scheduler.resumeSchedule(id, action.fromOrNull()).id());
			case "run" -> new JsonObject().with("schedule", id).with("job", this.scheduler.runSchedule(id).toString());
			case "backfill" -> new JsonObject().with("schedule", id)
				.with("jobs",
						this.scheduler.backfillSchedule(id, action.from(), action.to())
							.stream()
							.map(JobId::toString)
							.toList());
			default -> throw action.unknown("pause, resume, run and backfill");
		};
	}

	private JsonObject actOnJob(String id, SchedulerAction action) {
		if (!action.name().equals("retry")) {
			throw action.unknown("retry");
		}
		try {
			return new JsonObject().with("id", id).with("job", this.scheduler.retryJob(JobId.of(id)).toString());
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
	}

	/** All nodes have the id {@code *}. */
	private JsonObject actOnNode(String id, SchedulerAction action) {
		NodeMode mode = switch (action.name()) {
			case "pause" -> NodeMode.PAUSED;
			case "drain" -> NodeMode.DRAINING;
			case "resume" -> NodeMode.ACTIVE;
			default -> throw action.unknown("pause, drain and resume");
		};
		this.scheduler.setNodeMode(id.equals("*") ? null : id, mode);
		return new JsonObject().with("id", id).with("mode", mode);
	}

	JsonObject cancel(String kind, String id) {
		if (!kind.equals("jobs")) {
			throw new NotFoundException("There is nothing to cancel at '" + kind + "', only at 'jobs'");
		}
		CancelReply.Status status = this.scheduler.cancelJob(JobId.of(id));
		if (status == CancelReply.Status.UNKNOWN) {
			throw new NotFoundException("There is no job " + id);
		}
		return new JsonObject().with("id", id).with("status", status);
	}

	private static NotFoundException unknownKind(String kind) {
		return new NotFoundException("There is nothing at '" + kind + "', only at 'schedules', 'jobs' and 'nodes'");
	}

}
