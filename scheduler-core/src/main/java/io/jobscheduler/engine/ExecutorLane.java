package io.jobscheduler.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one store has of an executor's slots: the runs that have one, and those that were
 * claimed ahead and wait for one. A full lane never holds up that of another executor.
 * Its state is guarded by the slots that it shares.
 */
final class ExecutorLane {

	private static final Logger logger = LoggerFactory.getLogger(ExecutorLane.class);

	private final ExecutorSlots slots;

	private final Runnable wake;

	private final Deque<JobRun> waiting = new ArrayDeque<>();

	/** The runs that have a slot. */
	private final Set<JobRun> running = new HashSet<>();

	private boolean wantsMore;

	private volatile boolean refusing;

	/**
	 * A lane.
	 * @param slots the slots
	 * @param wake called when it may claim again
	 */
	ExecutorLane(ExecutorSlots slots, Runnable wake) {
		this.slots = slots;
		this.wake = wake;
	}

	/**
	 * What to claim for this lane: as much as there are free slots for, and as much again
	 * ahead; nothing ahead of tasks that must not be held without being run.
	 */
	Optional<ClaimRequest.Lane> wanted(TaskRegistry registry, JobSettings defaults) {
		Map<String, Integer> all = new HashMap<>();
		Map<String, Integer> claimableAhead = new HashMap<>();
		for (TaskDefinition task : registry.all()) {
			if (task.executor().equals(name())) {
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
		synchronized (this.slots) {
			Optional<ClaimRequest.Lane> wanted = wanted(all, claimableAhead);
			this.wantsMore = wanted.isEmpty() && !all.isEmpty();
			return wanted;
		}
	}

	private Optional<ClaimRequest.Lane> wanted(Map<String, Integer> all, Map<String, Integer> claimableAhead) {
		int total = this.slots.total();
		int free = isItsTurn() ? 1 : this.slots.free();
		int ahead = (total > 1) ? total - this.waiting.size() : 0;
		if (free > 0 && !all.isEmpty()) {
			boolean unrestricted = claimableAhead.size() == all.size();
			return Optional.of(new ClaimRequest.Lane(name(), unrestricted ? free + ahead : free, all));
		}
		if (ahead * 2 > total && !claimableAhead.isEmpty()) {
			return Optional.of(new ClaimRequest.Lane(name(), ahead, claimableAhead));
		}
		return Optional.empty();
	}

	/**
	 * Other stores have taken all slots. Whatever it claims, it gets the next that
	 * becomes free; without that, tasks that are not claimed ahead would never run.
	 */
	private boolean isItsTurn() {
		return this.slots.isShared() && this.slots.free() == 0 && this.running.isEmpty() && this.waiting.isEmpty();
	}

	private static boolean mayBeClaimedAhead(TaskDefinition task, JobSettings defaults) {
		return !task.isLimited() && task.settings().orElse(defaults).delivery() != DeliveryGuarantee.AT_MOST_ONCE;
	}

	private static void put(Map<String, Integer> tasks, TaskDefinition task) {
		tasks.put(task.id(), task.version());
		task.aliases().forEach((alias) -> tasks.put(alias, task.version()));
	}

	/**
	 * Runs what was claimed, or keeps it until a slot is free.
	 * @param runs what was claimed
	 * @param asked how much was asked for
	 */
	void submit(List<JobRun> runs, int asked) {
		List<JobRun> startable = new ArrayList<>();
		synchronized (this.slots) {
			this.wantsMore = runs.size() >= asked;
			for (JobRun run : runs) {
				if (this.slots.take()) {
					this.running.add(run);
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
			this.slots.executor().execute(run);
		}
		catch (RuntimeException | Error ex) { // no thread could be had, or it is closed
			logger.error("Executor '{}' does not take {}, which is handed back", name(), run, ex);
			this.refusing = true;
			run.refused();
		}
	}

	/**
	 * A run has ended, or will never begin. If it had a slot, the next run that waits
	 * takes it, of this store or another.
	 */
	void release(JobRun run) {
		ExecutorLane lane;
		JobRun next = null;
		List<ExecutorLane> wanting = List.of();
		synchronized (this.slots) {
			if (!this.running.remove(run)) {
				return;
			}
			lane = this.slots.pass();
			if (lane != null) {
				next = lane.waiting.remove();
				lane.running.add(next);
			}
			else if (this.slots.isShared()) {
				wanting = this.slots.wanting();
			}
		}
		if (lane != null && next != null) {
			lane.execute(next);
		}
		wanting.forEach((each) -> each.wake.run());
	}

	/** Takes its part of the slots. */
	void open() {
		this.slots.join(this);
	}

	/** Takes no more slots. */
	void close() {
		this.slots.leave(this);
	}

	/** Lets go of the runs that wait for a slot. */
	void drainWaiting() {
		synchronized (this.slots) {
			this.waiting.clear();
		}
	}

	int queued() {
		synchronized (this.slots) {
			return this.waiting.size();
		}
	}

	boolean wantsMore() {
		synchronized (this.slots) {
			return this.wantsMore;
		}
	}

	String name() {
		return this.slots.name();
	}

}
