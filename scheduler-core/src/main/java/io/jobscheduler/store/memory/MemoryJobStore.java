package io.jobscheduler.store.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleFacts;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkippedFireTimes;
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
 * A job store in the memory of this process. Jobs end with the process; until then every
 * guarantee holds, among all schedulers that share the instance. Its clock is the one it
 * was given. Each step is atomic under one lock; planners run outside it.
 */
public final class MemoryJobStore implements JobStore {

	private final Object lock = new Object();

	private final SchedulerClock clock;

	private final MemoryJobs jobs = new MemoryJobs();

	private final MemorySchedules schedules = new MemorySchedules();

	private final MemoryResults results = new MemoryResults();

	private final MemoryNodes nodes = new MemoryNodes();

	private final MemoryEndings endings = new MemoryEndings(this.jobs, this.schedules, this.results);

	private final MemoryQueries queries = new MemoryQueries(this.jobs, this.schedules, this.results);

	private final MemoryHints hints = new MemoryHints();

	/** Creates an empty store on the system's clock. */
	public MemoryJobStore() {
		this(SchedulerClock.system());
	}

	/**
	 * Creates an empty store.
	 * @param clock the store's clock
	 */
	public MemoryJobStore(SchedulerClock clock) {
		this.clock = clock;
	}

	@Override
	public StoreDescription describe() {
		return new StoreDescription("memory", "memory", false, false, true, List.of());
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			return new OpenReply(now, this.nodes.open(registration, now));
		}
	}

	@Override
	public void leave(String node, String incarnation) {
		synchronized (this.lock) {
			this.nodes.leave(node, incarnation);
		}
	}

	@Override
	public PulseReply pulse(PulseRequest request) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			Set<JobId> lost = new HashSet<>();
			Set<JobId> cancel = new HashSet<>();
			boolean registered = this.nodes.pulse(request.node(), request.incarnation(), request.lease(), now);
			for (Claim claim : request.claims()) {
				Job held = registered ? this.jobs.heldBy(claim) : null;
				if (held == null) {
					lost.add(claim.job().id());
					continue;
				}
				this.jobs.extend(held, now.plus(request.lease()), request.progress().get(held.id()));
				if (this.endings.isAskedToStop(held.id())) {
					cancel.add(held.id());
				}
			}
			return new PulseReply(now, registered, registered ? lost : Set.of(), cancel,
					this.endings.cancelPending(now), this.schedules.nextDue(), this.jobs.earliestDue(),
					this.jobs.earliestExpiry(), this.nodes.mode(request.node()));
		}
	}

	@Override
	public FireReply fire(FireRequest request, SchedulePlanner planner) {
		List<Schedule> due;
		List<ScheduleFacts> facts;
		Instant now;
		synchronized (this.lock) {
			now = this.clock.now();
			due = this.schedules.due(request.limit(), now);
			facts = due.stream().map((schedule) -> new ScheduleFacts(this.jobs.liveOf(schedule.id()))).toList();
		}
		List<Firing> plans = new ArrayList<>();
		Map<Schedule, String> unreadable = new LinkedHashMap<>();
		for (int i = 0; i < due.size(); i++) {
			try {
				plans.add(planner.plan(due.get(i), facts.get(i), now));
			}
			catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
				unreadable.put(due.get(i), "cannot be planned: " + ex);
			}
		}
		return apply(plans, unreadable);
	}

	private FireReply apply(List<Firing> plans, Map<Schedule, String> unreadable) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			List<Firing> applied = plans.stream().filter((plan) -> apply(plan, now)).toList();
			List<FireReply.Quarantined> quarantined = new ArrayList<>();
			unreadable.forEach((schedule, reason) -> {
				if (stands(schedule)) {
					Schedule.Status status = schedule.status();
					this.schedules.write(schedule.with(new Schedule.Status(ScheduleState.QUARANTINED, reason,
							status.nextFireTime(), null, status.watermark(), status.runs())), List.of(), now);
					quarantined.add(new FireReply.Quarantined(schedule.id(), reason));
				}
			});
			return new FireReply(now, applied, plans.size() - applied.size(), quarantined, this.schedules.nextDue());
		}
	}

	private boolean stands(Schedule planned) {
		Schedule current = this.schedules.get(planned.id());
		return current != null && current.version() == planned.version() && current.uid().equals(planned.uid());
	}

	private boolean apply(Firing firing, Instant now) {
		if (!stands(firing.planned())) {
			return false;
		}
		this.schedules.write(firing.planned().with(firing.next()), firing.skipped(), now);
		for (Firing.PlannedJob planned : firing.jobs()) {
			if (this.jobs.get(planned.id()) == null && this.results.get(planned.id()) == null) {
				this.jobs
					.put(new Job(planned.id(), planned.spec(), planned.dueAt(), now, JobState.PENDING, Attempts.NONE));
			}
		}
		return true;
	}

	@Override
	public ClaimReply claim(ClaimRequest request) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			Map<String, List<Claim>> claims = new LinkedHashMap<>();
			NavigableSet<Instant> limited = new TreeSet<>();
			for (ClaimRequest.Lane lane : request.lanes()) {
				List<Claim> claimed = this.jobs.claim(lane, request, now, limited::add);
				claims.computeIfAbsent(lane.executor(), (executor) -> new ArrayList<>()).addAll(claimed);
			}
			Instant nextDue = this.jobs.nextDue(now);
			if (nextDue != null) {
				limited.add(nextDue);
			}
			return new ClaimReply(now, claims, List.of(), limited.isEmpty() ? null : limited.first());
		}
	}

	@Override
	public List<CompletionStatus> complete(List<Completion> completions) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			return completions.stream().map((completion) -> this.endings.complete(completion, now)).toList();
		}
	}

	@Override
	public List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		List<Claim> expired;
		Instant seenAt;
		synchronized (this.lock) {
			seenAt = this.clock.now();
			expired = this.jobs.expired(limit, seenAt);
		}
		List<Reclaimed> planned = new ArrayList<>();
		for (Claim claim : expired) {
			Completion.Verdict verdict = planner.decide(claim, seenAt);
			if (verdict != null) {
				planned.add(new Reclaimed(claim, verdict));
			}
		}
		synchronized (this.lock) {
			Instant now = this.clock.now();
			return planned.stream().filter((reclaimed) -> apply(reclaimed, now)).toList();
		}
	}

	private boolean apply(Reclaimed reclaimed, Instant now) {
		Job held = this.jobs.heldBy(reclaimed.claim());
		Instant leaseUntil = (held != null) ? held.attempts().leaseUntil() : null;
		if (held == null || leaseUntil == null || !leaseUntil.isBefore(now)) {
			return false;
		}
		this.endings.apply(held, reclaimed.claim(), reclaimed.verdict(), now);
		return true;
	}

	@Override
	public int prune(PruneRequest request) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			this.endings.forgetRequests();
			return this.results.prune(request.limit(), now)
					+ this.schedules.pruneSkipped(request.skipped(), request.limit(), now)
					+ this.schedules.pruneFinished(request.finishedSchedules(), request.limit(), now)
					+ this.nodes.prune(request.silentNodes(), now);
		}
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		synchronized (this.lock) {
			settings.forEach(this.jobs::limit);
		}
	}

	@Override
	public List<AddReply> addJobs(List<NewJob> newJobs) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			return newJobs.stream().map((job) -> add(job, now)).toList();
		}
	}

	private AddReply add(NewJob newJob, Instant now) {
		if (this.jobs.get(newJob.id()) != null || this.results.get(newJob.id()) != null) {
			return new AddReply(newJob.id(), AddReply.Status.EXISTS);
		}
		String key = newJob.spec().uniqueKey();
		JobId holder = (key != null) ? this.jobs.holderOf(key) : null;
		Instant due = newJob.due().resolve(now).truncatedTo(ChronoUnit.MICROS);
		if (holder == null) {
			this.jobs.put(new Job(newJob.id(), newJob.spec(), due, now, JobState.PENDING, newJob.attempts()));
			return new AddReply(newJob.id(), AddReply.Status.ADDED);
		}
		return switch (newJob.onConflict()) {
			case KEEP -> new AddReply(holder, AddReply.Status.KEPT);
			case REJECT -> new AddReply(holder, AddReply.Status.REJECTED);
			case REPLACE -> replace(holder, newJob, due);
		};
	}

	private AddReply replace(JobId holder, NewJob newJob, Instant due) {
		Job job = this.jobs.get(holder);
		if (job == null || job.state() != JobState.PENDING) {
			return new AddReply(holder, AddReply.Status.KEPT);
		}
		this.jobs.put(new Job(holder, newJob.spec(), due, job.createdAt(), JobState.PENDING, job.attempts()));
		return new AddReply(holder, AddReply.Status.REPLACED);
	}

	@Override
	public List<ScheduleReply> changeSchedules(List<ScheduleChange> changes) {
		while (true) {
			List<@Nullable Schedule> read = new ArrayList<>();
			Instant now;
			synchronized (this.lock) {
				now = this.clock.now();
				changes.forEach((change) -> read.add(this.schedules.get(change.id())));
			}
			List<ScheduleEdit.Decision> decisions = new ArrayList<>();
			for (int i = 0; i < changes.size(); i++) {
				decisions.add(changes.get(i).edit().decide(read.get(i), now));
			}
			synchronized (this.lock) {
				if (stand(changes, read)) {
					return apply(changes, read, decisions, now);
				}
			}
		}
	}

	private boolean stand(List<ScheduleChange> changes, List<@Nullable Schedule> read) {
		for (int i = 0; i < changes.size(); i++) {
			if (!Objects.equals(read.get(i), this.schedules.get(changes.get(i).id()))) {
				return false;
			}
		}
		return true;
	}

	private List<ScheduleReply> apply(List<ScheduleChange> changes, List<@Nullable Schedule> read,
			List<ScheduleEdit.Decision> decisions, Instant now) {
		List<ScheduleReply> replies = new ArrayList<>();
		for (int i = 0; i < changes.size(); i++) {
			replies.add(apply(changes.get(i).id(), read.get(i), decisions.get(i), now));
		}
		return replies;
	}

	private ScheduleReply apply(String id, @Nullable Schedule current, ScheduleEdit.Decision decision, Instant now) {
		Schedule after = current;
		if (decision instanceof ScheduleEdit.Write write) {
			after = this.schedules.write(write.schedule(), write.skipped(), now);
		}
		else if (decision instanceof ScheduleEdit.Remove) {
			this.schedules.remove(id);
			after = null;
		}
		return new ScheduleReply(decision, current, after);
	}

	@Override
	public List<CancelReply> requestCancel(CancelRequest request) {
		synchronized (this.lock) {
			Instant now = this.clock.now();
			return request.jobs()
				.stream()
				.map((id) -> new CancelReply(id, this.endings.cancel(id, request.retention(), now)))
				.toList();
		}
	}

	@Override
	public Optional<Job> job(JobId id) {
		synchronized (this.lock) {
			return Optional.ofNullable(this.jobs.get(id));
		}
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		synchronized (this.lock) {
			return Optional.ofNullable(this.results.get(id))
				.filter((result) -> result.expiresAt().isAfter(this.clock.now()));
		}
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		synchronized (this.lock) {
			return Optional.ofNullable(this.schedules.get(id));
		}
	}

	@Override
	public Page<Job> findJobs(JobQuery query) {
		synchronized (this.lock) {
			return this.queries.jobs(query);
		}
	}

	@Override
	public Page<JobResult> findResults(ResultQuery query) {
		synchronized (this.lock) {
			return this.queries.results(query, this.clock.now());
		}
	}

	@Override
	public Page<Schedule> findSchedules(ScheduleQuery query) {
		synchronized (this.lock) {
			return this.queries.schedules(query);
		}
	}

	@Override
	public List<SkippedFireTimes> findSkipped(String schedule, int limit) {
		synchronized (this.lock) {
			return this.schedules.skipped(schedule, limit);
		}
	}

	@Override
	public List<NodeStatus> nodes() {
		synchronized (this.lock) {
			return this.nodes.list(this.clock.now());
		}
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		synchronized (this.lock) {
			this.nodes.setMode(node, mode);
		}
	}

	@Override
	public StoreCounts counts(int cap) {
		synchronized (this.lock) {
			return this.queries.counts(cap, this.clock.now());
		}
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		return this.hints.subscribe(listener);
	}

	@Override
	public void sendHint(Hint hint) {
		this.hints.send(hint);
	}

	@Override
	public void close() {
		// nothing is held: the data goes when the store is no longer referred to
	}

}
