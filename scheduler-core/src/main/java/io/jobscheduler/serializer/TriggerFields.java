package io.jobscheduler.serializer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneRulesException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.Trigger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The named fields that a trigger is written as: texts, lists of texts, and other
 * triggers. Fields that are read are counted off, so that one that nobody understands is
 * not lost silently.
 */
public final class TriggerFields {

	private final ObjectNode object;

	private final TriggerNesting nesting;

	private final Set<String> unread;

	TriggerFields(ObjectNode object, TriggerNesting nesting) {
		this.object = object;
		this.nesting = nesting;
		this.unread = new TreeSet<>(object.propertyNames());
	}

	/**
	 * Reads an object of which every field must be understood.
	 */
	static <V> V read(JsonNode node, TriggerNesting nesting, Function<TriggerFields, V> reader) {
		if (!(node instanceof ObjectNode object)) {
			throw StoredFormatException.corrupt("not a JSON object", null);
		}
		TriggerFields fields = new TriggerFields(object, nesting);
		V value = reader.apply(fields);
		if (!fields.unread.isEmpty()) {
			throw StoredFormatException.corrupt("fields " + fields.unread + " do not belong there", null);
		}
		return value;
	}

	/**
	 * Sets a field to a text.
	 * @param name its name
	 * @param value its value, written as its {@code toString}; for a trigger see
	 * {@link #setTrigger}, for several values {@link #setTexts}
	 * @return this
	 */
	public TriggerFields set(String name, Object value) {
		this.object.put(name, value.toString());
		return this;
	}

	/**
	 * Sets a field to a text if there is a value.
	 * @param name its name
	 * @param value its value, or empty for no field
	 * @return this
	 */
	public TriggerFields set(String name, Optional<?> value) {
		value.ifPresent((present) -> set(name, present));
		return this;
	}

	/**
	 * Sets a field to a list of texts.
	 * @param name its name
	 * @param values the values, each written as its {@code toString}
	 * @return this
	 */
	public TriggerFields setTexts(String name, Collection<?> values) {
		ArrayNode array = this.object.putArray(name);
		values.forEach((value) -> array.add(value.toString()));
		return this;
	}

	/**
	 * Sets a field to a trigger.
	 * @param name its name
	 * @param trigger the trigger
	 * @return this
	 * @throws IllegalArgumentException if there is no codec for the trigger, or there are
	 * more triggers within each other than can be read
	 */
	public TriggerFields setTrigger(String name, Trigger trigger) {
		this.object.set(name, this.nesting.writeNamed(trigger));
		return this;
	}

	/**
	 * Sets a field to a list of triggers.
	 * @param name its name
	 * @param triggers the triggers
	 * @return this
	 * @throws IllegalArgumentException if there is no codec for one of the triggers, or
	 * there are more triggers within each other than can be read
	 */
	public TriggerFields setTriggers(String name, Collection<? extends Trigger> triggers) {
		ArrayNode array = this.object.putArray(name);
		triggers.forEach((trigger) -> array.add(this.nesting.writeNamed(trigger)));
		return this;
	}

	/**
	 * Sets a field to a calendar, of which only the name is written. The name becomes
	 * part of the format's, so that nodes that do not know the calendar leave the trigger
	 * alone.
	 * @param name the field's name
	 * @param calendar the calendar
	 * @return this
	 * @throws IllegalArgumentException if the calendar is not known here
	 */
	public TriggerFields setCalendar(String name, HolidayCalendar calendar) {
		this.nesting.noteCalendar(calendar);
		return set(name, calendar.name());
	}

	/**
	 * Sets a field to a list of objects with fields of their own.
	 */
	<V> TriggerFields setGroups(String name, Collection<V> values, BiConsumer<V, TriggerFields> writer) {
		ArrayNode array = this.object.putArray(name);
		values.forEach((value) -> writer.accept(value, new TriggerFields(array.addObject(), this.nesting)));
		return this;
	}

	/**
	 * Reads a text that must be there.
	 * @param <V> the type of value
	 * @param name the field's name
	 * @param parser reads its text
	 * @return its value
	 * @throws StoredFormatException if it is missing or cannot be read
	 */
	public <V> V get(String name, Function<String, V> parser) {
		return required(name, find(name, parser));
	}

	/**
	 * Reads a text that may be there.
	 * @param <V> the type of value
	 * @param name the field's name
	 * @param parser reads its text
	 * @return its value, or empty if there is no such field
	 * @throws StoredFormatException if it cannot be read
	 */
	public <V> Optional<V> find(String name, Function<String, V> parser) {
		return findNode(name).map((node) -> parse("field '" + name + "'", node, parser));
	}

	/**
	 * Reads a list of texts that must be there.
	 * @param <V> the type of value
	 * @param name the field's name
	 * @param parser reads each text
	 * @return their values
	 * @throws StoredFormatException if the list is missing or cannot be read
	 */
	public <V> List<V> texts(String name, Function<String, V> parser) {
		return required(name, findTexts(name, parser));
	}

	/**
	 * Reads a list of texts that may be there.
	 * @param <V> the type of value
	 * @param name the field's name
	 * @param parser reads each text
	 * @return their values, or empty if there is no such field
	 * @throws StoredFormatException if the list cannot be read
	 */
	public <V> Optional<List<V>> findTexts(String name, Function<String, V> parser) {
		return findNode(name)
			.map((node) -> list(name, node, (path, element) -> parse("field '" + path + "'", element, parser)));
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

	/**
	 * Reads a trigger that must be there.
	 * @param name the field's name
	 * @return the trigger
	 * @throws StoredFormatException if it is missing or cannot be read, or its format is
	 * not known here
	 */
	public Trigger trigger(String name) {
		return required(name, findNode(name).map((node) -> nested(name, node)));
	}

	/**
	 * Reads a list of triggers that must be there.
	 * @param name the field's name
	 * @return the triggers
	 * @throws StoredFormatException if the list is missing or cannot be read, or one of
	 * the formats is not known here
	 */
	public List<Trigger> triggers(String name) {
		return required(name, findNode(name).map((node) -> list(name, node, this::nested)));
	}

	/**
	 * Reads a calendar that must be there.
	 * @param name the field's name
	 * @return the calendar of the name that was written
	 * @throws StoredFormatException if it is missing, or there is no calendar of that
	 * name here
	 */
	public HolidayCalendar calendar(String name) {
		return this.nesting.format().calendar(get(name, Function.identity()));
	}

	/**
	 * Reads a list of objects with fields of their own.
	 */
	<V> List<V> groups(String name, Function<TriggerFields, V> reader) {
		return required(name, findNode(name).map((node) -> list(name, node, (path, element) -> {
			try {
				return read(element, this.nesting, reader);
			}
			catch (RuntimeException ex) {
				throw TriggerNesting.within(path, ex);
			}
		})));
	}

	private Optional<JsonNode> findNode(String name) {
		this.unread.remove(name);
		return Optional.ofNullable(this.object.get(name));
	}

	private static <V> V required(String name, Optional<V> value) {
		return value.orElseThrow(() -> StoredFormatException.corrupt("field '" + name + "' is missing", null));
	}

	private static <V> V parse(String what, JsonNode node, Function<String, V> parser) {
		if (!node.isString()) {
			throw StoredFormatException.corrupt(what + " is not a text", null);
		}
		String text = node.stringValue();
		try {
			return parser.apply(text);
		}
		catch (ZoneRulesException ex) {
			throw StoredFormatException.unknown(what + " is '" + text + "', which the time zone data here do not have");
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw StoredFormatException.corrupt(what + " is '" + text + "': " + ex.getMessage(), ex);
		}
	}

	private Trigger nested(String path, JsonNode node) {
		try {
			return this.nesting.readNamed(node);
		}
		catch (RuntimeException ex) {
			throw TriggerNesting.within(path, ex);
		}
	}

	private static <V> List<V> list(String name, JsonNode node, ElementReader<V> reader) {
		if (!node.isArray()) {
			throw StoredFormatException.corrupt("field '" + name + "' is not a list", null);
		}
		List<V> values = new ArrayList<>();
		for (JsonNode element : node) {
			values.add(reader.read(name + "[" + values.size() + "]", element));
		}
		return values;
	}

	/** Reads one element of a list, whose path goes into messages. */
	@FunctionalInterface
	private interface ElementReader<V> {

		V read(String path, JsonNode element);

	}

}
