package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.store.JobStore;

/**
 * Makes job stores of a technology whose libraries are there.
 */
interface JobStoreFactory {

	/**
	 * The kind of the stores, if none is asked for.
	 */
	StoreKind kind();

	/**
	 * Whether it makes stores of a kind.
	 */
	default boolean makes(StoreKind kind) {
		return kind == kind();
	}

	/**
	 * Whether the application has configured a connection for such a store.
	 */
	boolean hasConnection();

	/**
	 * Makes a store.
	 * @param settings what is configured of it
	 * @return the store, and where its data is
	 * @throws io.jobscheduler.boot.InvalidConfigurationException if there is no
	 * connection, or a property is invalid
	 * @throws io.jobscheduler.store.StoreUnavailableException if the server does not
	 * answer
	 */
	PlacedStore create(StoreSettings settings);

	/**
	 * A store, and where its data is.
	 *
	 * @param store the store
	 * @param place equal to that of another store exactly if both have the same data; may
	 * have elements that are compared by identity
	 */
	record PlacedStore(JobStore store, List<Object> place) {
	}

}
