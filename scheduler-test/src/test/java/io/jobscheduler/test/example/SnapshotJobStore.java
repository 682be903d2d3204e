package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreCounts;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * A job store in one versioned value. Each step reads the value, decides, and replaces it
 * if it still has the version that was read; else it starts again.
 */
final class SnapshotJobStore implements JobStore {

	private final VersionedValue value;

	private final EntryFormat format;

	SnapshotJobStore(VersionedValue value, TriggerFormat triggers) {
		this.value = value;
		this.format = new EntryFormat(triggers);
	}

	private Contents read() {
		return new Contents(this.value.read(), this.format);
	}

	/** One step. Some node always comes through, so it needs no lock and no pause. */
	private <T> T update(Function<Contents, T> step) {
		while (true) {
			VersionedValue.Snapshot snapshot = this.value.read();
			Contents contents = new Contents(snapshot, this.format);
			T reply = step.apply(contents);
			String content = contents.write();
			if (content.equals(snapshot.content()) || this.value.replace(snapshot.version(), content)) {
				return reply;
			}
		}
	}

	@Override
	public StoreDescription describe() {
		return new StoreDescription("snapshot", "one versioned value", true, false, false, List.of());
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		return update((contents) -> new OpenReply(contents.now(), contents.nodes().open(registration, contents.now())));
	}

	@Override
	public void leave(String node, String incarnation) {
		update((contents) -> {
			contents.nodes().leave(node, incarnation);
			return true;
		});
	}

	@Override
	public PulseReply pulse(PulseRequest request) {
		return update((contents) -> pulse(request, contents));
	}

	private static PulseReply pulse(PulseRequest request, Contents contents) {
		Instant now = contents.now();
		Set<JobId> lost = new HashSet<>();
		Set<JobId> cancel = new HashSet<>();
		boolean registered = contents.nodes().pulse(request.node(), request.incarnation(), request.lease(), now);
		if (registered) {
			Map<String, Duration> requests = contents.cancelRequests();
			for (Claim claim : request.claims()) {
				JobId id = claim.job().id();
				if (!contents.jobs().isHeld(claim)) {
					lost.add(id);
					continue;
				}
				contents.jobs().extend(claim, now.plus(request.lease()), request.progress().get(id));
				if (requests.containsKey(id.toString())) {
					cancel.add(id);
				}
			}
		}
		List<JobResult> cancelled = new Endings(contents).carryOutRequests();
		return new PulseReply(now, registered, lost, cancel, cancelled, contents.schedules().nextDue(),
				contents.jobs().pending().map(Job::dueAt).min(Instant::compareTo).orElse(null),
				contents.jobs().running().map((job) -> job.attempts().leaseUntil()).findFirst().orElse(null),
				contents.nodes().mode(request.node()));
	}

	@Override
	public FireReply fire(FireRequest request, SchedulePlanner planner) {
		Contents read = read();
		List<Firing> plans = new ArrayList<>();
		Map<Schedule, String> unplannable = new LinkedHashMap<>();
		read.schedules()
			.firing()
			.filter((schedule) -> !schedule.status().dueAt().isAfter(read.now()))
			.limit(request.limit())
			.forEach((schedule) -> {
				try {
					plans.add(planner.plan(schedule, new ScheduleFacts(read.jobs().liveOf(schedule.id())), read.now()));
				}
				catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
					unplannable.put(schedule, "cannot be planned: " + ex);
				}
			});
		return update((contents) -> apply(plans, unplannable, contents));
	}

	private static FireReply apply(List<Firing> plans, Map<Schedule, String> unplannable, Contents contents) {
		List<Firing> applied = plans.stream().filter(new Additions(contents)::fire).toList();
		List<FireReply.Quarantined> quarantined = new ArrayList<>(contents.schedules().quarantine());
		unplannable.forEach((schedule, reason) -> {
			if (contents.schedules().stands(schedule)) {
				contents.schedules().put(ScheduleTable.setAside(schedule, reason), List.of(), contents.now());
				quarantined.add(new FireReply.Quarantined(schedule.id(), reason));
			}
		});
		return new FireReply(contents.now(), applied, plans.size() - applied.size(), quarantined,
				contents.schedules().nextDue());
	}

	@Override
	public ClaimReply claim(ClaimRequest request) {
		return update((contents) -> {
			List<FireReply.Quarantined> quarantined = contents.jobs().quarantinePending();
			Claiming claiming = new Claiming(contents);
			Map<String, List<Claim>> claims = new LinkedHashMap<>();
			for (ClaimRequest.Lane lane : request.lanes()) {
				claims.computeIfAbsent(lane.executor(), (executor) -> new ArrayList<>())
					.addAll(claiming.claim(request, lane));
			}
			return new ClaimReply(contents.now(), claims, quarantined, claiming.nextDue());
		});
	}

	@Override
	public List<CompletionStatus> complete(List<Completion> completions) {
		return update((contents) -> completions.stream().map(new Endings(contents)::complete).toList());
	}

	@Override
	public List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Contents read = read();
		List<Reclaimed> planned = new ArrayList<>();
		read.jobs().expired(read.now()).limit(limit).forEach((claim) -> {
			Completion.Verdict verdict = planner.decide(claim, read.now());
			if (verdict != null) {
				planned.add(new Reclaimed(claim, verdict));
			}
		});
		return update((contents) -> {
			contents.jobs().quarantineExpired(contents.now());
			return planned.stream().filter(new Endings(contents)::reclaim).toList();
		});
	}

	@Override
	public int prune(PruneRequest request) {
		return update((contents) -> {
			Instant now = contents.now();
			new Endings(contents).forgetRequests();
			return contents.results().prune(request.limit(), now)
					+ contents.schedules().pruneSkipped(request.skipped(), request.limit(), now)
					+ contents.schedules().pruneFinished(request.finishedSchedules(), request.limit(), now)
					+ contents.nodes().prune(request.silentNodes(), now);
		});
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		update((contents) -> {
			settings.forEach(contents::putTask);
			return true;
		});
	}

	@Override
	public List<AddReply> addJobs(List<NewJob> jobs) {
		return update((contents) -> jobs.stream().map(new Additions(contents)::add).toList());
	}

	@Override
	public List<ScheduleReply> changeSchedules(List<ScheduleChange> edits) {
		return update((contents) -> edits.stream().map(new Additions(contents)::change).toList());
	}

	@Override
	public List<CancelReply> requestCancel(CancelRequest request) {
		return update((contents) -> {
			Endings endings = new Endings(contents);
			return request.jobs()
				.stream()
				.map((id) -> new CancelReply(id, endings.cancel(id, request.retention())))
				.toList();
		});
	}

	@Override
	public Optional<Job> job(JobId id) {
		return Optional.ofNullable(read().jobs().get(id));
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		Contents contents = read();
		return contents.results().get(id).filter((result) -> result.expiresAt().isAfter(contents.now()));
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return Optional.ofNullable(read().schedules().get(id));
	}

	@Override
	public Page<Job> findJobs(JobQuery query) {
		return new Queries(read()).jobs(query);
	}

	@Override
	public Page<JobResult> findResults(ResultQuery query) {
		return new Queries(read()).results(query);
	}

	@Override
	public Page<Schedule> findSchedules(ScheduleQuery query) {
		return new Queries(read()).schedules(query);
	}

	@Override
	public List<SkippedFireTimes> findSkipped(String schedule, int limit) {
		return read().schedules().skipped(schedule, limit);
	}

	@Override
	public List<NodeStatus> nodes() {
		Contents contents = read();
		return contents.nodes().list(contents.now());
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		update((contents) -> {
			contents.nodes().setMode(node, mode);
			return true;
		});
	}

	@Override
	public StoreCounts counts(int cap) {
		return new Queries(read()).counts(cap);
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		return () -> {
			// nothing is pushed: the engine polls
		};
	}

	@Override
	public void sendHint(Hint hint) {
		// nothing is pushed: the engine polls
	}

	@Override
	public void close() {
		// nothing is held: the value belongs to the application
	}

}
