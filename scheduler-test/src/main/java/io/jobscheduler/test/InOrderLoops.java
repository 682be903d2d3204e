package io.jobscheduler.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.jobscheduler.engine.EngineLoop;
import io.jobscheduler.engine.LoopDriver;

/**
 * Drives the loops of a node on the calling thread and a virtual clock, always in the
 * same order: what has ended is written, then what is due is fired, then one job is
 * claimed and run. Loops may be woken from any thread.
 */
final class InOrderLoops implements LoopDriver {

	static final int CLAIMS_AT_ONE_INSTANT = 100_000;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** What runs last: firing comes after all that may change schedules, claims last. */
	private static final List<String> LAST = List.of("due", "claim");

	/**
	 * Loops that look at intervals for what other nodes do; there are none, and what this
	 * node does wakes them.
	 */
	private static final Set<String> WHEN_WOKEN = Set.of("results", "completer");

	/** Results stay for the assertions. */
	private static final Set<String> NEVER = Set.of("pruner");

	private final VirtualClock clock;

	private final ReentrantLock turn = new ReentrantLock();

	/** Guarded by this, as are the entries. */
	private final List<Entry> entries = new ArrayList<>();

	private boolean used;

	InOrderLoops(VirtualClock clock) {
		this.clock = clock;
	}

	@Override
	public synchronized Handle start(EngineLoop loop) {
		this.used = true;
		Entry entry = new Entry(loop);
		this.entries.add(entry);
		this.entries.sort(Comparator.comparingInt((each) -> LAST.indexOf(each.loop.name())));
		return entry;
	}

	/** Whether a scheduler was ever started on these loops. */
	synchronized boolean isUsed() {
		return this.used;
	}

	/**
	 * Takes the loops, so that nothing runs meanwhile.
	 * @throws IllegalStateException if it is called by a job
	 */
	void inTurn(Runnable action) {
		if (this.turn.isHeldByCurrentThread()) {
			throw new IllegalStateException(
					"The virtual clock is moved by a job or a listener that runs on it; only the test can move it");
		}
		this.turn.lock();
		try {
			action.run();
		}
		finally {
			this.turn.unlock();
		}
	}

	/** Lets time pass until an instant, and everything happen on the way. */
	void runUntil(Instant end, Surroundings surroundings) {
		int claims = 0;
		while (true) {
			Optional<Entry> due = nextDue();
			if (due.isPresent()) {
				claims += due.get().claims() ? 1 : 0;
				if (claims > CLAIMS_AT_ONE_INSTANT) {
					throw new IllegalStateException("The scheduler does not come to rest at " + this.clock.now()
							+ ": after " + CLAIMS_AT_ONE_INSTANT + " claims " + surroundings.due()
							+ ". A job that adds itself again needs a delay");
				}
				due.get().step();
				continue;
			}
			if (surroundings.isRunning()) {
				awaitWake();
				continue;
			}
			claims = 0;
			Instant now = this.clock.now();
			Optional<Instant> next = next();
			boolean last = next.isEmpty() || next.get().isAfter(end);
			Instant then = last ? end : next.orElse(end);
			this.clock.advance(Duration.between(now, then));
			if (last) {
				return;
			}
		}
	}

	private synchronized Optional<Entry> nextDue() {
		Instant now = this.clock.now();
		return this.entries.stream().filter((entry) -> !entry.next.isAfter(now)).findFirst();
	}

	private synchronized Optional<Instant> next() {
		return this.entries.stream().map((entry) -> entry.next).min(Comparator.naturalOrder());
	}

	/** An asynchronous run ends on a thread of its own, in real time. */
	private synchronized void awaitWake() {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		try {
			while (nextDue().isEmpty()) {
				long left = (deadline - System.nanoTime()) / 1_000_000;
				if (left <= 0) {
					throw new IllegalStateException("A job still runs after " + PATIENCE.toSeconds()
							+ " s of real time; what it waits for must not need the virtual clock");
				}
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while a job runs on another thread", ex);
		}
	}

	/** What the loops cannot see themselves. */
	interface Surroundings {

		/** Whether any job runs, or its outcome is not written yet. */
		boolean isRunning();

		/** What is due now, in words. */
		String due();

	}

	private final class Entry implements Handle {

		private final EngineLoop loop;

		private Instant next;

		private boolean woken;

		Entry(EngineLoop loop) {
			this.loop = loop;
			this.next = NEVER.contains(loop.name()) ? Instant.MAX : InOrderLoops.this.clock.now();
		}

		boolean claims() {
			return this.loop.name().equals("claim");
		}

		void step() {
			synchronized (InOrderLoops.this) {
				this.woken = false;
			}
			Duration wait = this.loop.runOnce();
			synchronized (InOrderLoops.this) {
				this.next = this.woken ? InOrderLoops.this.clock.now() : after(wait);
			}
		}

		private Instant after(Duration wait) {
			if (WHEN_WOKEN.contains(this.loop.name()) && !wait.isZero()) {
				return Instant.MAX;
			}
			Duration micros = wait.truncatedTo(ChronoUnit.MICROS);
			Duration roundedUp = micros.equals(wait) ? micros : micros.plus(1, ChronoUnit.MICROS);
			return InOrderLoops.this.clock.now().plus(roundedUp);
		}

		@Override
		public void wake() {
			synchronized (InOrderLoops.this) {
				if (!NEVER.contains(this.loop.name())) {
					this.woken = true;
					this.next = InOrderLoops.this.clock.now();
					InOrderLoops.this.notifyAll();
				}
			}
		}

		@Override
		public void stop(Duration timeout) {
			synchronized (InOrderLoops.this) {
				InOrderLoops.this.entries.remove(this);
			}
		}

	}

}
