package io.jobscheduler.boot;

import io.jobscheduler.store.JobStore;

/**
 * Puts something around the job store, such as timers. Beans of this type are called in
 * order, each with what the one before it returned.
 */
@FunctionalInterface
public interface JobStoreDecorator {

	/**
	 * Decorates a store.
	 * @param name the store's name
	 * @param store the store
	 * @return what the scheduler shall use instead; closing it closes the store
	 */
	JobStore decorate(String name, JobStore store);

}
