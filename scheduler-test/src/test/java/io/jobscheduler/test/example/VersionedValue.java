package io.jobscheduler.test.example;

import java.time.Instant;

import io.jobscheduler.store.StoreUnavailableException;

/**
 * One text with compare-and-set, shared by all nodes: an object in a bucket, a key of a
 * configuration service.
 */
interface VersionedValue {

	/**
	 * Reads the value, never an older one than was last written.
	 * @return the value; of version 0, with an empty text, before the first
	 * {@link #replace}
	 * @throws StoreUnavailableException if there is no answer
	 */
	Snapshot read();

	/**
	 * Replaces the value if it is still of a version: atomic, and durable once this
	 * returns.
	 * @param expectedVersion the version that was read
	 * @param content the new text
	 * @return {@code false} if the value has another version; nothing was written
	 * @throws StoreUnavailableException if there is no answer; it may have been written
	 */
	boolean replace(long expectedVersion, String content);

	/**
	 * A value as it was read.
	 *
	 * @param version rises with every replacement
	 * @param content the text
	 * @param readAt the time of the server that it was read from, as in the {@code Date}
	 * of an HTTP response
	 */
	record Snapshot(long version, String content, Instant readAt) {
	}

}
