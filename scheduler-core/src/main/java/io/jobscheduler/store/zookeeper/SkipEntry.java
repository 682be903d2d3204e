package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import org.jspecify.annotations.Nullable;

/**
 * Fire times without a job, as the name of their entry says.
 *
 * @param path where the entry is
 * @param recordedAt when they were passed over
 * @param place their place among those that were passed over together
 * @param life the schedule's life
 * @param skipped the fire times
 */
record SkipEntry(String path, Instant recordedAt, int place, String life, SkippedFireTimes skipped) {

	static final Comparator<SkipEntry> LATEST_FIRST = Comparator.comparing(SkipEntry::recordedAt)
		.thenComparing((entry) -> entry.skipped().first())
		.thenComparing(SkipEntry::place)
		.reversed();

	static @Nullable SkipEntry parse(String path, String name) {
		String[] parts = name.split("\\.", -1);
		return (parts.length == 7) ? new SkipEntry(path, Micros.instant(parts[0]), Integer.parseInt(parts[1]), parts[2],
				new SkippedFireTimes(Micros.instant(parts[3]), Micros.instant(parts[4]), Long.parseLong(parts[5]),
						SkipReason.valueOf(parts[6])))
				: null;
	}

	static String name(Instant now, int place, String life, SkippedFireTimes skipped) {
		return String.join(".", Micros.text(now), Integer.toString(place), life, Micros.text(skipped.first()),
				Micros.text(skipped.last()), Long.toString(skipped.count()), skipped.reason().name());
	}

	/** What stands for a schedule's life. */
	static String life(UUID uid) {
		return ZnodeName.shortHash(uid.toString());
	}

}
