package io.jobscheduler.test.example;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs within the limits of their tasks, which are counted in the snapshot
 * that the claims are written to.
 */
final class Claiming {

	private static final Comparator<Job> CLAIM_ORDER = Comparator.comparingInt((Job job) -> -job.spec().priority())
		.thenComparing(Job::dueAt)
		.thenComparing(Job::id);

	private final Contents contents;

	private final Map<String, TaskSettings> tasks;

	private final Map<String, Integer> running = new HashMap<>();

	private final Set<Instant> limited = new HashSet<>();

	Claiming(Contents contents) {
		this.contents = contents;
		this.tasks = contents.tasks();
		contents.jobs().runningTasks().forEach((task) -> this.running.merge(canonical(task), 1, Integer::sum));
	}

	private String canonical(String task) {
		TaskSettings settings = this.tasks.get(task);
		return (settings != null) ? settings.task() : task;
	}

	List<Claim> claim(ClaimRequest request, ClaimRequest.Lane lane) {
		List<Job> candidates = this.contents.jobs()
			.pending()
			.filter((job) -> !job.dueAt().isAfter(this.contents.now()))
			.filter((job) -> job.spec().payload().version() <= lane.tasks().getOrDefault(job.spec().task(), 0))
			.sorted(CLAIM_ORDER)
			.toList();
		List<Claim> claims = new ArrayList<>();
		for (Job job : candidates) {
			if (claims.size() < lane.slots() && !isSaturated(job)) {
				claims.add(claim(job, request));
			}
		}
		return claims;
	}

	/** A task that its rate holds back is to be looked at again once it does not. */
	private boolean isSaturated(Job job) {
		TaskSettings settings = this.tasks.get(job.spec().task());
		if (settings == null) {
			return false;
		}
		RateLimit rate = settings.rate();
		Instant now = this.contents.now();
		Instant free = (rate != null) ? this.contents.window(settings.task()).nextFree(rate, now) : now;
		if (free.isAfter(now)) {
			this.limited.add(free);
			return true;
		}
		Integer limit = settings.maxRunningJobs();
		return limit != null && this.running.getOrDefault(settings.task(), 0) >= limit;
	}

	/** When there may be more to claim: what is due then, or not held back any more. */
	@Nullable Instant nextDue() {
		Stream<Instant> due = this.contents.jobs().pending().map(Job::dueAt).filter(this.contents.now()::isBefore);
		return Stream.concat(due, this.limited.stream()).min(Instant::compareTo).orElse(null);
	}

	private Claim claim(Job job, ClaimRequest request) {
		long token = this.contents.nextToken();
		Instant leaseUntil = this.contents.now().plus(request.lease());
		Job claimed = job.with(JobState.RUNNING, job.dueAt(),
				job.attempts().claimed(token, request.node(), leaseUntil));
		this.contents.jobs().put(claimed);
		count(job.spec().task());
		return new Claim(claimed, token, leaseUntil);
	}

	private void count(String task) {
		TaskSettings settings = this.tasks.get(task);
		RateLimit rate = (settings != null) ? settings.rate() : null;
		if (rate != null) {
			RateWindow window = this.contents.window(settings.task());
			this.contents.putWindow(settings.task(), window.claimed(rate, this.contents.now(), 1));
		}
		this.running.merge(canonical(task), 1, Integer::sum);
	}

}
