package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Optional;

/**
 * Stands for the trigger of a stored schedule that this node cannot read, because a newer
 * node wrote it, or because it names something that only other nodes have. So the
 * schedule can still be listed, paused and removed; when it fires is left to a node that
 * can read it. It cannot be stored.
 *
 * @param format the format that the trigger was written in, or what is wrong with it
 */
public record UnreadableTrigger(String format) implements Trigger {

	@Override
	public Optional<Instant> next(Instant after) {
		return Optional.empty();
	}

	@Override
	public String toString() {
		return "cannot be read here: " + this.format;
	}

}
