package io.jobscheduler.boot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Progress;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.trigger.FireTimePreview;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Describes schedules, jobs, results and nodes as JSON.
 */
final class Descriptions {

	static final int NEXT_FIRE_TIMES = 10;

	private final ShownValues values;

	Descriptions(ShownValues values) {
		this.values = values;
	}

	JsonObject schedule(Schedule schedule) {
		Schedule.Status status = schedule.status();
		Schedule.Declaration declaration = schedule.declaration();
		return new JsonObject().with("id", schedule.id())
			.with("task", schedule.definition().task())
			.with("trigger", TriggerDescription.of(schedule.definition().trigger()))
			.with("state", status.state())
			.with("reason", status.reason())
			.with("nextFireTime", (status.state() == ScheduleState.ACTIVE) ? status.nextFireTime() : null)
			.with("lastFireTime", status.runs().lastFireTime())
			.with("application", (declaration != null) ? declaration.application() : null);
	}

	JsonObject schedule(Schedule schedule, List<FireTimePreview> preview, List<JobResult> recent) {
		return schedule(schedule)
			.with("arguments", this.values.members("arguments", schedule.definition().payload().arguments()))
			.with("nextFireTimes", nextFireTimes(schedule))
			.with("preview", preview.stream().map(Descriptions::preview).toList())
			.with("recentResults", recent.stream().map(this::recent).toList());
	}

	private static List<Instant> nextFireTimes(Schedule schedule) {
		List<Instant> times = new ArrayList<>();
		Trigger trigger = schedule.definition().trigger();
		Optional<Instant> next = (schedule.status().state() == ScheduleState.ACTIVE)
				? Optional.ofNullable(schedule.status().nextFireTime()) : Optional.empty();
		while (next.isPresent() && times.size() < NEXT_FIRE_TIMES) {
			times.add(next.get());
			next = (trigger instanceof FixedDelayTrigger) ? Optional.empty() : trigger.next(next.get());
		}
		return times;
	}

	private static JsonObject preview(FireTimePreview preview) {
		return new JsonObject().with("fireTime", preview.fireTime())
			.with("local", preview.local().toString())
			.with("offset", preview.offset().getId())
			.with("zone", preview.zone().getId())
			.with("mark", preview.mark())
			.with("skipped", (preview.skipped() != null) ? preview.skipped().toString() : null);
	}

	private JsonObject recent(JobResult result) {
		JobOrigin origin = result.origin();
		return new JsonObject().with("id", result.jobId().toString())
			.with("fireTime", (origin != null) ? origin.fireTime() : null)
			.with("attempt", result.run().attempt())
			.with("node", result.run().node())
			.with("result", result(result));
	}

	JsonObject job(Job job) {
		JobOrigin origin = job.spec().origin();
		return new JsonObject().with("id", job.id().toString())
			.with("task", job.spec().task())
			.with("schedule", (origin != null) ? origin.schedule() : null)
			.with("fireTime", (origin != null) ? origin.fireTime() : null)
			.with("state", job.state())
			.with("attempt", job.attempt())
			.with("node", job.attempts().node())
			.with("progress", progress(job.attempts().progress()))
			.with("result", null)
			.with("dueAt", job.dueAt())
			.with("createdAt", job.createdAt())
			.with("priority", job.spec().priority())
			.with("uniqueKey", job.spec().uniqueKey())
			.with("arguments", this.values.members("arguments", job.spec().payload().arguments()))
			.with("lastError", this.values.text("lastError", job.attempts().lastError()));
	}

	private @Nullable JsonObject progress(@Nullable Progress progress) {
		return (progress == null) ? null
				: new JsonObject().with("done", progress.done())
					.with("total", progress.total())
					.with("text", this.values.text("text", progress.text()));
	}

	JsonObject job(JobResult result) {
		JobOrigin origin = result.origin();
		return new JsonObject().with("id", result.jobId().toString())
			.with("task", result.task())
			.with("schedule", (origin != null) ? origin.schedule() : null)
			.with("fireTime", (origin != null) ? origin.fireTime() : null)
			.with("state", result.outcome())
			.with("attempt", result.run().attempt())
			.with("node", result.run().node())
			.with("progress", null)
			.with("result", result(result));
	}

	private JsonObject result(JobResult result) {
		return new JsonObject().with("outcome", result.outcome())
			.with("startedAt", result.run().startedAt())
			.with("endedAt", result.run().endedAt())
			.with("durationSeconds", seconds(result.run().duration()))
			.with("value", this.values.json("value", result.ending().value()))
			.with("error", error(result.ending().error()))
			.with("log", this.values.text("log", result.run().log()));
	}

	private @Nullable JsonObject error(@Nullable JobError error) {
		return (error == null) ? null
				: new JsonObject().with("type", error.type())
					.with("message", this.values.text("message", error.message()))
					.with("trace", this.values.text("trace", error.trace()));
	}

	JsonObject node(NodeStatus node) {
		return new JsonObject().with("id", node.registration().node())
			.with("name", node.registration().application())
			.with("role", node.registration().role().toUpperCase(Locale.ROOT))
			.with("alive", node.alive())
			.with("mode", node.mode())
			.with("startedAt", node.startedAt())
			.with("heartbeatAt", node.heartbeatAt())
			.with("declaredSchedules", node.registration().declared().size());
	}

	static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

}
