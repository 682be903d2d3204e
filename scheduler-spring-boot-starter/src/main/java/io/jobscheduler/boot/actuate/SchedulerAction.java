package io.jobscheduler.boot.actuate;

import java.time.DateTimeException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What someone asks to be done.
 */
final class SchedulerAction {

	private final @Nullable String name;

	private final @Nullable String from;

	private final @Nullable String to;

	SchedulerAction(@Nullable String name, @Nullable String from, @Nullable String to) {
		this.name = name;
		this.from = from;
		this.to = to;
	}

	String name() {
		return String.valueOf(this.name);
	}

	/** The instant to begin with; {@code null} if there is none. */
	@Nullable Instant fromOrNull() {
		return (this.from == null || this.from.isBlank()) ? null : instant("from", this.from);
	}

	Instant from() {
		return instant("from", this.from);
	}

	Instant to() {
		return instant("to", this.to);
	}

	private static Instant instant(String member, @Nullable String text) {
		try {
			return Instant.parse((text != null) ? text : "");
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("Invalid instant '" + text + "' in \"" + member
					+ "\": an instant such as 2030-01-31T09:00:00Z is expected", ex);
		}
	}

	IllegalArgumentException unknown(String allowed) {
		return new IllegalArgumentException("Invalid action '" + this.name + "': allowed " + allowed
				+ ", as in {\"action\": \"" + allowed.split("[, ]", -1)[0] + "\"}");
	}

}
