package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

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
 * Changes schedules: reads them, decides, and writes each if it is still what was read;
 * else that one again.
 */
final class ScheduleChanges {

	private static final int ATTEMPTS = 1000;

	private final Connection connection;

	private final Layout layout;

	private final ScheduleFields schedules;

	private final ScheduleWrites writes;

	ScheduleChanges(Connection connection, Layout layout, ScheduleFields schedules) {
		this.connection = connection;
		this.layout = layout;
		this.schedules = schedules;
		this.writes = new ScheduleWrites(layout);
	}

	List<ScheduleReply> change(List<ScheduleChange> changes) {
		Map<Integer, ScheduleReply> replies = new TreeMap<>();
		for (int attempt = 0; replies.size() < changes.size(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new StoreUnavailableException("Schedules are changed by others all the time: "
						+ changes.stream().map(ScheduleChange::id).toList() + "; try again", null);
			}
			round(changes, replies, attempt > 0);
		}
		return new ArrayList<>(replies.values());
	}

	private void round(List<ScheduleChange> changes, Map<Integer, ScheduleReply> replies, boolean look) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Directory<SkipEntry>.Looking skips = this.layout.skips().look(first);
		Directory<String>.Looking names = this.layout.schedules().look(first);
		Map<Integer, Round.Data> znodes = new LinkedHashMap<>();
		for (int i = 0; i < changes.size(); i++) {
			if (!replies.containsKey(i)) {
				znodes.put(i, first.data(this.layout.schedule(ZnodeName.of(changes.get(i).id()))));
			}
		}
		first.run();
		skips.count();
		names.count();
		Map<Integer, Round.Look> entries = look ? entries(changes, znodes) : Map.of();
		Map<Integer, Item> items = new LinkedHashMap<>();
		znodes.forEach((i, znode) -> {
			Round.Look entry = entries.get(i);
			items.put(i, decide(changes.get(i), znode, tick.now(), entry == null || entry.exists()));
		});
		Round second = this.connection.round();
		Map<Integer, Round.Commit> commits = new LinkedHashMap<>();
		items.forEach((i, item) -> commits.put(i, second.commit(item.change())));
		second.run();
		commits.forEach((i, commit) -> {
			if (commit.isDone()) {
				replies.put(i, Objects.requireNonNull(items.get(i)).reply());
			}
		});
	}

	/** Whether the entries are there that the schedules name. */
	private Map<Integer, Round.Look> entries(List<ScheduleChange> changes, Map<Integer, Round.Data> znodes) {
		Map<Integer, Round.Look> looks = new LinkedHashMap<>();
		Round round = this.connection.round();
		znodes.forEach((i, znode) -> {
			Fields fields = znode.fields();
			String entry = (fields != null) ? fields.find("agenda") : null;
			if (entry != null) {
				looks.put(i, round.look(this.layout.agendaEntry(ZnodeName.of(changes.get(i).id()), entry)));
			}
		});
		round.run();
		return looks;
	}

	private Item decide(ScheduleChange change, Round.Data znode, Instant now, boolean entryThere) {
		String id = change.id();
		Fields fields = znode.fields();
		Schedule before = znode.exists() ? this.schedules.readLeniently(id, fields) : null;
		Decision decision = change.edit().decide(before, now);
		Change written = this.connection.change();
		Schedule after = before;
		if (decision instanceof Write write) {
			after = write.schedule().withVersion((before != null) ? before.version() + 1 : 1);
			requireRoom(id, before);
			this.writes.write(written, ZnodeName.of(id), znode, write(before, after, fields, now), entryThere);
			this.writes.skip(written, after.uid(), write.skipped(), now);
		}
		else if (decision instanceof Remove && before != null) {
			after = null;
			this.writes.write(written, ZnodeName.of(id), znode, null, entryThere);
		}
		this.connection.requireSize(written, "Schedule '" + id + "'");
		return new Item(new ScheduleReply(decision, before, after), written);
	}

	private void requireRoom(String id, @Nullable Schedule before) {
		int count = this.layout.schedules().count(ZnodeName.of(id));
		if (before == null && count >= Layout.MOST_SCHEDULES) {
			throw new StoreUnavailableException("The store is full: one of its directories has " + count
					+ " schedules, allowed " + Layout.MOST_SCHEDULES + ". Remove some, or use another store", null);
		}
	}

	/**
	 * Keeps the stored text where it can, which this node may not even be able to write.
	 */
	private Fields write(@Nullable Schedule before, Schedule after, @Nullable Fields fields, Instant now) {
		try {
			if (before != null && fields != null && isSameButForStatus(before, after)) {
				return ScheduleFields.status(fields.copy().put("id", after.id()), after.version(), after.status(), now);
			}
			return this.schedules.write(after, fields, now);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new StoreRejectedException("A schedule cannot be stored: " + ex.getMessage(), ex);
		}
	}

	private static boolean isSameButForStatus(Schedule before, Schedule after) {
		UUID life = before.uid();
		return life.equals(after.uid()) && before.definition().equals(after.definition())
				&& Objects.equals(before.declaration(), after.declaration());
	}

	/**
	 * A change.
	 *
	 * @param reply what to answer if it is written
	 * @param change what to write
	 */
	private record Item(ScheduleReply reply, Change change) {
	}

}
