package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.trigger.Trigger;

/**
 * Stands for the trigger of a schedule that cannot be read here, so that it can still be
 * listed, paused and removed. It cannot be written.
 *
 * @param format the format that it was written in
 */
record UnreadableTrigger(String format) implements Trigger {

	@Override
	public Optional<Instant> next(Instant after) {
		return Optional.empty();
	}

	@Override
	public String toString() {
		return "cannot be read here: " + this.format;
	}

}
