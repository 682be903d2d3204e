package io.jobscheduler.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a task that still count towards its {@link RateLimit}: when, and how
 * many. A store keeps it as a text beside the task, reads and writes it under the lock
 * that claims of the task take, and goes by its own clock. Immutable.
 * <p>
 * A sliding log: in no period, wherever it begins, are more jobs claimed than permitted.
 * It has at most {@value #MAX_ENTRIES} entries; beyond that neighbours are counted at the
 * later time of the two, which permits a little less, never more.
 */
public final class RateWindow {

	/** The most entries a window has. */
	public static final int MAX_ENTRIES = 64;

	/** No claim counts. */
	public static final RateWindow EMPTY = new RateWindow(List.of());

	private final List<Entry> entries;

	private RateWindow(List<Entry> entries) {
		this.entries = entries;
	}

	/**
	 * Reads a window.
	 * @param text as {@link #toString()} gives it; {@code null} or empty for none
	 * @return the window; a damaged text is an empty one
	 */
	public static RateWindow parse(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return EMPTY;
		}
		List<Entry> entries = new ArrayList<>();
		for (String part : text.split(",", -1)) {
			int colon = part.indexOf(':');
			try {
				long micros = Long.parseLong(part.substring(0, Math.max(0, colon)));
				int count = Integer.parseInt(part.substring(colon + 1));
				if (count < 1) {
					return EMPTY;
				}
				entries.add(new Entry(micros, count));
			}
			catch (NumberFormatException ex) {
				return EMPTY;
			}
		}
		return new RateWindow(entries);
	}

	/**
	 * How many jobs may be claimed.
	 * @param limit the limit
	 * @param now the store's time
	 * @return zero or more
	 */
	public int free(RateLimit limit, Instant now) {
		return (int) Math.max(0, limit.permits() - used(limit, micros(now)));
	}

	/**
	 * With jobs that are claimed now, and without those that no longer count.
	 * @param limit the limit
	 * @param now the store's time
	 * @param count how many jobs, zero or more
	 * @return the window to keep
	 */
	public RateWindow claimed(RateLimit limit, Instant now, int count) {
		long at = micros(now);
		List<Entry> kept = new ArrayList<>();
		for (Entry entry : this.entries) {
			if (counts(entry, limit, at)) {
				kept.add(entry);
			}
		}
		if (count > 0) {
			// a clock that was set back must not let an entry be forgotten early
			long latest = kept.isEmpty() ? at : Math.max(at, kept.get(kept.size() - 1).micros());
			kept.add(new Entry(latest, count));
		}
		while (kept.size() > MAX_ENTRIES) {
			mergeClosest(kept);
		}
		return new RateWindow(kept);
	}

	private static void mergeClosest(List<Entry> entries) {
		int closest = 0;
		for (int i = 1; i < entries.size() - 1; i++) {
			if (gap(entries, i) < gap(entries, closest)) {
				closest = i;
			}
		}
		Entry later = entries.remove(closest + 1);
		entries.set(closest, new Entry(later.micros(), entries.get(closest).count() + later.count()));
	}

	private static long gap(List<Entry> entries, int index) {
		return entries.get(index + 1).micros() - entries.get(index).micros();
	}

	/**
	 * When the next job may be claimed.
	 * @param limit the limit
	 * @param now the store's time
	 * @return now, or later if none may be claimed now
	 */
	public Instant nextFree(RateLimit limit, Instant now) {
		long at = micros(now);
		long over = used(limit, at) - limit.permits() + 1;
		if (over <= 0) {
			return now;
		}
		for (Entry entry : this.entries) {
			if (counts(entry, limit, at)) {
				over -= entry.count();
				if (over <= 0) {
					return instant(entry.micros()).plus(limit.period());
				}
			}
		}
		return now.plus(limit.period());
	}

	private long used(RateLimit limit, long now) {
		return this.entries.stream().filter((entry) -> counts(entry, limit, now)).mapToLong(Entry::count).sum();
	}

	/** One that lies in the future, by a clock that was set back, counts as well. */
	private static boolean counts(Entry entry, RateLimit limit, long now) {
		return now - entry.micros() < micros(limit);
	}

	private static long micros(RateLimit limit) {
		return limit.period().toMillis() * 1000 + limit.period().toNanosPart() % 1_000_000 / 1000;
	}

	private static long micros(Instant instant) {
		return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
	}

	private static Instant instant(long micros) {
		return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
	}

	/**
	 * The window as a text: {@code micros:count,micros:count}, by the store's clock, the
	 * earliest first.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (Entry entry : this.entries) {
			text.append((text.length() > 0) ? "," : "").append(entry.micros()).append(':').append(entry.count());
		}
		return text.toString();
	}

	private record Entry(long micros, long count) {
	}

}
