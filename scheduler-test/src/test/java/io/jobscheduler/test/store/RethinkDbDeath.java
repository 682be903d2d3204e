package io.jobscheduler.test.store;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Death;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Disturbance;

/**
 * A step that is broken off, or held up, before each document that it writes, and before
 * each reply, in turn.
 */
final class RethinkDbDeath {

	private static final String DYING = "dying";

	private final RethinkDbScenario scenario;

	private final Consumer<Scene> given;

	private final Consumer<TestNode> step;

	RethinkDbDeath(RethinkDbScenario scenario, Consumer<Scene> given, Consumer<TestNode> step) {
		this.scenario = scenario;
		this.given = given;
		this.step = step;
	}

	/**
	 * Lets the process die before the first document is written or the first reply is
	 * heard, then before the second, and so on, at last after all of them.
	 * @param then what must be so afterwards
	 * @return how many documents and replies there were
	 */
	int atEachPoint(Consumer<Scene> then) {
		return at((scene) -> {
			throw new Death();
		}, then);
	}

	/**
	 * Holds the process up at each of these points in turn, and lets it go on as if
	 * nothing had happened.
	 * @param meanwhile what happens while it stands still
	 * @param then what must be so afterwards
	 * @return how many documents and replies there were
	 */
	int standingStillAtEachPoint(Consumer<Scene> meanwhile, Consumer<Scene> then) {
		return at(meanwhile, then);
	}

	private int at(Consumer<Scene> event, Consumer<Scene> then) {
		for (int point = 0;; point++) {
			RethinkDbStoreFixture fixture = this.scenario.newFixture();
			JobStore other = this.scenario.opened(fixture.open());
			JobStore dying = this.scenario.opened(fixture.builder(this.scenario.connection(DYING)).build());
			Scene scene = new Scene(fixture, node("dying", dying, fixture), node("other", other, fixture));
			this.given.accept(scene);
			scene.dying().pulse();
			scene.other().pulse();
			Trap trap = new Trap(point, () -> event.accept(scene));
			this.scenario.emulator().disturb(DYING, trap);
			try {
				this.step.accept(scene.dying());
			}
			catch (StoreUnavailableException ex) {
				// what is written is written
			}
			this.scenario.emulator().disturb(DYING, null);
			trap.rethrow();
			try {
				then.accept(scene);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("At point " + point + ": " + ex.getMessage(), ex);
			}
			dying.close();
			other.close();
			fixture.close();
			if (!trap.hasSprung()) {
				return point;
			}
		}
	}

	private static TestNode node(String id, JobStore store, RethinkDbStoreFixture fixture) {
		TestNode node = new TestNode(id, UUID.randomUUID().toString(), store, fixture);
		node.open();
		return node;
	}

	/**
	 * Two nodes on the same data.
	 *
	 * @param fixture the data
	 * @param dying the node that takes the step
	 * @param other another
	 */
	record Scene(RethinkDbStoreFixture fixture, TestNode dying, TestNode other) {

		JobStore store() {
			return this.other.store();
		}

		List<JobId> live() {
			return store().findJobs(JobQuery.all(1000)).items().stream().map(Job::id).toList();
		}

		long running() {
			return store().counts(1000).running();
		}

	}

	/** Something happens at one point. */
	private static final class Trap implements Disturbance {

		private final AtomicInteger left;

		private final Runnable event;

		private final AtomicBoolean sprung = new AtomicBoolean();

		private final AtomicReference<Throwable> failure = new AtomicReference<>();

		Trap(int left, Runnable event) {
			this.left = new AtomicInteger(left);
			this.event = event;
		}

		boolean hasSprung() {
			return this.sprung.get();
		}

		/** What happened meanwhile went wrong. */
		void rethrow() {
			if (this.failure.get() != null) {
				throw new AssertionError("Meanwhile: " + this.failure.get().getMessage(), this.failure.get());
			}
		}

		@Override
		public void beforeDocument() {
			if (this.left.getAndDecrement() == 0) {
				this.sprung.set(true);
				try {
					this.event.run();
				}
				catch (Death ex) {
					throw ex;
				}
				catch (RuntimeException | AssertionError ex) {
					this.failure.set(ex);
				}
			}
		}

		@Override
		public void beforeReply() {
			beforeDocument();
		}

	}

}
