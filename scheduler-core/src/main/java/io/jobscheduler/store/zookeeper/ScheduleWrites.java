package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.jobscheduler.schedule.SkippedFireTimes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How schedules are written, together with their entries.
 */
final class ScheduleWrites {

	private static final Logger LOG = LoggerFactory.getLogger(ScheduleWrites.class);

	private final Layout layout;

	ScheduleWrites(Layout layout) {
		this.layout = layout;
	}

	/**
	 * Writes, or removes, a schedule if it is still what was read.
	 * @param name the name of its znode
	 * @param before what was read
	 * @param after what to write; {@code null} to remove it
	 * @param entryThere whether the entry that was read is known to be there
	 */
	void write(Change change, String name, Round.Data before, @Nullable Fields after, boolean entryThere) {
		String path = this.layout.schedule(name);
		if (after == null) {
			change.delete(path, before.version());
		}
		else if (before.exists()) {
			change.set(path, after.bytes(), before.version());
		}
		else {
			change.create(path, after.bytes());
		}
		Fields fields = before.fields();
		String former = (fields != null) ? fields.find("agenda") : null;
		String next = (after != null) ? after.find("agenda") : null;
		if (former != null && entryThere && former.equals(next)) {
			change.check(this.layout.agendaEntry(name, former), Change.ANY);
			return;
		}
		if (former != null && entryThere) {
			change.delete(this.layout.agendaEntry(name, former));
		}
		if (next != null) {
			change.create(this.layout.agendaEntry(name, next));
		}
	}

	/** Records fire times without a job, as long as there is room for that. */
	void skip(Change change, UUID uid, List<SkippedFireTimes> skipped, Instant now) {
		for (int i = 0; i < skipped.size(); i++) {
			String name = SkipEntry.name(now, i, SkipEntry.life(uid), skipped.get(i));
			if (this.layout.skips().count(name) < Layout.MOST_JOBS) {
				change.create(this.layout.skip(name));
			}
			else {
				LOG.warn("There are too many recorded skips: {} is not recorded", skipped.get(i));
			}
		}
	}

}
