package io.jobscheduler.store.rethinkdb;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.store.StoreFormat;

import static io.jobscheduler.store.rethinkdb.Server.R;

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
	 * Whether a schedule can be planned here, as far as is known: it has no pending plan,
	 * and is in no format that is known not to be readable.
	 */
	ReqlExpr isOwn(ReqlExpr schedule) {
		ReqlExpr own = schedule.hasFields("planId")
			.not()
			.and(Documents.field(schedule, "format").le(StoreFormat.VERSION));
		return this.formats.isEmpty() ? own
				: own.and(R.expr(List.copyOf(this.formats)).contains(Documents.field(schedule, "triggerFormat")).not());
	}

}
