package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.jobscheduler.job.Claim;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.Reclaimed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One node: it has an id, an incarnation and a store of its own, and one executor.
 *
 * @param id its id
 * @param incarnation its incarnation
 * @param store its store
 * @param fixture the data that it shares with the others
 */
record TestNode(String id, String incarnation, JobStore store, StoreFixture fixture) {

	/** The name of a node's only executor. */
	static final String EXECUTOR = "default";

	/** The tasks that a node knows, with version 1 of their arguments. */
	static final Map<String, Integer> TASKS = tasks(TestJob.TASK, "report", "import", "cleanup");

	JobStore.NodeRegistration registration() {
		return new JobStore.NodeRegistration(this.id, this.incarnation, "billing", "both", List.of("nightly"),
				StoreScenario.LEASE);
	}

	JobStore.OpenReply open() {
		return this.store.open(registration());
	}

	void leave() {
		this.store.leave(this.id, this.incarnation);
	}

	PulseReply pulse(Claim... claims) {
		return this.store.pulse(new PulseRequest(this.id, this.incarnation, StoreScenario.LEASE, List.of(claims)));
	}

	FireReply fire(SchedulePlanner planner) {
		return fire(100, planner);
	}

	FireReply fire(int limit, SchedulePlanner planner) {
		return this.store.fire(new FireRequest(limit), planner);
	}

	List<Claim> claim(int slots) {
		return claim(slots, TASKS);
	}

	List<Claim> claim(int slots, Map<String, Integer> tasks) {
		return claimed(request(new ClaimRequest.Lane(EXECUTOR, slots, tasks)));
	}

	Claim claimOne() {
		List<Claim> claims = claim(1);
		assertThat(claims).as("what %s claimed", this.id).hasSize(1);
		return claims.get(0);
	}

	ClaimReply request(ClaimRequest.Lane... lanes) {
		return this.store.claim(new ClaimRequest(this.id, StoreScenario.LEASE, List.of(lanes)));
	}

	/** Ends a claim well. */
	CompletionStatus succeed(Claim claim) {
		return complete(claim, Verdicts.succeeded(this.fixture.now()));
	}

	CompletionStatus complete(Claim claim, Completion.Verdict verdict) {
		return this.store.complete(List.of(new Completion(claim, verdict))).get(0);
	}

	List<Reclaimed> reclaim(JobStore.ReclaimPlanner planner) {
		return this.store.reclaim(1000, planner);
	}

	static Map<String, Integer> tasks(String... tasks) {
		return Arrays.stream(tasks).collect(Collectors.toMap(Function.identity(), (task) -> 1));
	}

	static List<Claim> claimed(ClaimReply reply) {
		return reply.claims().getOrDefault(EXECUTOR, List.of());
	}

	/** Long enough for every lease that holds now to have ended. */
	static final Duration UNTIL_EXPIRED = StoreScenario.LEASE.plusSeconds(1);

}
