package io.jobscheduler.store.mongodb;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.store.StoreFormat;
import org.bson.Document;

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

	/**
	 * Schedules that are due within a range, and have no pending plan, without those that
	 * are known not to be readable here.
	 */
	Document due(Document range) {
		Document filter = new Document("due", range).append("plan", new Document("$exists", false))
			.append("format", new Document("$lte", StoreFormat.VERSION));
		return this.formats.isEmpty() ? filter
				: filter.append("triggerFormat", new Document("$nin", List.copyOf(this.formats)));
	}

}
