package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.store.StoreFormat;
import org.bson.Document;

/**
 * Which schedules this node has to leave to others: those that it cannot read. They are
 * learned as they are met, because what a trigger is made of cannot be told beforehand; a
 * schedule that was met takes no place in a batch again. Formats of triggers are learned
 * for good. Where the format does not show it, as of a zone that is not known here, the
 * schedule is passed over for a while: someone may change it.
 */
final class ForeignSchedules {

	private static final int MOST_IDS = 1000;

	private static final Duration PASSED_OVER = Duration.ofMinutes(1);

	private final StoreFormat format;

	private final Set<String> formats = ConcurrentHashMap.newKeySet();

	private final Map<String, Instant> ids = new ConcurrentHashMap<>();

	ForeignSchedules(StoreFormat format) {
		this.format = format;
	}

	/**
	 * Looks at the format of the triggers.
	 * @return whether they can be read here, as far as the format shows
	 */
	boolean admits(String triggerFormat) {
		boolean known = this.format.knowsTrigger(triggerFormat);
		if (!known) {
			this.formats.add(triggerFormat);
		}
		return known;
	}

	/**
	 * Leaves out a schedule that cannot be read here.
	 * @return whether it was not left out before
	 */
	boolean leaveOut(String id, Instant now) {
		return this.ids.size() < MOST_IDS && this.ids.put(id, now) == null;
	}

	/**
	 * Schedules that are due within a range, and have no pending plan, without those that
	 * are known not to be readable here.
	 */
	Document due(Document range, Instant now) {
		this.ids.values().removeIf((since) -> since.plus(PASSED_OVER).isBefore(now) || since.isAfter(now));
		Document filter = new Document("due", range).append("plan", new Document("$exists", false))
			.append("format", Stored.knownFormat());
		if (!this.formats.isEmpty()) {
			filter.append("triggerFormat", new Document("$nin", List.copyOf(this.formats)));
		}
		if (!this.ids.isEmpty()) {
			filter.append("_id", new Document("$nin", List.copyOf(this.ids.keySet())));
		}
		return filter;
	}

}
