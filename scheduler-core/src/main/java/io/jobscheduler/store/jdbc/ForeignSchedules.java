package io.jobscheduler.store.jdbc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.store.StoreFormat;

/**
 * Which schedules this node has to leave to others: those whose triggers it cannot read.
 * Their formats are learned as they are met, because what a format is made of cannot be
 * told beforehand; a schedule that was met once takes no place in a batch again.
 */
final class ForeignSchedules {

	private final StoreFormat format;

	private final Set<String> formats = ConcurrentHashMap.newKeySet();

	ForeignSchedules(StoreFormat format) {
		this.format = format;
	}

	/**
	 * Looks at the format of a trigger.
	 * @return whether the trigger can be read here
	 */
	boolean admits(String triggerFormat) {
		boolean known = this.format.knowsTrigger(triggerFormat);
		if (!known) {
			this.formats.add(triggerFormat);
		}
		return known;
	}

	/** How many formats have been met that cannot be read. */
	int count() {
		return this.formats.size();
	}

	/** A condition that leaves out what is known not to be readable here. */
	Query leftOut(Dialect dialect) {
		Query query = new Query("format <= " + StoreFormat.VERSION);
		return this.formats.isEmpty() ? query
				: query.add(" AND NOT (").add(dialect.in("trigger_format", SqlType.TEXT, this.formats)).add(")");
	}

}
