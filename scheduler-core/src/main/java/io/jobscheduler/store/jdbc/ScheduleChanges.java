package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit.Decision;
import io.jobscheduler.schedule.ScheduleEdit.Remove;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules: locks those that are there, decides, writes. A new one whose id
 * another transaction takes at the same time is decided again.
 */
final class ScheduleChanges {

	private static final int ROUNDS = 10;

	private final Session session;

	private final ScheduleRows schedules;

	private final SkippedRows skipped;

	ScheduleChanges(Session session, ScheduleRows schedules) {
		this.session = session;
		this.schedules = schedules;
		this.skipped = new SkippedRows(session);
	}

	List<ScheduleReply> change(List<ScheduleChange> changes) {
		Map<String, ScheduleReply> replies = new HashMap<>();
		List<ScheduleChange> open = changes;
		for (int round = 0; !open.isEmpty(); round++) {
			if (round == ROUNDS) {
				throw new StoreUnavailableException(
						"Schedules are added by transactions that this one cannot see: "
								+ open.stream().map(ScheduleChange::id).toList() + "; try again in a new transaction",
						null);
			}
			changeOnce(open, replies);
			open = open.stream().filter((change) -> !replies.containsKey(change.id())).toList();
		}
		return changes.stream().map((change) -> replies.get(change.id())).toList();
	}

	private void changeOnce(List<ScheduleChange> changes, Map<String, ScheduleReply> replies) {
		Map<String, Schedule> present = lock(changes.stream().map(ScheduleChange::id).toList());
		Instant now = this.session.now();
		Batch batch = new Batch();
		for (ScheduleChange change : changes) {
			Schedule before = present.get(change.id());
			Decision decision = change.edit().decide(before, now);
			batch.add(change.id(), before, decision);
		}
		write(batch, now);
		batch.replies.forEach(replies::put);
	}

	/**
	 * In the order of their ids, so that transactions wait for each other in one order.
	 */
	private Map<String, Schedule> lock(Collection<String> ids) {
		Map<String, Schedule> present = new HashMap<>();
		Query query = new Query("WHERE ").add(this.schedules.in(new TreeSet<>(ids))).add(" ORDER BY id FOR UPDATE");
		this.schedules.listLeniently(query).forEach((schedule) -> present.put(schedule.id(), schedule));
		return present;
	}

	private void write(Batch batch, Instant now) {
		try {
			this.schedules.updateStatus(batch.statuses, now);
			this.schedules.updateAll(batch.rewritten, now);
			Set<Object> inserted = this.schedules.insertAbsent(batch.added, now);
			for (Schedule schedule : batch.added) {
				if (!inserted.contains(schedule.id())) {
					batch.forget(schedule.id());
				}
			}
		}
		catch (IllegalArgumentException ex) {
			throw new StoreRejectedException("A schedule cannot be stored: " + ex.getMessage(), ex);
		}
		if (!batch.removed.isEmpty()) {
			this.session.update(
					new Query("DELETE FROM @@SCHEDULE WHERE ").add(this.schedules.in(new TreeSet<>(batch.removed))));
		}
		this.skipped.insert(batch.skipped, now);
	}

	/** What a round writes. */
	private static final class Batch {

		private final List<Schedule> added = new ArrayList<>();

		private final List<Schedule> statuses = new ArrayList<>();

		private final List<Schedule> rewritten = new ArrayList<>();

		private final List<String> removed = new ArrayList<>();

		private final Map<String, List<SkippedFireTimes>> skipped = new HashMap<>();

		private final Map<String, ScheduleReply> replies = new HashMap<>();

		void add(String id, @Nullable Schedule before, Decision decision) {
			Schedule after = before;
			if (decision instanceof Write write) {
				after = write(before, write);
			}
			else if (decision instanceof Remove) {
				this.removed.add(id);
				after = null;
			}
			this.replies.put(id, new ScheduleReply(decision, before, after));
		}

		private Schedule write(@Nullable Schedule before, Write write) {
			Schedule after = write.schedule().withVersion((before != null) ? before.version() + 1 : 1);
			if (before == null) {
				this.added.add(after);
			}
			else if (sameButForStatus(before, after)) {
				// keeps the stored text, which this node may not even be able to write
				this.statuses.add(after);
			}
			else {
				this.rewritten.add(after);
			}
			this.skipped.put(after.id(), write.skipped());
			return after;
		}

		private static boolean sameButForStatus(Schedule before, Schedule after) {
			return before.uid().equals(after.uid()) && before.definition().equals(after.definition())
					&& Objects.equals(before.declaration(), after.declaration());
		}

		void forget(String id) {
			this.replies.remove(id);
			this.skipped.remove(id);
		}

	}

}
