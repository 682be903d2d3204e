package io.jobscheduler.engine;

import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one executor, which the engines of all stores share: together they run no
 * more jobs at once than it has slots. A slot that becomes free goes to the lanes in
 * turn, so a store with a backlog does not keep out another.
 */
public final class ExecutorSlots {

	private final String name;

	private final JobExecutor executor;

	private final List<ExecutorLane> lanes = new ArrayList<>();

	private int used;

	/**
	 * The slots of an executor, all of them free.
	 * @param name its name
	 * @param executor the executor
	 */
	public ExecutorSlots(String name, JobExecutor executor) {
		this.name = name;
		this.executor = executor;
	}

	/**
	 * The executor's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * How many jobs run at once at most.
	 * @return at least 1
	 */
	public int total() {
		return this.executor.slots();
	}

	/**
	 * How many jobs run.
	 * @return at most {@link #total()}
	 */
	public synchronized int running() {
		return this.used;
	}

	/**
	 * How many jobs are claimed and wait for a slot.
	 * @return of all stores together
	 */
	public synchronized int queued() {
		return this.lanes.stream().mapToInt(ExecutorLane::queued).sum();
	}

	/**
	 * Prepares the executor to run jobs.
	 */
	public void start() {
		this.executor.start();
	}

	/**
	 * Lets go of the executor.
	 */
	public void close() {
		this.executor.close();
	}

	/**
	 * Whether the executor is for tasks that work asynchronously, and for no others.
	 * @return {@code true} if others would hold up its threads
	 */
	public boolean isAsynchronous() {
		return this.executor.requiresAsynchronousTasks();
	}

	/**
	 * Refuses a task that the executor cannot run as it needs to be run.
	 * @param task the task
	 * @throws IllegalArgumentException if it is transactional, and the executor does not
	 * run it on one thread
	 */
	public void require(TaskDefinition task) {
		if (task.isTransactional() && !this.executor.runsOnOneThread()) {
			throw new IllegalArgumentException("The " + task + " is transactional, and executor '" + this.name
					+ "' does not run it on one thread of this process; give it a thread pool or a virtual executor");
		}
	}

	JobExecutor executor() {
		return this.executor;
	}

	synchronized void join(ExecutorLane lane) {
		this.lanes.add(lane);
	}

	synchronized void leave(ExecutorLane lane) {
		this.lanes.remove(lane);
	}

	/** Whether lanes of other stores take slots too. */
	synchronized boolean isShared() {
		return this.lanes.size() > 1;
	}

	synchronized int free() {
		return total() - this.used;
	}

	/** Takes a slot if one is free. */
	synchronized boolean take() {
		boolean free = free() > 0;
		if (free) {
			this.used++;
		}
		return free;
	}

	/**
	 * Gives a slot on.
	 * @return the lane that has it now, to run what waits there; {@code null} if it is
	 * free
	 */
	synchronized @Nullable ExecutorLane pass() {
		for (ExecutorLane lane : List.copyOf(this.lanes)) {
			if (lane.queued() > 0) {
				this.lanes.remove(lane);
				this.lanes.add(lane);
				return lane;
			}
		}
		this.used--;
		return null;
	}

	/** The lanes that would have claimed more if there had been more slots. */
	synchronized List<ExecutorLane> wanting() {
		return this.lanes.stream().filter(ExecutorLane::wantsMore).toList();
	}

}
