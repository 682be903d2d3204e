package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Real threads that start at the same moment.
 */
final class Race {

	private static final int SECONDS = 60;

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
		ExecutorService threads = Executors.newFixedThreadPool(racers.size());
		try {
			List<Future<T>> running = new ArrayList<>();
			for (Callable<T> racer : racers) {
				running.add(threads.submit(() -> {
					start.await();
					return racer.call();
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : running) {
				results.add(outcome(future));
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
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

	private static <T> T outcome(Future<T> future) {
		try {
			return future.get(SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A racing thread failed: " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("A racing thread did not end within " + SECONDS + " s", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a racing thread", ex);
		}
	}

}
