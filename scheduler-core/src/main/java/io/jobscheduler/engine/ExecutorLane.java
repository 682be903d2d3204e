package io.jobscheduler.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of one executor, and the runs that were claimed ahead and wait for one. A
 * full lane never holds up another.
 */
final class ExecutorLane {

	private static final Logger logger = LoggerFactory.getLogger(ExecutorLane.class);

	private final String name;

	private final JobExecutor executor;

	private final Deque<JobRun> waiting = new ArrayDeque<>();

	private int running;

	private volatile boolean refusing;

	ExecutorLane(String name, JobExecutor executor) {
		this.name = name;
		this.executor = executor;
	}

	/**
	 * What to claim for this lane: as much as there are free slots for, and as much again
	 * ahead; nothing ahead of tasks that must not be held without being run.
	 */
	synchronized Optional<ClaimRequest.Lane> wanted(TaskRegistry registry, JobSettings defaults) {
		Map<String, Integer> all = new HashMap<>();
		Map<String, Integer> claimableAhead = new HashMap<>();
		for (TaskDefinition task : registry.all()) {
			if (task.executor().equals(this.name)) {
				put(all, task);
				if (mayBeClaimedAhead(task, defaults)) {
					put(claimableAhead, task);
				}
			}
		}
		if (this.refusing) {
			this.refusing = false;
			return Optional.empty();
		}
		int slots = this.executor.slots();
		int free = slots - this.running;
		int ahead = (slots > 1) ? slots - this.waiting.size() : 0;
		if (free > 0 && !all.isEmpty()) {
			boolean unrestricted = claimableAhead.size() == all.size();
			return Optional.of(new ClaimRequest.Lane(this.name, unrestricted ? free + ahead : free, all));
		}
		if (ahead * 2 > slots && !claimableAhead.isEmpty()) {
			return Optional.of(new ClaimRequest.Lane(this.name, ahead, claimableAhead));
		}
		return Optional.empty();
	}

	private static boolean mayBeClaimedAhead(TaskDefinition task, JobSettings defaults) {
		return task.maxRunningJobs() == null
				&& task.settings().orElse(defaults).delivery() != DeliveryGuarantee.AT_MOST_ONCE;
	}

	private static void put(Map<String, Integer> tasks, TaskDefinition task) {
		tasks.put(task.id(), task.version());
		task.aliases().forEach((alias) -> tasks.put(alias, task.version()));
	}

	/** Runs what was claimed, or keeps it until a slot is free. */
	void submit(List<JobRun> runs) {
		List<JobRun> startable = new ArrayList<>();
		synchronized (this) {
			for (JobRun run : runs) {
				if (this.running < this.executor.slots()) {
					this.running++;
					startable.add(run);
				}
				else {
					this.waiting.add(run);
				}
			}
		}
		startable.forEach(this::execute);
	}

	private void execute(JobRun run) {
		try {
			this.executor.execute(run);
		}
		catch (RuntimeException | Error ex) { // no thread could be had, or it is closed
			logger.error("Executor '{}' does not take {}, which is handed back", this.name, run, ex);
			this.refusing = true;
			run.refused();
		}
	}

	/** A slot is free: the next run that waits takes it. */
	void release() {
		JobRun next;
		synchronized (this) {
			next = this.waiting.poll();
			if (next == null) {
				this.running--;
			}
		}
		if (next != null) {
			execute(next);
		}
	}

	/** Lets go of the runs that wait for a slot. */
	synchronized void drainWaiting() {
		this.waiting.clear();
	}

	synchronized int running() {
		return this.running;
	}

	synchronized int queued() {
		return this.waiting.size();
	}

	int slots() {
		return this.executor.slots();
	}

	String name() {
		return this.name;
	}

}
