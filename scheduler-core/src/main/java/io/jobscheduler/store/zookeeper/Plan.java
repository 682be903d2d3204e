package io.jobscheduler.store.zookeeper;

import io.jobscheduler.schedule.Firing;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a schedule that is due.
 */
final class Plan {

	/** The problem of a plan that was made for what is not there any more. */
	static final String OUTRUN = "outrun";

	private final FireStep.Due due;

	private @Nullable Firing firing;

	private @Nullable String problem;

	private boolean done;

	/**
	 * A plan.
	 * @param due the schedule
	 * @param firing what to do; {@code null} if it cannot be fired
	 * @param problem why it is set aside, or {@link #OUTRUN}; {@code null} if neither
	 */
	Plan(FireStep.Due due, @Nullable Firing firing, @Nullable String problem) {
		this.due = due;
		this.firing = firing;
		this.problem = problem;
	}

	FireStep.Due due() {
		return this.due;
	}

	@Nullable Firing firing() {
		return this.firing;
	}

	@Nullable String problem() {
		return this.problem;
	}

	/** Whether there is a firing to apply. */
	boolean fires() {
		return this.firing != null && this.problem == null;
	}

	boolean isDone() {
		return this.done;
	}

	void done() {
		this.done = true;
	}

	/** Turns it into one that sets its schedule aside. */
	void refuse(String reason) {
		this.firing = null;
		this.problem = Stored.cut(reason);
	}

}
