package io.jobscheduler.store.mongodb;

import java.util.List;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.FireReply.Quarantined;
import org.bson.Document;

/**
 * Sets schedules aside that cannot be read or planned.
 */
final class ScheduleQuarantine {

	private final Transactions transactions;

	ScheduleQuarantine(Transactions transactions) {
		this.transactions = transactions;
	}

	/** If it is due still, and the same. */
	List<Quarantined> unreadable(Stored<Schedule> stored) {
		Document document = stored.document();
		Document unchanged = new Document("_id", document.get("_id")).append("version", document.get("version"))
			.append("due", document.get("due"));
		return write(stored.id(), unchanged, setAside(document, stored.reason()), stored.reason());
	}

	List<Quarantined> of(Schedule schedule, String reason) {
		String cut = Stored.cut(reason);
		Document unchanged = ScheduleDocuments.unchanged(schedule);
		return write(schedule.id(), unchanged.append("state", ScheduleState.ACTIVE.name()), setAside(unchanged, cut),
				cut);
	}

	private List<Quarantined> write(String id, Document unchanged, Change change, String reason) {
		return this.transactions.unblocked(List.of(new Quarantined(id, reason)),
				(session, one) -> session.schedules.updateOne(unchanged, change.update()) ? one : List.of());
	}

	/** What becomes of a document, whatever it holds. */
	static Change setAside(Document document, String reason) {
		Change change = new Change();
		change.set("version", (document.get("version") instanceof Number number) ? number.longValue() + 1 : 1L);
		change.set("state", ScheduleState.QUARANTINED.name());
		change.set("reason", reason);
		change.set("due", null);
		change.set("dueAt", null);
		return change;
	}

}
