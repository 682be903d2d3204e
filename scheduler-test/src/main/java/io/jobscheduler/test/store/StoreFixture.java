package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;

/**
 * The data that one test works on, empty at first, and the clock that its stores go by.
 * Implemented by the author of a store; one is made for each test.
 */
public interface StoreFixture extends AutoCloseable {

	/**
	 * Opens a store on the data, as another node in another process would. A store that
	 * lives in one object may return the same one each time, provided that closing it
	 * twice does no harm.
	 * @return a store; the test closes it
	 */
	JobStore open();

	/**
	 * Opens a store on the data, as a node does that knows other triggers than the
	 * standard ones.
	 * @param triggers the triggers that it reads and writes
	 * @return a store; the test closes it. Empty, as when unoverridden, if the store
	 * keeps triggers as they are and writes none
	 */
	default Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.empty();
	}

	/**
	 * The store's time.
	 * @return the present instant, in whole microseconds
	 */
	Instant now();

	/**
	 * Moves the store's clock on, for every store opened on the data, at once.
	 * @param step by how much
	 */
	void advance(Duration step);

	/**
	 * Whether the store's clock moves only when it is told to. Then the very instants at
	 * which something is due or expires are tested too.
	 * @return {@code false} unless overridden
	 */
	default boolean clockStandsStill() {
		return false;
	}

	/**
	 * Damages what is stored of a job, so that it cannot be read: its settings or its
	 * arguments, but not its id.
	 * @param id the job
	 * @return {@code false} if this cannot happen to the store, as when unoverridden
	 */
	default boolean corruptJob(JobId id) {
		return false;
	}

	/**
	 * Damages what is stored of a schedule, so that it cannot be read: its trigger or its
	 * settings, but not its id.
	 * @param id the schedule
	 * @return {@code false} if this cannot happen to the store, as when unoverridden
	 */
	default boolean corruptSchedule(String id) {
		return false;
	}

	/** Lets go of the data. */
	@Override
	void close();

}
