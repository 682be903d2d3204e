package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit.Decision;
import io.jobscheduler.schedule.ScheduleEdit.Remove;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules: reads them, decides, and writes all or none, if each is still what
 * was read; else it begins again.
 */
final class ScheduleChanges {

	private static final int ROUNDS = 1000;

	private final Scripts scripts;

	private final ScheduleHash schedules;

	ScheduleChanges(Scripts scripts, ScheduleHash schedules) {
		this.scripts = scripts;
		this.schedules = schedules;
	}

	List<ScheduleReply> change(List<ScheduleChange> changes) {
		List<ScheduleReply> replies = new ArrayList<>();
		for (int from = 0; from < changes.size(); from += Scripts.ITEMS) {
			replies.addAll(changePart(changes.subList(from, Math.min(changes.size(), from + Scripts.ITEMS))));
		}
		return replies;
	}

	private List<ScheduleReply> changePart(List<ScheduleChange> changes) {
		for (int round = 0; round < ROUNDS; round++) {
			List<Item> items = decide(changes);
			Reply reply = this.scripts.run(Script.CHANGE, arguments(items));
			if (reply.number(0) == 1) {
				return items.stream().map(Item::reply).toList();
			}
		}
		throw new StoreUnavailableException("Schedules are changed by others all the time: "
				+ changes.stream().map(ScheduleChange::id).toList() + "; try again", null);
	}

	private List<Item> decide(List<ScheduleChange> changes) {
		Arguments ids = new Arguments().text("schedule:").texts(changes.stream().map(ScheduleChange::id).toList());
		Reply found = this.scripts.run(Script.READ, ids);
		Instant now = found.instant(0);
		List<Item> items = new ArrayList<>();
		for (int i = 0; i < changes.size(); i++) {
			ScheduleChange change = changes.get(i);
			Reply row = found.reply(1).reply(i);
			Fields fields = row.fields(1);
			boolean none = row.text(0).equals("none");
			Schedule before = none ? null : this.schedules.readLeniently(change.id(), fields);
			Decision decision = change.edit().decide(before, now);
			Arguments expected = new Arguments().text(change.id())
				.text(row.text(0))
				.text(fields.textOr("uid", ""))
				.text(fields.textOr("version", ""));
			items.add(item(change.id(), before, decision, expected));
		}
		return items;
	}

	private Item item(String id, @Nullable Schedule before, Decision decision, Arguments expected) {
		Arguments written = new Arguments().text(id);
		Schedule after = before;
		if (decision instanceof Write write) {
			after = write.schedule().withVersion((before != null) ? before.version() + 1 : 1);
			write(before, after, written);
			written.texts(write.skipped().stream().map(FireStep::text).toList());
		}
		else if (decision instanceof Remove && before != null) {
			after = null;
			written.text("remove");
		}
		else {
			written.text("leave");
		}
		return new Item(new ScheduleReply(decision, before, after), expected, written);
	}

	private void write(@Nullable Schedule before, Schedule after, Arguments written) {
		if (before != null && sameButForStatus(before, after)) {
			// keeps the stored text, which this node may not even be able to write
			written.text("status").fields(ScheduleHash.statusFields(after.version(), after.status()));
			return;
		}
		try {
			written.text("all").fields(this.schedules.fields(after));
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new StoreRejectedException("A schedule cannot be stored: " + ex.getMessage(), ex);
		}
	}

	private static boolean sameButForStatus(Schedule before, Schedule after) {
		return before.uid().equals(after.uid()) && before.definition().equals(after.definition())
				&& Objects.equals(before.declaration(), after.declaration());
	}

	private static Arguments arguments(List<Item> items) {
		Arguments arguments = new Arguments().list(items.stream().map(Item::expected).toList());
		items.forEach((item) -> arguments.add(item.written()));
		return arguments;
	}

	/**
	 * A change.
	 *
	 * @param reply what to answer if it is written
	 * @param expected what was read
	 * @param written what to write
	 */
	private record Item(ScheduleReply reply, Arguments expected, Arguments written) {
	}

}
