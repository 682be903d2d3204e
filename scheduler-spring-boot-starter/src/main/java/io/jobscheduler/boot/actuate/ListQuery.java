package io.jobscheduler.boot.actuate;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What to list.
 *
 * @param store only what is in this store, by its name
 * @param state only what is in this state, by its name in any case
 * @param task only what runs this task
 * @param schedule only what was made by this schedule
 * @param cursor where to go on
 * @param size how many at most
 */
record ListQuery(@Nullable String store, @Nullable String state, @Nullable String task, @Nullable String schedule,
		@Nullable String cursor, int size) {

	static final int DEFAULT_LIMIT = 50;

	static final int MAX_LIMIT = 1000;

	ListQuery {
		if (size < 1 || size > MAX_LIMIT) {
			throw new IllegalArgumentException("Invalid limit " + size + ": allowed 1 to " + MAX_LIMIT);
		}
	}

	static int limit(@Nullable String limit) {
		if (limit == null || limit.isBlank()) {
			return DEFAULT_LIMIT;
		}
		try {
			return Integer.parseInt(limit.strip());
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Invalid limit '" + limit + "': allowed 1 to " + MAX_LIMIT, ex);
		}
	}

	/** Going on elsewhere. */
	ListQuery at(@Nullable String newCursor, int newSize) {
		return new ListQuery(this.store, this.state, this.task, this.schedule, newCursor, newSize);
	}

	boolean hasState() {
		return this.state != null && !this.state.isBlank();
	}

	<E extends Enum<E>> Optional<E> stateIn(Class<E> type) {
		return Stream.of(type.getEnumConstants())
			.filter((constant) -> constant.name().equalsIgnoreCase(String.valueOf(this.state).strip()))
			.findFirst();
	}

	IllegalArgumentException unknownState(Stream<? extends Enum<?>> allowed) {
		return new IllegalArgumentException("Invalid state '" + this.state + "': allowed "
				+ allowed.map(Enum::name).collect(Collectors.joining(", ")));
	}

}
