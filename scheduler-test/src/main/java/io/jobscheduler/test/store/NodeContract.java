package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Claim;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.Reclaimed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Nodes register, live as long as they pulse, and are never two of one id.
 */
interface NodeContract extends StoreScenario {

	@Test
	default void describesItselfTheSameToEveryNode() {
		JobStore.StoreDescription description = store().describe();
		assertThat(description.kind()).isNotBlank();
		assertThat(description.product()).isNotBlank();
		assertThat(store().describe()).isEqualTo(description);
		assertThat(openStore().describe()).isEqualTo(description);
	}

	@Test
	default void openTellsTheStoresTime() {
		assertThat(unregisteredNode("a").open().now()).isBetween(now().minusSeconds(60), now());
	}

	@Test
	default void registeredNodeIsListedAsItRegistered() {
		TestNode node = node("a");
		assertThat(store().nodes()).singleElement().satisfies((status) -> {
			assertThat(status.registration()).isEqualTo(node.registration());
			assertThat(status.alive()).isTrue();
			assertThat(status.startedAt()).isBetween(now().minusSeconds(60), now());
			assertThat(status.heartbeatAt()).isEqualTo(status.startedAt());
		});
	}

	@Test
	default void nodesAreListedByIdWhetherAliveOrNot() {
		node("c");
		node("a");
		advance(TestNode.UNTIL_EXPIRED);
		node("b");
		assertThat(store().nodes()).extracting((status) -> status.registration().node()).containsExactly("a", "b", "c");
		assertThat(store().nodes()).extracting(JobStore.NodeStatus::alive).containsExactly(false, true, false);
	}

	@Test
	default void openingRepeatedByTheSameIncarnationChangesNothing() {
		TestNode node = node("a");
		Instant startedAt = store().nodes().get(0).startedAt();
		assertThat(node.open().twin()).isNull();
		assertThat(store().nodes()).singleElement().satisfies((status) -> {
			assertThat(status.registration()).isEqualTo(node.registration());
			assertThat(status.startedAt()).isEqualTo(startedAt);
		});
	}

	@Test
	default void liveTwinIsRefused() {
		TestNode first = node("a");
		assertThat(unregisteredNode("a").open().twin()).isNotNull().satisfies((twin) -> {
			assertThat(twin.registration()).isEqualTo(first.registration());
			assertThat(twin.alive()).isTrue();
		});
		assertThat(store().nodes()).extracting(JobStore.NodeStatus::registration).containsExactly(first.registration());
	}

	@Test
	default void pulseKeepsTheTwinRefused() {
		TestNode first = node("a");
		advance(LEASE.minusMinutes(1));
		assertThat(first.pulse().registered()).isTrue();
		advance(LEASE.minusMinutes(1));
		assertThat(unregisteredNode("a").open().twin()).isNotNull();
		assertThat(store().nodes()).singleElement().satisfies((status) -> {
			assertThat(status.alive()).isTrue();
			assertThat(status.heartbeatAt()).isAfter(status.startedAt());
		});
	}

	@Test
	default void nodeIdIsTakenOverOnceItsLeaseHasEnded() {
		node("a");
		advance(TestNode.UNTIL_EXPIRED);
		TestNode second = node("a");
		assertThat(store().nodes()).singleElement().satisfies((status) -> {
			assertThat(status.registration()).isEqualTo(second.registration());
			assertThat(status.alive()).isTrue();
		});
	}

	@Test
	default void silentNodeThatWasNotReplacedGoesOnWithItsNextPulse() {
		TestNode node = node("a");
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.pulse().registered()).isTrue();
		assertThat(store().nodes()).extracting(JobStore.NodeStatus::alive).containsExactly(true);
	}

	@Test
	default void pulseOfAReplacedIncarnationSaysSoAndExtendsNothing() {
		add(TestJob.job());
		TestNode first = node("a");
		Claim claim = first.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode second = node("a");
		assertThat(first.pulse(claim).registered()).isFalse();
		assertThat(second.pulse().registered()).isTrue();
		assertThat(second.reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting(Reclaimed::claim)
			.extracting(Claim::token)
			.containsExactly(claim.token());
	}

	@Test
	default void pulseOfANodeThatNeverRegisteredSaysSoAndRegistersNothing() {
		PulseReply reply = unregisteredNode("stranger").pulse();
		assertThat(reply.registered()).isFalse();
		assertThat(store().nodes()).isEmpty();
	}

	@Test
	default void nodeThatLeavesIsGoneAtOnce() {
		TestNode node = node("a");
		node.leave();
		assertThat(store().nodes()).isEmpty();
		assertThat(node.pulse().registered()).isFalse();
		node("a");
	}

	@Test
	default void leavingRepeatedDoesNothing() {
		TestNode node = node("a");
		node("b");
		node.leave();
		node.leave();
		assertThat(store().nodes()).extracting((status) -> status.registration().node()).containsExactly("b");
	}

	@Test
	default void leavingOfAReplacedIncarnationRemovesNothing() {
		TestNode first = node("a");
		advance(TestNode.UNTIL_EXPIRED);
		TestNode second = node("a");
		first.leave();
		assertThat(store().nodes()).extracting(JobStore.NodeStatus::registration)
			.containsExactly(second.registration());
	}

	@Test
	default void claimsOfANodeThatLeftKeepTheirLeases() {
		add(TestJob.job());
		TestNode leaving = node("a");
		leaving.claimOne();
		leaving.leave();
		TestNode other = node("b");
		assertThat(other.claim(1)).isEmpty();
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	@Test
	default void pulseTellsWhenThereIsSomethingToDoNext() {
		TestNode node = node("a");
		PulseReply idle = node.pulse();
		assertThat(idle.nextScheduleDue()).isNull();
		assertThat(idle.nextJobDue()).isNull();
		assertThat(idle.earliestExpiry()).isNull();

		TestJob later = TestJob.job("a task that this node does not know").dueAt(now().plus(Duration.ofHours(3)));
		TestSchedule schedule = TestSchedule.hourly("hourly", now().plus(Duration.ofHours(2)));
		add(later);
		add(schedule);
		add(TestJob.job());
		Claim claim = node.claimOne();
		PulseReply busy = node.pulse();
		assertThat(busy.nextScheduleDue()).isEqualTo(schedule.schedule().status().dueAt());
		assertThat(busy.nextJobDue()).isEqualTo(later.request().due().at());
		assertThat(busy.earliestExpiry()).isEqualTo(claim.leaseUntil());
	}

	@Test
	default void pulseTellsTheEarliestExpiryOfAllNodes() {
		add(TestJob.job(), TestJob.job());
		TestNode first = node("a");
		TestNode second = node("b");
		Claim earlier = first.claimOne();
		advance(Duration.ofMinutes(1));
		second.claimOne();
		assertThat(second.pulse().earliestExpiry()).isEqualTo(earlier.leaseUntil());
	}

	@Test
	default void pulseTellsOfAJobThatHasBeenDueForLong() {
		TestJob overdue = TestJob.job().dueAt(now().minus(Duration.ofDays(1)));
		add(overdue);
		assertThat(node("a").pulse().nextJobDue()).isEqualTo(overdue.request().due().at());
	}

	@Test
	default void pausedSchedulesAreNothingToDo() {
		add(TestSchedule.hourly("paused", now()).paused("holidays"));
		add(TestSchedule.hourly("finished", now()).finished());
		assertThat(node("a").pulse().nextScheduleDue()).isNull();
	}

	@Test
	default void hintsMayBeSentAndHeardByAnyoneAndFailNobody() {
		JobStore.Subscription subscription = openStore().subscribe((hint) -> {
		});
		assertThatCode(() -> {
			for (JobStore.Hint hint : JobStore.Hint.values()) {
				store().sendHint(hint);
			}
			subscription.close();
			subscription.close();
			store().sendHint(JobStore.Hint.JOBS);
		}).doesNotThrowAnyException();
	}

}
