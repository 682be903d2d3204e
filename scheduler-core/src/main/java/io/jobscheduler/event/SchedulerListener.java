package io.jobscheduler.event;

/**
 * Hears what happens on this node. Called on a thread of the scheduler's, one event at a
 * time, in order; what it throws is logged and otherwise ignored. A listener that takes
 * long delays the others, not the jobs.
 */
@FunctionalInterface
public interface SchedulerListener {

	/**
	 * Something happened.
	 * @param event what
	 */
	void onEvent(SchedulerEvent event);

}
