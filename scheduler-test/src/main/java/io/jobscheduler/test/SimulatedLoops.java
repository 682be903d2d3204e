package io.jobscheduler.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import io.jobscheduler.engine.EngineLoop;
import io.jobscheduler.engine.LoopDriver;

/**
 * Drives the loops of any number of engines on one thread and a virtual clock: of the
 * loops whose time has come, a seeded choice runs one step; when none has, the clock
 * moves to the next one's. The same seed gives the same run. Not thread-safe.
 */
public final class SimulatedLoops {

	private static final int STEPS_AT_ONE_INSTANT = 1_000_000;

	private final VirtualClock clock;

	private final SplittableRandom random;

	private final List<Entry> entries = new ArrayList<>();

	/**
	 * Loops that nobody has started yet.
	 * @param clock the clock, which only {@link #advance} may move
	 * @param seed decides the order of what could happen at once
	 */
	public SimulatedLoops(VirtualClock clock, long seed) {
		this.clock = clock;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * A driver for one node.
	 * @return the driver, which can also die
	 */
	public Node node() {
		return new Node();
	}

	/**
	 * Lets time pass, and everything happen that is due on the way.
	 * @param duration how long
	 */
	public void advance(Duration duration) {
		Instant end = this.clock.now().plus(duration);
		int steps = 0;
		while (true) {
			Instant now = this.clock.now();
			List<Entry> due = this.entries.stream().filter((entry) -> !entry.next.isAfter(now)).toList();
			if (!due.isEmpty()) {
				if (++steps > STEPS_AT_ONE_INSTANT) {
					throw new IllegalStateException("The loops never rest at " + now + ": " + due);
				}
				due.get(this.random.nextInt(due.size())).step();
				continue;
			}
			steps = 0;
			Optional<Instant> next = this.entries.stream().map((entry) -> entry.next).min(Comparator.naturalOrder());
			if (next.isEmpty() || next.get().isAfter(end)) {
				this.clock.advance(Duration.between(now, end));
				return;
			}
			this.clock.advance(Duration.between(now, next.get()));
		}
	}

	/**
	 * Lets happen what is due now.
	 */
	public void settle() {
		advance(Duration.ZERO);
	}

	/**
	 * The loops of one node.
	 */
	public final class Node implements LoopDriver {

		private boolean dead;

		private boolean frozen;

		private Node() {
		}

		@Override
		public Handle start(EngineLoop loop) {
			Entry entry = new Entry(this, loop);
			SimulatedLoops.this.entries.add(entry);
			return entry;
		}

		/**
		 * The node dies: none of its loops ever runs again.
		 */
		public void kill() {
			this.dead = true;
			SimulatedLoops.this.entries.removeIf((entry) -> entry.node == this);
		}

		/**
		 * The node stands still, as one that is stopped or collects garbage does.
		 * @param still whether it does from now on
		 */
		public void freeze(boolean still) {
			this.frozen = still;
		}

	}

	private final class Entry implements LoopDriver.Handle {

		private final Node node;

		private final EngineLoop loop;

		private Instant next;

		private boolean woken;

		Entry(Node node, EngineLoop loop) {
			this.node = node;
			this.loop = loop;
			this.next = SimulatedLoops.this.clock.now();
		}

		void step() {
			if (this.node.frozen) {
				this.next = SimulatedLoops.this.clock.now().plusMillis(100);
				return;
			}
			this.woken = false;
			Duration wait = this.loop.runOnce();
			Instant now = SimulatedLoops.this.clock.now();
			this.next = this.woken ? now : now.plus(roundUp(wait));
		}

		private static Duration roundUp(Duration wait) {
			Duration micros = wait.truncatedTo(ChronoUnit.MICROS);
			return micros.equals(wait) ? micros : micros.plus(1, ChronoUnit.MICROS);
		}

		@Override
		public void wake() {
			this.woken = true;
			this.next = SimulatedLoops.this.clock.now();
		}

		@Override
		public void stop(Duration timeout) {
			SimulatedLoops.this.entries.remove(this);
		}

		@Override
		public String toString() {
			return this.loop.name() + (this.node.dead ? " (dead)" : "");
		}

	}

}
