package io.jobscheduler.store.zookeeper;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A schedule that is due some time, or has finished and may be forgotten some time, as
 * the name of its entry says. Every schedule has an entry, and its life is in the name of
 * it: so a write that was meant for a former life does not find what it wants to move,
 * whatever the versions of the znodes.
 *
 * @param path where the entry is
 * @param finished whether it has finished
 * @param at when it is due, or since when it has finished
 * @param format the version of its stored form, and what its triggers are written in
 * @param schedule the name of the schedule's znode
 */
record AgendaEntry(String path, boolean finished, Instant at, Format format, String schedule) {

	/** What is at the start of a name. */
	enum Kind {

		/** Active, and due some time. */
		A,

		/** Finished, and not declared. */
		F,

		/** Neither. */
		N

	}

	static @Nullable AgendaEntry parse(String path, String name) {
		String[] parts = name.split("\\.", -1);
		if (parts.length != 6 || Kind.valueOf(parts[0]) == Kind.N) {
			return null;
		}
		Format format = new Format(Integer.parseInt(parts[2]), ZnodeName.decode(parts[3]));
		return new AgendaEntry(path, parts[0].equals("F"), Micros.instant(parts[1]), format, parts[4]);
	}

	/** The name of the entry of a schedule. */
	static String name(Kind kind, Instant at, Fields schedule) {
		return String.join(".", kind.name(), Micros.text(at), schedule.textOr("format", "1"),
				ZnodeName.encode(schedule.textOr("trigger", "unknown")), ZnodeName.of(schedule.text("id")),
				ZnodeName.shortHash(schedule.find("uid")));
	}

	/**
	 * What a node has to know in order to fire a schedule.
	 *
	 * @param version the version of its stored form
	 * @param triggers what its triggers are written in
	 */
	record Format(int version, String triggers) {
	}

}
