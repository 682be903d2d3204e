package io.jobscheduler.store.mongodb;

import java.util.function.Consumer;

import io.jobscheduler.store.mongodb.StandAloneServer.Data;

/**
 * A step that is broken off, or held up, just before each of its writes in turn.
 */
final class Death {

	private final StandAloneServer server;

	private final Consumer<Scene> given;

	private final Consumer<TestNode> step;

	Death(StandAloneServer server, Consumer<Scene> given, Consumer<TestNode> step) {
		this.server = server;
		this.given = given;
		this.step = step;
	}

	/**
	 * Lets the process die before the first write, then before the second, and so on, at
	 * last after all of them, when only the reply is lost.
	 * @param then what must be so afterwards
	 * @return how many writes there were
	 */
	int beforeEachWrite(Consumer<Scene> then) {
		return atEachWrite((scene) -> {
			throw new Died();
		}, then);
	}

	/**
	 * Holds the process up before the first write, then before the second, and so on, and
	 * lets it go on as if nothing had happened.
	 * @param meanwhile what happens while it stands still
	 * @param then what must be so afterwards
	 * @return how many writes there were
	 */
	int standingStillBeforeEachWrite(Consumer<Scene> meanwhile, Consumer<Scene> then) {
		return atEachWrite(meanwhile, then);
	}

	private int atEachWrite(Consumer<Scene> event, Consumer<Scene> then) {
		for (int write = 0;; write++) {
			Trap trap = new Trap(write);
			Data data = this.server.newData();
			Scene scene = new Scene(data, new TestNode("dying", data.store(trap)), new TestNode("other", data.store()));
			this.given.accept(scene);
			scene.dying().pulse();
			scene.other().pulse();
			trap.set(() -> event.accept(scene));
			try {
				this.step.accept(scene.dying());
			}
			catch (Died ex) {
				// what is written is written
			}
			boolean sprung = trap.remove();
			try {
				then.accept(scene);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Before write " + write + ": " + ex.getMessage(), ex);
			}
			if (!sprung) {
				return write;
			}
		}
	}

	/**
	 * Two nodes on the same data.
	 *
	 * @param data the data
	 * @param dying the node that takes the step
	 * @param other another
	 */
	record Scene(Data data, TestNode dying, TestNode other) {
	}

	/** Something happens before one write. */
	private static final class Trap implements Runnable {

		private int left;

		private Runnable event;

		Trap(int left) {
			this.left = left;
		}

		void set(Runnable event) {
			this.event = event;
		}

		/** Whether it went off. */
		boolean remove() {
			boolean sprung = this.event == null;
			this.event = null;
			return sprung;
		}

		@Override
		public void run() {
			if (this.event != null && this.left-- == 0) {
				Runnable now = this.event;
				this.event = null;
				now.run();
			}
		}

	}

	/** The process is gone. */
	static final class Died extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
