package io.jobscheduler.store.rethinkdb;

import java.util.List;
import java.util.Map;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.FireReply.Quarantined;

/**
 * Sets schedules aside that cannot be read or planned.
 */
final class ScheduleQuarantine {

	private final Documents schedules;

	ScheduleQuarantine(Documents schedules) {
		this.schedules = schedules;
	}

	/** If it is due still, and the same. */
	List<Quarantined> unreadable(Stored<Schedule> stored) {
		Fields document = stored.fields();
		Change change = setAside(document, stored.reason()).expect("version", document.find("version"))
			.expect("due", document.find("due"));
		Object name = document.find("name");
		return write(document.id(), (name != null) ? String.valueOf(name) : document.id(), change, stored.reason());
	}

	List<Quarantined> of(Schedule schedule, String reason) {
		String cut = Stored.cut(reason);
		Fields version = new Fields(Map.of("version", schedule.version()));
		Change change = ScheduleDocuments.expect(setAside(version, cut), schedule)
			.expect("state", ScheduleState.ACTIVE.name());
		return write(Hash.of(schedule.id()), schedule.id(), change, cut);
	}

	private List<Quarantined> write(String id, String name, Change change, String reason) {
		return this.schedules.change(Map.of(id, change), (each, now) -> each).ids().isEmpty() ? List.of()
				: List.of(new Quarantined(name, reason));
	}

	/** What becomes of a document, whatever it holds. */
	static Change setAside(Fields document, String reason) {
		return new Change()
			.set("version", (document.find("version") instanceof Number number) ? number.longValue() + 1 : 1L)
			.set("state", ScheduleState.QUARANTINED.name())
			.set("reason", reason)
			.set("due", null)
			.set("dueAt", null);
	}

}
