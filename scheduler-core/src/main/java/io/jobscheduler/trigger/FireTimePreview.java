package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A fire time to come, as clocks will show it; or one that will not come, since clocks
 * are put forward over it.
 *
 * @param fireTime the instant, or {@code null} if there is none because it is dropped
 * @param local what clocks show at the fire time; if it is dropped, what they would have
 * shown: the first of the {@code skipped} times
 * @param offset the offset of {@code local} from UTC; if it is dropped, the one in force
 * before clocks are put forward
 * @param zone the time zone of {@code local}
 * @param mark what a change of the clocks does to it
 * @param skipped the local times that clocks skip and that are moved or dropped, or
 * {@code null} if it is neither
 */
public record FireTimePreview(@Nullable Instant fireTime, LocalDateTime local, ZoneOffset offset, ZoneId zone,
		Mark mark, @Nullable SkippedTimes skipped) {

	/**
	 * Creates a preview.
	 */
	public FireTimePreview {
		Objects.requireNonNull(local, "local");
		Objects.requireNonNull(offset, "offset");
		Objects.requireNonNull(zone, "zone");
		Objects.requireNonNull(mark, "mark");
	}

	/**
	 * Returns this as in {@code 2026-03-29T03:00+02:00[Europe/Berlin]}, followed by what
	 * a change of the clocks does to it.
	 */
	@Override
	public String toString() {
		String text = this.local.toString() + this.offset + "[" + this.zone + "]";
		return switch (this.mark) {
			case NONE -> text;
			case MOVED -> text + ", moved from " + this.skipped;
			case DROPPED -> this.skipped + " in " + this.zone + ", dropped";
			case FIRST_OF_TWO -> text + ", first of two";
			case SECOND_OF_TWO -> text + ", second of two";
		};
	}

	/**
	 * What a change of the clocks does to a fire time.
	 */
	public enum Mark {

		/** Nothing. */
		NONE,

		/** Clocks skip it. It fires as soon as they have, see {@link DstGap}. */
		MOVED,

		/** Clocks skip it. It does not fire, see {@link DstGap}. */
		DROPPED,

		/**
		 * Clocks show this local time twice, and this is the first time. Whether it fires
		 * the second time too is up to {@link DstOverlap}.
		 */
		FIRST_OF_TWO,

		/** Clocks show this local time twice, and this is the second time. */
		SECOND_OF_TWO

	}

	/**
	 * The local times of a trigger that clocks skip when they are put forward once.
	 *
	 * @param first the first of them
	 * @param last the last of them; the same as the first if there is one only
	 * @param count how many there are, from 1
	 */
	public record SkippedTimes(LocalDateTime first, LocalDateTime last, int count) {

		/**
		 * Creates the times.
		 */
		public SkippedTimes {
			Objects.requireNonNull(first, "first");
			Objects.requireNonNull(last, "last");
		}

		/**
		 * Returns this as in {@code 2026-03-29T02:00 to 2026-03-29T02:45 (4 times)}.
		 */
		@Override
		public String toString() {
			return (this.count == 1) ? this.first.toString()
					: this.first + " to " + this.last + " (" + this.count + " times)";
		}

	}

}
