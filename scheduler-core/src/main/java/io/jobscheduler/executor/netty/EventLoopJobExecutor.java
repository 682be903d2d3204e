package io.jobscheduler.executor.netty;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobExecutor;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Runs asynchronous tasks on the event loops of a Netty {@link EventLoopGroup}, each job
 * on the next loop: its own group, or that of the application, so that a task works on
 * the threads of its clients. A job has its slot until what its task returned has ended.
 */
public final class EventLoopJobExecutor implements JobExecutor {

	/** How many jobs are under way at once unless told. */
	public static final int DEFAULT_CONCURRENCY = 1_000;

	private final EventLoopGroup group;

	private final boolean owned;

	private final int slots;

	private EventLoopJobExecutor(EventLoopGroup group, boolean owned, int slots) {
		if (slots < 1) {
			throw new IllegalArgumentException(
					"Invalid number " + slots + " of jobs on event loops at once: allowed 1 and above");
		}
		this.group = Objects.requireNonNull(group, "group");
		this.owned = owned;
		this.slots = slots;
	}

	/**
	 * On the event loops of the application, which it does not shut down.
	 * @param group the group
	 * @param maxConcurrency how many jobs are under way at once, at least 1
	 * @return an executor
	 * @throws IllegalArgumentException if there are less than 1
	 */
	public static EventLoopJobExecutor on(EventLoopGroup group, int maxConcurrency) {
		return new EventLoopJobExecutor(group, false, maxConcurrency);
	}

	/**
	 * On event loops of its own.
	 * @param name what their threads are called
	 * @param threads how many loops, at least 1
	 * @param maxConcurrency how many jobs are under way at once, at least 1
	 * @return an executor
	 * @throws IllegalArgumentException if one of them is less than 1
	 */
	public static EventLoopJobExecutor create(String name, int threads, int maxConcurrency) {
		if (threads < 1) {
			throw new IllegalArgumentException(
					"Invalid number of threads " + threads + " of executor '" + name + "': allowed 1 and above");
		}
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true),
				NioIoHandler.newFactory());
		return new EventLoopJobExecutor(group, true, maxConcurrency);
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public boolean requiresAsynchronousTasks() {
		return true;
	}

	@Override
	public boolean runsOnOneThread() {
		return false;
	}

	@Override
	public void execute(ExecutableJob job) {
		this.group.next().execute(job);
	}

	@Override
	public void close() {
		if (this.owned) {
			var unused = this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
	}

}
