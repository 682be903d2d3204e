package io.jobscheduler.serializer;

import io.jobscheduler.trigger.Trigger;

/**
 * Writes and reads one kind of trigger. A change that older nodes cannot read needs a new
 * version, and a codec for each version that may still be in a store.
 *
 * @param <T> the type of trigger
 */
public interface TriggerCodec<T extends Trigger> {

	/**
	 * The kind of trigger.
	 * @return a short name in lower case, such as {@code cron}
	 */
	String kind();

	/**
	 * The version of what this codec writes and reads.
	 * @return at least 1
	 */
	default int version() {
		return 1;
	}

	/**
	 * The class of the triggers.
	 * @return the exact class
	 */
	Class<T> type();

	/**
	 * Writes a trigger.
	 * @param trigger the trigger
	 * @param fields takes everything that makes the trigger what it is
	 */
	void write(T trigger, TriggerFields fields);

	/**
	 * Reads a trigger.
	 * @param fields what {@link #write} wrote; a field that is not asked for is an error
	 * @return a trigger equal to the one written
	 */
	T read(TriggerFields fields);

}
