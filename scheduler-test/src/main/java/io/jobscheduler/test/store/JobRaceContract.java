package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.Reclaimed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that work on the same jobs at the same moment, as real threads.
 */
interface JobRaceContract extends StoreScenario {

	/** How often a race of a few jobs is run. */
	int ROUNDS = 10;

	private List<TestNode> nodes(int count) {
		return IntStream.range(0, count).mapToObj((index) -> node("node-" + index)).toList();
	}

	private List<JobId> addMany(int count, String task) {
		return add(IntStream.range(0, count).mapToObj((index) -> TestJob.job(task)).toArray(TestJob[]::new));
	}

	@Test
	default void racingClaimersGetEveryJobExactlyOnce() {
		List<JobId> jobs = addMany(400, "send");
		List<TestNode> nodes = nodes(8);
		AtomicInteger left = new AtomicInteger(jobs.size());
		List<List<Claim>> claims = Race.run(nodes.size(), (index) -> () -> {
			List<Claim> mine = new ArrayList<>();
			while (left.get() > 0 && !Race.isOver()) {
				List<Claim> batch = nodes.get(index).claim(7);
				left.addAndGet(-batch.size());
				mine.addAll(batch);
			}
			return mine;
		});
		List<Claim> all = claims.stream().flatMap(List::stream).toList();
		assertThat(all).extracting((claim) -> claim.job().id()).containsExactlyInAnyOrderElementsOf(jobs);
		assertThat(all).extracting(Claim::token).doesNotHaveDuplicates();
	}

	@Test
	default void racingClaimersOfOneNodeGetEveryJobExactlyOnce() {
		TestNode node = node("a");
		for (int round = 0; round < ROUNDS; round++) {
			List<JobId> jobs = addMany(8, "send");
			List<List<Claim>> claims = Race.run(8, (index) -> () -> node.claim(2));
			List<Claim> all = new ArrayList<>(claims.stream().flatMap(List::stream).toList());
			all.addAll(node.claim(8));
			assertThat(all).extracting((claim) -> claim.job().id()).containsExactlyInAnyOrderElementsOf(jobs);
			all.forEach(node::succeed);
		}
	}

	@Test
	default void sixteenClaimersNeverExceedALimitOfTwo() {
		List<TestNode> nodes = nodes(16);
		limit("import", 2, nodes.toArray(TestNode[]::new));
		addMany(100, "import");
		for (int round = 0; round < ROUNDS; round++) {
			List<List<Claim>> raced = Race.run(nodes.size(), (index) -> () -> nodes.get(index).claim(3));
			List<Claim> claims = new ArrayList<>(raced.stream().flatMap(List::stream).toList());
			assertThat(claims).hasSizeLessThanOrEqualTo(2);
			claims.addAll(nodes.get(0).claim(3));
			assertThat(claims).hasSize(2);
			claims.forEach(nodes.get(0)::succeed);
		}
	}

	@Test
	default void limitHoldsWhileClaimsEndAndBegin() {
		List<TestNode> nodes = nodes(8);
		limit("import", 2, nodes.toArray(TestNode[]::new));
		AtomicInteger left = new AtomicInteger(addMany(60, "import").size());
		List<Long> most = Race.run(nodes.size(), (index) -> () -> {
			TestNode node = nodes.get(index);
			long seen = 0;
			while (left.get() > 0 && !Race.isOver()) {
				List<Claim> batch = node.claim(2);
				seen = Math.max(seen, node.store().counts(100).running());
				batch.forEach(node::succeed);
				left.addAndGet(-batch.size());
			}
			return seen;
		});
		assertThat(most).allSatisfy((seen) -> assertThat(seen).isLessThanOrEqualTo(2));
		assertThat(store().counts(100).results()).isEqualTo(60);
	}

	@Test
	default void jobsAddedWhileOthersAreClaimedAreNotLost() {
		List<TestNode> nodes = nodes(4);
		AtomicInteger left = new AtomicInteger(200);
		ConcurrentLinkedQueue<JobId> added = new ConcurrentLinkedQueue<>();
		Set<JobId> claimed = ConcurrentHashMap.newKeySet();
		List<Callable<Integer>> racers = new ArrayList<>();
		for (TestNode node : nodes) {
			racers.add(() -> {
				for (int index = 0; index < 50; index++) {
					added.add(add(TestJob.job().withPriority(index % 3)));
				}
				return 0;
			});
			racers.add(() -> {
				int twice = 0;
				while (left.get() > 0 && !Race.isOver()) {
					for (Claim claim : node.claim(5)) {
						twice += claimed.add(claim.job().id()) ? 0 : 1;
						left.decrementAndGet();
					}
				}
				return twice;
			});
		}
		assertThat(Race.run(racers)).containsOnly(0);
		assertThat(claimed).containsExactlyInAnyOrderElementsOf(added);
	}

	@Test
	default void racingAdditionsOfOneKeyMakeOneJob() {
		for (int round = 0; round < ROUNDS; round++) {
			String key = "key-" + round;
			List<AddReply> replies = Race.run(8,
					(index) -> () -> offer(TestJob.job().withUniqueKey(key, ConflictPolicy.KEEP)));
			List<JobId> added = replies.stream()
				.filter((reply) -> reply.status() == AddReply.Status.ADDED)
				.map(AddReply::id)
				.toList();
			assertThat(added).hasSize(1);
			assertThat(replies).extracting(AddReply::id).containsOnly(added.get(0));
			assertThat(liveJobs()).hasSize(round + 1);
		}
	}

	@Test
	default void racingAdditionsOfOneIdMakeOneJob() {
		for (int round = 0; round < ROUNDS; round++) {
			TestJob job = TestJob.job();
			List<AddReply> replies = Race.run(8, (index) -> () -> offer(job));
			assertThat(replies).filteredOn((reply) -> reply.status() == AddReply.Status.ADDED).hasSize(1);
			assertThat(replies).filteredOn((reply) -> reply.status() == AddReply.Status.EXISTS).hasSize(7);
		}
	}

	@Test
	default void jobIsReplacedBeforeItIsClaimedOrNotAtAll() {
		TestNode node = node("a");
		for (int round = 0; round < ROUNDS; round++) {
			String key = "key-" + round;
			JobId id = add(TestJob.job("send").withUniqueKey(key, ConflictPolicy.KEEP));
			TestJob replacement = TestJob.job("report").withUniqueKey(key, ConflictPolicy.REPLACE);
			List<Object> outcome = Race.run(List.of(() -> node.claim(1), () -> offer(replacement).status()));
			boolean replaced = outcome.get(1) == AddReply.Status.REPLACED;
			if (job(id).state() == JobState.PENDING) {
				node.claim(1);
			}
			assertThat(job(id).spec().task()).isEqualTo(replaced ? "report" : "send");
		}
	}

	@Test
	default void jobIsCancelledBeforeItIsClaimedOrAskedToStopAfterwards() {
		TestNode node = node("a");
		for (int round = 0; round < ROUNDS; round++) {
			JobId id = add(TestJob.job());
			List<Object> outcome = Race.run(List.of(() -> node.claim(1), () -> cancel(id)));
			if (outcome.get(1) == CancelReply.Status.CANCELLED) {
				assertThat(outcome.get(0)).isEqualTo(List.of());
				assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
			}
			else {
				assertThat(outcome.get(1)).isEqualTo(CancelReply.Status.REQUESTED);
				node.pulse();
				if (store().job(id).isPresent()) {
					Job running = job(id);
					Claim claim = new Claim(running, running.attempts().token(), now());
					assertThat(node.pulse(claim).cancel()).containsExactly(id);
					node.succeed(claim);
				}
			}
		}
	}

	@Test
	default void completionSaidByManyIsAppliedOnce() {
		TestNode node = node("a");
		for (int round = 0; round < ROUNDS; round++) {
			add(TestJob.job());
			Claim claim = node.claimOne();
			List<CompletionStatus> statuses = Race.run(8, (index) -> () -> node.succeed(claim));
			assertThat(statuses).filteredOn(CompletionStatus.APPLIED::equals).hasSize(1);
			assertThat(statuses).filteredOn(CompletionStatus.ALREADY::equals).hasSize(7);
		}
	}

	@Test
	default void expiredClaimsAreReclaimedByOneNodeEach() {
		List<TestNode> nodes = nodes(8);
		List<JobId> jobs = addMany(100, "send");
		nodes.get(0).claim(100);
		advance(TestNode.UNTIL_EXPIRED);
		List<List<Reclaimed>> reclaimed = Race.run(nodes.size(),
				(index) -> () -> nodes.get(index).reclaim(Verdicts.ANOTHER_ATTEMPT));
		List<Reclaimed> all = new ArrayList<>(reclaimed.stream().flatMap(List::stream).toList());
		all.addAll(nodes.get(0).reclaim(Verdicts.ANOTHER_ATTEMPT));
		assertThat(all).extracting((each) -> each.claim().job().id()).containsExactlyInAnyOrderElementsOf(jobs);
		assertThat(liveJobs()).extracting((job) -> job.attempts().abandonments()).containsOnly(1);
	}

	@Test
	default void lateCompletionsAndReclaimsLeaveOneOutcomeEach() {
		TestNode slow = node("slow");
		List<TestNode> others = nodes(4);
		addMany(60, "send");
		List<Claim> claims = slow.claim(60);
		advance(TestNode.UNTIL_EXPIRED);
		Set<JobId> completed = ConcurrentHashMap.newKeySet();
		Set<JobId> abandoned = ConcurrentHashMap.newKeySet();
		Stream<Callable<Boolean>> completers = IntStream.range(0, 4).mapToObj((part) -> () -> {
			for (int index = part; index < claims.size(); index += 4) {
				if (slow.succeed(claims.get(index)) == CompletionStatus.APPLIED) {
					assertThat(completed.add(claims.get(index).job().id())).isTrue();
				}
			}
			return true;
		});
		Stream<Callable<Boolean>> reclaimers = others.stream().map((node) -> () -> {
			for (int batch = 0; batch < 10; batch++) {
				for (Reclaimed reclaimed : node.store().reclaim(7, Verdicts.GIVE_UP)) {
					assertThat(abandoned.add(reclaimed.claim().job().id())).isTrue();
				}
			}
			return true;
		});
		Race.run(Stream.concat(completers, reclaimers).toList());
		assertThat(completed.size() + abandoned.size()).isEqualTo(60);
		assertThat(completed).allSatisfy((id) -> assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED));
		assertThat(abandoned).allSatisfy((id) -> assertThat(result(id).outcome()).isEqualTo(Outcome.ABANDONED));
	}

}
