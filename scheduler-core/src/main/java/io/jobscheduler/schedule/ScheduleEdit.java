package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A change to a schedule, as a pure function of what is there. The store reads, calls it,
 * and writes what it decides in one atomic step; if the schedule changes in between, it
 * calls it again.
 */
@FunctionalInterface
public interface ScheduleEdit {

	/**
	 * Decides.
	 * @param current the schedule as it is; {@code null} if there is none of that id
	 * @param now the store's time
	 * @return what to do
	 */
	Decision decide(@Nullable Schedule current, Instant now);

	/** What to do with a schedule. */
	sealed interface Decision {

	}

	/**
	 * Write it; the store gives it the next version.
	 *
	 * @param schedule the schedule to write
	 * @param skipped fire times to record as passed over
	 */
	record Write(Schedule schedule, List<SkippedFireTimes> skipped) implements Decision {

		/**
		 * Write, with nothing to record.
		 * @param schedule the schedule to write
		 */
		public Write(Schedule schedule) {
			this(schedule, List.of());
		}

	}

	/** Remove it. */
	record Remove() implements Decision {
	}

	/**
	 * Leave it as it is.
	 *
	 * @param why the reason
	 */
	record Leave(Reason why) implements Decision {
	}

	/** Why a schedule is left as it is. */
	enum Reason {

		/** There is none of that id. */
		UNKNOWN,

		/** The id is taken. */
		TAKEN,

		/** It is as it should be. */
		UNCHANGED

	}

}
