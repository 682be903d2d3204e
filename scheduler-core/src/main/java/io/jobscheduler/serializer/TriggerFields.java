package io.jobscheduler.serializer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The named texts that a trigger is written as. Fields that are read are counted off, so
 * that one that nobody understands is not lost silently.
 */
public final class TriggerFields {

	private final Map<String, String> texts;

	private final Set<String> unread;

	TriggerFields(Map<String, String> texts) {
		this.texts = new LinkedHashMap<>(texts);
		this.unread = new TreeSet<>(texts.keySet());
	}

	/**
	 * Sets a field.
	 * @param name its name
	 * @param value its value, written as its {@code toString}
	 * @return this
	 */
	public TriggerFields set(String name, Object value) {
		this.texts.put(name, value.toString());
		return this;
	}

	/**
	 * Sets a field if there is a value.
	 * @param name its name
	 * @param value its value, or empty for no field
	 * @return this
	 */
	public TriggerFields set(String name, Optional<?> value) {
		value.ifPresent((present) -> set(name, present));
		return this;
	}

	/**
	 * Reads a field that must be there.
	 * @param <V> the type of value
	 * @param name its name
	 * @param parser reads its text
	 * @return its value
	 * @throws StoredFormatException if it is missing or cannot be read
	 */
	public <V> V get(String name, Function<String, V> parser) {
		return find(name, parser)
			.orElseThrow(() -> StoredFormatException.corrupt("field '" + name + "' is missing", null));
	}

	/**
	 * Reads a field that may be there.
	 * @param <V> the type of value
	 * @param name its name
	 * @param parser reads its text
	 * @return its value, or empty if there is no such field
	 * @throws StoredFormatException if it cannot be read
	 */
	public <V> Optional<V> find(String name, Function<String, V> parser) {
		String text = this.texts.get(name);
		this.unread.remove(name);
		if (text == null) {
			return Optional.empty();
		}
		try {
			return Optional.of(parser.apply(text));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw StoredFormatException.corrupt("field '" + name + "' is '" + text + "': " + ex.getMessage(), ex);
		}
	}

	/**
	 * Reads an instant that must be there.
	 * @param name the field's name
	 * @return the instant
	 */
	public Instant instant(String name) {
		return get(name, Instant::parse);
	}

	/**
	 * Reads an instant that may be there.
	 * @param name the field's name
	 * @return the instant, or empty if there is no such field
	 */
	public Optional<Instant> findInstant(String name) {
		return find(name, Instant::parse);
	}

	/**
	 * Reads a duration that must be there.
	 * @param name the field's name
	 * @return the duration
	 */
	public Duration duration(String name) {
		return get(name, Duration::parse);
	}

	Map<String, String> texts() {
		return Collections.unmodifiableMap(this.texts);
	}

	Set<String> unread() {
		return Collections.unmodifiableSet(this.unread);
	}

}
