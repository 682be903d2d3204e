package io.jobscheduler.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * The live jobs, each in the one order that its state needs. Not thread-safe.
 */
final class MemoryJobs {

	private static final Comparator<Job> BY_DUE = Comparator.comparing(Job::dueAt).thenComparing(Job::id);

	private static final Comparator<Job> BY_CLAIM_ORDER = Comparator.comparingInt((Job job) -> -job.spec().priority())
		.thenComparing(BY_DUE);

	private static final Comparator<Job> BY_EXPIRY = Comparator.comparing(MemoryJobs::leaseUntil)
		.thenComparing(Job::id);

	private final NavigableMap<JobId, Job> jobs = new TreeMap<>();

	private final NavigableSet<Job> notDue = new TreeSet<>(BY_DUE);

	private final Map<String, NavigableMap<Integer, NavigableSet<Job>>> due = new HashMap<>();

	private final NavigableSet<Job> dueByTime = new TreeSet<>(BY_DUE);

	private final NavigableSet<Job> running = new TreeSet<>(BY_EXPIRY);

	private final Map<String, Integer> liveBySchedule = new HashMap<>();

	private final Map<String, JobId> uniqueKeys = new HashMap<>();

	private final MemoryLimits limits = new MemoryLimits();

	private long token;

	private static Instant leaseUntil(Job job) {
		Instant leaseUntil = job.attempts().leaseUntil();
		return (leaseUntil != null) ? leaseUntil : Instant.MAX;
	}

	@Nullable Job get(JobId id) {
		return this.jobs.get(id);
	}

	Collection<Job> after(@Nullable JobId cursor) {
		return (cursor != null) ? this.jobs.tailMap(cursor, false).values() : this.jobs.values();
	}

	@Nullable JobId holderOf(String uniqueKey) {
		return this.uniqueKeys.get(uniqueKey);
	}

	int liveOf(String schedule) {
		return this.liveBySchedule.getOrDefault(schedule, 0);
	}

	/** Adds a job, or puts another state of it in the place of the one that is there. */
	void put(Job job) {
		remove(job.id());
		this.jobs.put(job.id(), job);
		if (job.spec().uniqueKey() != null) {
			this.uniqueKeys.put(job.spec().uniqueKey(), job.id());
		}
		JobOrigin origin = job.spec().origin();
		if (origin != null && job.state() != JobState.QUARANTINED) {
			this.liveBySchedule.merge(origin.schedule(), 1, Integer::sum);
		}
		switch (job.state()) {
			case PENDING -> this.notDue.add(job);
			case RUNNING -> {
				this.running.add(job);
				this.limits.started(job.spec().task());
			}
			case QUARANTINED -> {
				// in no order: nothing takes it
			}
		}
	}

	void remove(JobId id) {
		Job job = this.jobs.remove(id);
		if (job == null) {
			return;
		}
		if (job.spec().uniqueKey() != null) {
			this.uniqueKeys.remove(job.spec().uniqueKey());
		}
		JobOrigin origin = job.spec().origin();
		if (origin != null && job.state() != JobState.QUARANTINED) {
			this.liveBySchedule.computeIfPresent(origin.schedule(), (key, count) -> (count > 1) ? count - 1 : null);
		}
		if (job.state() == JobState.RUNNING) {
			this.running.remove(job);
			this.limits.ended(job.spec().task());
		}
		else if (!this.notDue.remove(job)) {
			removeDue(job);
		}
	}

	private void removeDue(Job job) {
		this.dueByTime.remove(job);
		NavigableMap<Integer, NavigableSet<Job>> versions = this.due.get(job.spec().task());
		NavigableSet<Job> queue = (versions != null) ? versions.get(job.spec().payload().version()) : null;
		if (versions != null && queue != null && queue.remove(job) && queue.isEmpty()) {
			versions.remove(job.spec().payload().version());
			if (versions.isEmpty()) {
				this.due.remove(job.spec().task());
			}
		}
	}

	void limit(TaskSettings settings) {
		this.limits.put(settings, this.running.stream());
	}

	/** Moves what has come due into the order in which it is claimed. */
	private void promote(Instant now) {
		while (!this.notDue.isEmpty() && !this.notDue.first().dueAt().isAfter(now)) {
			Job job = this.notDue.pollFirst();
			this.dueByTime.add(job);
			this.due.computeIfAbsent(job.spec().task(), (task) -> new TreeMap<>())
				.computeIfAbsent(job.spec().payload().version(), (version) -> new TreeSet<>(BY_CLAIM_ORDER))
				.add(job);
		}
	}

	/**
	 * Claims for a lane.
	 * @param limited told when a task that its rate limit holds back may run again
	 */
	List<Claim> claim(ClaimRequest.Lane lane, ClaimRequest request, Instant now, Consumer<Instant> limited) {
		promote(now);
		PriorityQueue<NavigableSet<Job>> queues = new PriorityQueue<>(
				Comparator.comparing(NavigableSet::first, BY_CLAIM_ORDER));
		lane.tasks().forEach((task, version) -> {
			NavigableMap<Integer, NavigableSet<Job>> versions = this.due.get(task);
			if (versions != null) {
				queues.addAll(versions.headMap(version, true).values());
			}
		});
		List<Claim> claims = new ArrayList<>();
		while (claims.size() < lane.slots() && !queues.isEmpty()) {
			NavigableSet<Job> queue = queues.remove();
			Job job = queue.first();
			String task = job.spec().task();
			Instant free = this.limits.nextFree(task, now);
			if (free.isAfter(now)) {
				limited.accept(free);
				continue;
			}
			if (this.limits.isFull(task)) {
				continue;
			}
			claims.add(claim(job, request, now));
			if (!queue.isEmpty()) {
				queues.add(queue);
			}
		}
		return claims;
	}

	private Claim claim(Job job, ClaimRequest request, Instant now) {
		this.token++;
		Instant leaseUntil = now.plus(request.lease());
		Job claimed = job.with(JobState.RUNNING, job.dueAt(),
				job.attempts().claimed(this.token, request.node(), leaseUntil));
		put(claimed);
		this.limits.claimed(job.spec().task(), now);
		return new Claim(claimed, this.token, leaseUntil);
	}

	/** The job, if the claim still holds it. */
	@Nullable Job heldBy(Claim claim) {
		Job job = this.jobs.get(claim.job().id());
		boolean held = job != null && job.state() == JobState.RUNNING && job.attempts().token() == claim.token();
		return held ? job : null;
	}

	void extend(Job job, Instant leaseUntil, @Nullable Progress progress) {
		this.running.remove(job);
		Job extended = job.with(JobState.RUNNING, job.dueAt(), job.attempts().renewed(leaseUntil, progress));
		this.jobs.put(job.id(), extended);
		this.running.add(extended);
	}

	List<Claim> expired(int limit, Instant now) {
		List<Claim> expired = new ArrayList<>();
		for (Job job : this.running) {
			if (expired.size() == limit || !leaseUntil(job).isBefore(now)) {
				break;
			}
			expired.add(new Claim(job, job.attempts().token(), leaseUntil(job)));
		}
		return expired;
	}

	@Nullable Instant earliestExpiry() {
		return this.running.isEmpty() ? null : leaseUntil(this.running.first());
	}

	@Nullable Instant nextDue(Instant now) {
		promote(now);
		return this.notDue.isEmpty() ? null : this.notDue.first().dueAt();
	}

	/**
	 * The due time of the pending job that has been due longest, or else of the one that
	 * is due next.
	 */
	@Nullable Instant earliestDue() {
		if (!this.dueByTime.isEmpty()) {
			return this.dueByTime.first().dueAt();
		}
		return this.notDue.isEmpty() ? null : this.notDue.first().dueAt();
	}

	int count(JobState state) {
		int runningJobs = this.running.size();
		if (state == JobState.RUNNING) {
			return runningJobs;
		}
		int pending = this.notDue.size() + this.dueByTime.size();
		return (state == JobState.PENDING) ? pending : this.jobs.size() - runningJobs - pending;
	}

}
