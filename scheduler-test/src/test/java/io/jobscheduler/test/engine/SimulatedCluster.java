package io.jobscheduler.test.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.test.SimulatedLoops;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes on one store that die, freeze and lose calls and replies, as a seed decides; and
 * a ledger of what ran.
 */
final class SimulatedCluster {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	static final int LIMIT = 2;

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final Set<String> NEVER_FAILING = Set.of("describe", "subscribe", "sendHint", "afterCommit",
			"inCallersTransaction", "supportsTransactionalRuns", "close");

	final VirtualClock clock = new VirtualClock(START);

	final JobStore store = new MemoryJobStore(this.clock);

	final List<JobId> added = new ArrayList<>();

	final Map<JobId, List<Long>> tokens = new HashMap<>();

	private final Random random;

	private final SimulatedLoops loops;

	private final Map<String, Member> members = new LinkedHashMap<>();

	private boolean faults = true;

	private int started;

	SimulatedCluster(long seed) {
		this.random = new Random(seed);
		this.loops = new SimulatedLoops(this.clock, seed);
	}

	/** Runs a hundred random acts, then lets everything come to rest without faults. */
	void run() {
		this.faults = false;
		startNode();
		addSchedules();
		startNode();
		this.faults = true;
		for (int act = 0; act < 100; act++) {
			act();
			assertThat(running("limited")).isLessThanOrEqualTo(LIMIT);
		}
		this.faults = false;
		this.members.values().forEach((member) -> member.driver.freeze(false));
		startNode();
		for (String id : List.of("minutely", "every", "delayed")) {
			scheduler().pauseSchedule(id);
		}
		for (int round = 0; round < 60; round++) {
			this.loops.advance(LEASE);
			this.members.values().forEach(Member::runAll);
		}
	}

	private void act() {
		switch (this.random.nextInt(10)) {
			case 0 -> kill();
			case 1 -> freeze();
			case 2 -> startNode();
			case 3, 4 -> addJob();
			default -> {
				this.loops.advance(Duration.ofMillis(this.random.nextInt(20_000)));
				this.members.values().forEach((member) -> member.runSome(this.random));
			}
		}
	}

	private void addSchedules() {
		Scheduler scheduler = scheduler();
		scheduler.addSchedule(
				ScheduleRequest.of("minutely", JobRequest.task("plain"), every(60)).coalesce(CoalescePolicy.ALL));
		scheduler
			.addSchedule(ScheduleRequest.of("every", JobRequest.task("limited"), every(7)).overlap(OverlapPolicy.SKIP));
		scheduler.addSchedule("delayed", JobRequest.task("plain"), FixedDelayTrigger.of(Duration.ofSeconds(20)));
	}

	static IntervalTrigger every(int seconds) {
		return IntervalTrigger.every(Duration.ofSeconds(seconds)).startingAt(START);
	}

	private void addJob() {
		JobId id = JobId.random(this.clock.now());
		String task = List.of("plain", "limited", "flaky", "once").get(this.random.nextInt(4));
		JobRequest request = JobRequest.task(task)
			.id(id)
			.priority(this.random.nextInt(3))
			.delay(Duration.ofSeconds(this.random.nextInt(30)));
		try {
			scheduler().addJob(request);
			this.added.add(id);
		}
		catch (StoreUnavailableException ex) {
			// not acknowledged: it may be there or not
		}
	}

	private void startNode() {
		if (this.members.size() == 4) {
			return;
		}
		Member member = new Member("node-" + this.started++);
		try {
			member.scheduler.start();
			this.members.put(member.id, member);
		}
		catch (StoreUnavailableException ex) {
			member.driver.kill();
		}
	}

	private void kill() {
		if (this.members.size() > 1) {
			String id = any();
			this.members.remove(id).driver.kill();
		}
	}

	private void freeze() {
		this.members.get(any()).driver.freeze(this.random.nextBoolean());
	}

	private String any() {
		return List.copyOf(this.members.keySet()).get(this.random.nextInt(this.members.size()));
	}

	private Scheduler scheduler() {
		return this.members.get(any()).scheduler;
	}

	private long running(String task) {
		List<Job> running = this.store.findJobs(new JobQuery(JobState.RUNNING, task, null, null, 1000)).items();
		return running.size();
	}

	private void ran(JobContext context) {
		this.tokens.computeIfAbsent(context.jobId(), (id) -> new ArrayList<>()).add(context.fencingToken());
	}

	/** The store, over a line that fails now and then, before the call or after it. */
	private JobStore unreliable() {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(self, method, arguments) -> {
					boolean mayFail = this.faults && !NEVER_FAILING.contains(method.getName());
					if (mayFail && this.random.nextInt(50) == 0) {
						throw new StoreUnavailableException("the call was lost", null);
					}
					Object reply;
					try {
						reply = method.invoke(this.store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
					if (mayFail && this.random.nextInt(50) == 0) {
						throw new StoreUnavailableException("the reply was lost", null);
					}
					return reply;
				});
	}

	/** A node: its scheduler, its loops, and the jobs that it is running. */
	private final class Member {

		private final String id;

		private final SimulatedLoops.Node driver = SimulatedCluster.this.loops.node();

		private final ManualExecutor executor = new ManualExecutor(3);

		private final Scheduler scheduler;

		Member(String id) {
			this.id = id;
			this.scheduler = Scheduler.builder()
				.store(unreliable())
				.nodeId(id)
				.leaseDuration(LEASE)
				.simulated(SimulatedCluster.this.clock, this.driver)
				.executor("default", this.executor)
				.task(TaskDefinition.of("plain", SimulatedCluster.this::ran))
				.task(TaskDefinition.of("limited", SimulatedCluster.this::ran).maxRunningJobs(LIMIT))
				.task(TaskDefinition.of("once", SimulatedCluster.this::ran)
					.settings(JobSettings.NONE.withDelivery(DeliveryGuarantee.AT_MOST_ONCE)))
				.task(TaskDefinition.of("flaky", (context) -> {
					ran(context);
					if (context.attempt() < 3) {
						throw new IllegalStateException("not yet");
					}
				}).settings(JobSettings.NONE.withRetry(RetryPolicy.fixed(10, Duration.ofSeconds(1)))))
				.build();
		}

		void runSome(Random random) {
			int count = random.nextInt(this.executor.running() + 1);
			for (int i = 0; i < count && this.executor.running() > 0; i++) {
				this.executor.runNext();
			}
		}

		void runAll() {
			while (this.executor.running() > 0) {
				this.executor.runNext();
			}
		}

	}

}
