package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;

/**
 * What a node does with its store.
 *
 * @param id its id
 * @param store its store
 */
record TestNode(String id, JobStore store) {

	static final Duration LEASE = Duration.ofMinutes(10);

	static final Duration RETENTION = Duration.ofDays(1);

	TestNode {
		store.open(new JobStore.NodeRegistration(id, id, "billing", "both", List.of(), LEASE));
	}

	static NewJob job(String task) {
		return job(task, null, ConflictPolicy.KEEP);
	}

	/** A job that is claimed before others. */
	static NewJob urgent(String task) {
		return new NewJob(new JobId(UUID.randomUUID()), false,
				new JobSpec(task, Payload.EMPTY, JobSettings.NONE.withPriority(5), null, null), Due.NOW,
				ConflictPolicy.KEEP);
	}

	static NewJob job(String task, String key, ConflictPolicy onConflict) {
		return new NewJob(new JobId(UUID.randomUUID()), false,
				new JobSpec(task, Payload.EMPTY, JobSettings.NONE, key, null), Due.NOW, onConflict);
	}

	List<AddReply> add(NewJob... jobs) {
		return this.store.addJobs(List.of(jobs));
	}

	FireReply fire() {
		return this.store.fire(new FireRequest(100), new DuePlanner());
	}

	List<Claim> claim(int slots) {
		ClaimRequest.Lane lane = new ClaimRequest.Lane("default", slots, Map.of("send", 1, "import", 1));
		return this.store.claim(new ClaimRequest(this.id, LEASE, List.of(lane))).claims().get("default");
	}

	PulseReply pulse(Claim... claims) {
		return this.store.pulse(new PulseRequest(this.id, this.id, LEASE, List.of(claims)));
	}

	CompletionStatus complete(Claim claim, Completion.Verdict verdict) {
		return this.store.complete(List.of(new Completion(claim, verdict))).get(0);
	}

	static Completion.End succeeded(Duration retention) {
		return new Completion.End(Ending.succeeded(null), null, Instant.parse("2026-01-01T00:00:00Z"), retention);
	}

	List<Reclaimed> reclaim() {
		return this.store.reclaim(100,
				(claim, now) -> new Completion.Retry(Duration.ZERO, Completion.Cause.ABANDONMENT, null));
	}

	List<Reclaimed> giveUp() {
		JobError error = new JobError("abandoned", null, null);
		return this.store.reclaim(100, (claim, now) -> new Completion.End(Ending.unsuccessful(Outcome.ABANDONED, error),
				null, now, RETENTION));
	}

	ScheduleReply change(String schedule, ScheduleEdit edit) {
		return this.store.changeSchedules(List.of(new ScheduleChange(schedule, edit))).get(0);
	}

	Schedule schedule(String schedule) {
		return this.store.schedule(schedule).orElseThrow();
	}

	int prune() {
		return this.store.prune(new PruneRequest(1000, RETENTION, RETENTION, RETENTION));
	}

	List<Job> live() {
		return this.store.findJobs(JobQuery.all(1000)).items();
	}

	long running() {
		return this.store.counts(1000).running();
	}

}
