package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a search found, or else why it found nothing. The reason is found only when it is
 * asked for: it may take as long as the search.
 *
 * @param fireTime the fire time, or {@code null} if there is none
 * @param whyNone the reason, if there is none
 */
record Search(@Nullable Instant fireTime, Supplier<String> whyNone) {

	static Search found(Instant fireTime) {
		return new Search(fireTime, () -> "");
	}

	static Search none(Supplier<String> whyNone) {
		return new Search(null, whyNone);
	}

}
