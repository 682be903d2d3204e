package io.jobscheduler.executor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Runs each job on a virtual thread of its own, up to a number of jobs at once. Needs
 * Java 21 or later. A job that waits costs little; one that computes holds up others, for
 * there are only as many carriers as processors.
 */
public final class VirtualThreadJobExecutor implements JobExecutor {

	/** How many jobs run at once unless told. */
	public static final int DEFAULT_CONCURRENCY = 100;

	private final int slots;

	private final ExecutorService threads;

	/**
	 * Creates an executor.
	 * @param name what its threads are called
	 * @param maxConcurrency how many jobs run at once, at least 1
	 * @throws IllegalArgumentException if there are less than 1, or Java is older than 21
	 */
	public VirtualThreadJobExecutor(String name, int maxConcurrency) {
		this.slots = Slots.require(name, maxConcurrency);
		this.threads = threads(name);
	}

	/**
	 * Whether this Java has virtual threads.
	 * @return {@code true} from Java 21 on
	 */
	public static boolean isSupported() {
		return Runtime.version().feature() >= 21;
	}

	/** By reflection: this class is compiled for Java 17. */
	private static ExecutorService threads(String name) {
		if (!isSupported()) {
			throw new IllegalArgumentException(
					"Executor '" + name + "' of type virtual needs Java 21 or later, this is " + Runtime.version()
							+ "; use type thread-pool, or a later Java");
		}
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			Object named = type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
			ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(named);
			Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
			return (ExecutorService) perTask.invoke(null, factory);
		}
		catch (InvocationTargetException | NoSuchMethodException | IllegalAccessException | ClassNotFoundException ex) {
			throw new IllegalStateException("Java " + Runtime.version() + " has no virtual threads", ex);
		}
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public void execute(ExecutableJob job) {
		this.threads.execute(job);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
