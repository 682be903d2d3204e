package io.jobscheduler.test.example;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.TaskSettings;

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

	private boolean isSaturated(Job job) {
		TaskSettings settings = this.tasks.get(job.spec().task());
		Integer limit = (settings != null) ? settings.maxRunningJobs() : null;
		return limit != null && this.running.getOrDefault(canonical(job.spec().task()), 0) >= limit;
	}

	private Claim claim(Job job, ClaimRequest request) {
		long token = this.contents.nextToken();
		Instant leaseUntil = this.contents.now().plus(request.lease());
		Job claimed = job.with(JobState.RUNNING, job.dueAt(),
				job.attempts().claimed(token, request.node(), leaseUntil));
		this.contents.jobs().put(claimed);
		this.running.merge(canonical(job.spec().task()), 1, Integer::sum);
		return new Claim(claimed, token, leaseUntil);
	}

}
