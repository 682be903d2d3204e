package io.jobscheduler.test.store;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Real threads that start at the same moment.
 */
final class Race {

	private static final int SECONDS = 60;

	private static final ThreadLocal<@Nullable AtomicBoolean> OVER = new ThreadLocal<>();

	private Race() {
	}

	/**
	 * Runs one racer per thread, all from a common start.
	 * @param threads how many
	 * @param racer what the thread of a number, from 0, does
	 * @return what each returned, by number
	 */
	static <T> List<T> run(int threads, IntFunction<Callable<T>> racer) {
		return run(IntStream.range(0, threads).mapToObj(racer).toList());
	}

	/**
	 * Runs racers of different kinds, all from a common start.
	 * @param racers what each does
	 * @return what each returned, in the same order
	 */
	static <T> List<T> run(List<Callable<T>> racers) {
		CyclicBarrier start = new CyclicBarrier(racers.size());
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(racers.size());
		List<Future<T>> running = racers.stream().map((racer) -> threads.submit(() -> {
			OVER.set(over);
			start.await();
			try {
				return racer.call();
			}
			catch (Throwable ex) {
				over.set(true);
				throw ex;
			}
		})).toList();
		threads.shutdown();
		awaitEnd(threads, over);
		return running.stream().map(Race::outcome).toList();
	}

	/**
	 * Whether another racer has failed, so that what this one waits for may never come.
	 * Asked by racers that go on until something has happened.
	 * @return {@code true} once there is no use in going on
	 */
	static boolean isOver() {
		AtomicBoolean over = OVER.get();
		return over != null && over.get();
	}

	/**
	 * Runs one action on another thread and waits for it: what a node does while the
	 * calling thread holds a transaction, or is being called by the store.
	 * @param action what to do
	 * @return what it returned
	 */
	static <T> T elsewhere(Callable<T> action) {
		return run(List.of(action)).get(0);
	}

	/** Threads are interrupted only if they hang: some stores do not survive it. */
	private static void awaitEnd(ExecutorService threads, AtomicBoolean over) {
		try {
			if (!threads.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
				throw new AssertionError("A racing thread did not end within " + SECONDS + " s");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for racing threads", ex);
		}
		finally {
			over.set(true);
			threads.shutdownNow();
		}
	}

	private static <T> T outcome(Future<T> ended) {
		try {
			return ended.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A racing thread failed: " + ex.getCause(), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a racing thread", ex);
		}
	}

}
