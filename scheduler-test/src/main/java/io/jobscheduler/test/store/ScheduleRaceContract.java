package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.store.ScheduleReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that fire and change the same schedules at the same moment, as real threads.
 */
interface ScheduleRaceContract extends StoreScenario {

	/** How many fire times of each schedule are due when the race starts. */
	int FIRE_TIMES = 5;

	private Instant longAgo() {
		return now().minus(TestSchedule.INTERVAL.multipliedBy(FIRE_TIMES - 1)).minusSeconds(60);
	}

	private List<JobId> expectedJobs(List<Schedule> schedules, Instant first) {
		List<JobId> expected = new ArrayList<>();
		for (Schedule schedule : schedules) {
			for (int index = 0; index < FIRE_TIMES; index++) {
				expected.add(Plans.jobId(schedule, first.plus(TestSchedule.INTERVAL.multipliedBy(index))));
			}
		}
		return expected;
	}

	private List<TestNode> nodes(int count) {
		return IntStream.range(0, count).mapToObj((index) -> node("node-" + index)).toList();
	}

	@Test
	default void racingNodesMakeOneJobPerFireTime() {
		Instant first = longAgo();
		List<Schedule> schedules = IntStream.range(0, 10)
			.mapToObj((index) -> add(TestSchedule.hourly("schedule-" + index, first)))
			.toList();
		List<JobId> expected = expectedJobs(schedules, first);
		List<TestNode> nodes = nodes(8);
		AtomicInteger left = new AtomicInteger(expected.size());
		List<List<JobId>> made = Race.run(nodes.size(), (index) -> () -> {
			List<JobId> mine = new ArrayList<>();
			while (left.get() > 0 && !Race.isOver()) {
				for (Firing firing : nodes.get(index).fire(4, Plans::oneJob).applied()) {
					firing.jobs().forEach((job) -> mine.add(job.id()));
					left.decrementAndGet();
				}
			}
			return mine;
		});
		assertThat(made.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(liveJobs()).extracting(Job::id).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	default void racingNodesCatchUpOnceEvenIfJobsEndMeanwhile() {
		Instant first = longAgo();
		Schedule schedule = add(TestSchedule.hourly("hourly", first).withCoalesce(CoalescePolicy.ALL));
		List<TestNode> nodes = nodes(8);
		List<List<JobId>> run = Race.run(nodes.size(), (index) -> () -> {
			TestNode node = nodes.get(index);
			List<JobId> mine = new ArrayList<>();
			for (int round = 0; round < 5; round++) {
				node.fire(new DuePlanner());
				node.claim(3).forEach((claim) -> {
					node.complete(claim, Verdicts.succeeded(now(), Duration.ZERO));
					mine.add(claim.job().id());
				});
			}
			return mine;
		});
		List<JobId> all = new ArrayList<>(run.stream().flatMap(List::stream).toList());
		nodes.get(0).claim(100).forEach((claim) -> all.add(claim.job().id()));
		assertThat(all).containsExactlyInAnyOrderElementsOf(expectedJobs(List.of(schedule), first));
	}

	@Test
	default void racingEditsAreAllApplied() {
		add(TestSchedule.hourly("counter", now()));
		change("counter", TestSchedule.setArguments("0"));
		ScheduleEdit increment = (current, now) -> {
			Schedule schedule = Objects.requireNonNull(current);
			int count = Integer.parseInt(schedule.definition().payload().arguments());
			return new ScheduleEdit.Write(TestSchedule.withArguments(schedule, String.valueOf(count + 1)));
		};
		long version = schedule("counter").version();
		Race.run(8, (index) -> () -> {
			for (int round = 0; round < 20; round++) {
				change("counter", increment);
			}
			return true;
		});
		assertThat(schedule("counter").definition().payload().arguments()).isEqualTo("160");
		assertThat(schedule("counter").version()).isGreaterThanOrEqualTo(version + 160);
	}

	@Test
	default void racingAdditionsOfOneIdMakeOneSchedule() {
		for (int round = 0; round < 10; round++) {
			String id = "schedule-" + round;
			List<ScheduleReply> replies = Race.run(8,
					(index) -> () -> change(id, TestSchedule.hourly(id, now()).addition()));
			List<ScheduleReply> written = replies.stream()
				.filter((reply) -> reply.decision() instanceof ScheduleEdit.Write)
				.toList();
			assertThat(written).hasSize(1);
			assertThat(written.get(0).after()).isEqualTo(schedule(id));
		}
	}

	@Test
	default void scheduleChangedWhileItFiresLosesNeitherTheChangeNorAFireTime() {
		Instant first = longAgo();
		Schedule schedule = add(TestSchedule.hourly("hourly", first));
		TestNode node = node("a");
		Callable<Boolean> firing = () -> {
			for (int fired = 0; fired < FIRE_TIMES && !Race.isOver();) {
				fired += node.fire(Plans::oneJob).applied().size();
			}
			return true;
		};
		Callable<Boolean> changing = () -> {
			for (int round = 1; round <= 20; round++) {
				change("hourly", TestSchedule.setArguments(String.valueOf(round)));
			}
			return true;
		};
		Race.run(List.of(firing, changing));
		assertThat(schedule("hourly").definition().payload().arguments()).isEqualTo("20");
		assertThat(schedule("hourly").status().watermark())
			.isEqualTo(first.plus(TestSchedule.INTERVAL.multipliedBy(FIRE_TIMES - 1)));
		assertThat(liveJobs()).extracting(Job::id)
			.containsExactlyInAnyOrderElementsOf(expectedJobs(List.of(schedule), first));
	}

	@Test
	default void scheduleThatIsPausedWhileNodesFireMakesNoJobAfterwards() {
		List<TestNode> nodes = nodes(4);
		for (int round = 0; round < 5; round++) {
			String id = "schedule-" + round;
			add(TestSchedule.hourly(id, longAgo()));
			List<Callable<Boolean>> racers = new ArrayList<>();
			nodes.forEach((node) -> racers.add(() -> !node.fire(Plans::oneJob).applied().isEmpty()));
			racers.add(() -> change(id, TestSchedule.pause("holidays")).after() != null);
			Race.run(racers);
			int jobs = liveJobs().size();
			assertThat(nodes.get(0).fire(Plans::oneJob).applied()).isEmpty();
			assertThat(liveJobs()).hasSize(jobs);
		}
	}

	@Test
	default void racingIncarnationsOfOneNodeLeaveOneRegistered() {
		for (int round = 0; round < 5; round++) {
			String id = "node-" + round;
			List<TestNode> twins = IntStream.range(0, 8).mapToObj((index) -> unregisteredNode(id)).toList();
			List<Boolean> registered = Race.run(twins.size(), (index) -> () -> twins.get(index).open().twin() == null);
			assertThat(registered).filteredOn(Boolean::booleanValue).hasSize(1);
			assertThat(twins.get(registered.indexOf(true)).pulse().registered()).isTrue();
		}
	}

}
