package io.jobscheduler.boot.actuate;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.jobscheduler.Scheduler;
import io.jobscheduler.Scheduler.NodeInfo;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the scheduler, and acts on it, for the endpoints.
 */
final class SchedulerInspector {

	private static final int COUNT_CAP = 10_000;

	private static final int RECENT_RESULTS = 10;

	private final Scheduler scheduler;

	private final Descriptions descriptions;

	SchedulerInspector(Scheduler scheduler, ShownValues values) {
		this.scheduler = scheduler;
		this.descriptions = new Descriptions(values);
	}

	JsonObject summary() {
		NodeInfo node = this.scheduler.node();
		StoreCounts counts = store().counts(COUNT_CAP + 1);
		return new JsonObject().with("node", node.id())
			.with("name", node.name())
			.with("role", node.role())
			.with("state", node.state())
			.with("stores", Map.of("default", store().describe()))
			.with("executors", node.executors())
			.with("counts", counts(counts))
			.with("lagSeconds", counts.overdueMicros() / 1e6);
	}

	private static JsonObject counts(StoreCounts counts) {
		return new JsonObject().with("schedules", capped(counts.schedules()))
			.with("pending", capped(counts.pending()))
			.with("running", capped(counts.running()))
			.with("quarantined", capped(counts.quarantined()))
			.with("results", capped(counts.results()));
	}

	private static Object capped(long count) {
		return (count > COUNT_CAP) ? COUNT_CAP + "+" : count;
	}

	JsonObject list(String kind, ListQuery query) {
		return switch (kind) {
			case "schedules" -> schedules(query);
			case "jobs" -> new JobListing(store(), this.descriptions).list(query);
			case "nodes" ->
				new JsonObject().with("items", store().nodes().stream().map(this.descriptions::node).toList())
					.with("nextCursor", null);
			default -> throw unknownKind(kind);
		};
	}

	private JsonObject schedules(ListQuery query) {
		Optional<ScheduleState> state = query.stateIn(ScheduleState.class);
		if (query.hasState() && state.isEmpty()) {
			throw query.unknownState(Stream.of(ScheduleState.values()));
		}
		Page<Schedule> page = store()
			.findSchedules(new ScheduleQuery(state.orElse(null), query.task(), null, query.cursor(), query.size()));
		return new JsonObject().with("items", page.items().stream().map(this.descriptions::schedule).toList())
			.with("nextCursor", page.nextCursor());
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
		Schedule schedule = this.scheduler.schedule(id)
			.orElseThrow(() -> new NotFoundException("There is no schedule '" + id + "'"));
		return describe(schedule);
	}

	private JsonObject describe(Schedule schedule) {
		ResultQuery recent = new ResultQuery(null, null, schedule.id(), null, RECENT_RESULTS);
		return this.descriptions.schedule(schedule,
				this.scheduler.previewSchedule(schedule.id(), Descriptions.NEXT_FIRE_TIMES),
				store().findResults(recent).items());
	}

	private JsonObject job(JobId id) {
		Optional<Job> live = this.scheduler.job(id);
		if (live.isPresent()) {
			return this.descriptions.job(live.get());
		}
		Optional<JobResult> ended = this.scheduler.result(id);
		return this.descriptions.job(ended.orElseThrow(
				() -> new NotFoundException("There is no job " + id + ", or its result is past its retention")));
	}

	private JsonObject node(String id) {
		return store().nodes()
			.stream()
			.filter((node) -> node.registration().node().equals(id))
			.findFirst()
			.map(this.descriptions::node)
			.orElseThrow(() -> new NotFoundException("There is no node '" + id + "'"));
	}

	JsonObject act(String kind, String id, @Nullable String action, @Nullable String from) {
		if (!kind.equals("schedules")) {
			throw new NotFoundException("There is nothing to act on at '" + kind + "', only at 'schedules'");
		}
		return switch (String.valueOf(action)) {
			case "pause" -> describe(this.scheduler.pauseSchedule(id));
			case "resume" -> describe(this.scheduler.resumeSchedule(id, instant(from)));
			case "run" -> new JsonObject().with("schedule", id).with("job", this.scheduler.runSchedule(id).toString());
			default -> throw new IllegalArgumentException(
					"Invalid action '" + action + "': allowed pause, resume and run, as in {\"action\": \"pause\"}");
		};
	}

	private static @Nullable Instant instant(@Nullable String from) {
		try {
			return (from == null || from.isBlank()) ? null : Instant.parse(from);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("Invalid instant '" + from
					+ "' to resume from: an instant such as 2030-01-31T09:00:00Z is expected", ex);
		}
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

	private JobStore store() {
		return this.scheduler.store();
	}

}
