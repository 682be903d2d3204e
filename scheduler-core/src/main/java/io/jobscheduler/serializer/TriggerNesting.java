package io.jobscheduler.serializer;

import java.util.Map;
import java.util.Set;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.Trigger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One level of triggers within triggers, as they are written or read.
 *
 * @param format knows codecs and calendars
 * @param depth how deep this level is; the outermost trigger is at 1
 * @param names takes the names of all formats and calendars that are written
 */
record TriggerNesting(TriggerFormat format, int depth, Set<String> names) {

	/** Deeper than anybody needs, and far from what a stack can take. */
	static final int MAX_DEPTH = 16;

	private TriggerNesting deeper() {
		return new TriggerNesting(this.format, this.depth + 1, this.names);
	}

	/**
	 * Writes a trigger as an object of its fields.
	 */
	ObjectNode write(Trigger trigger) {
		if (this.depth > MAX_DEPTH) {
			throw new IllegalArgumentException(
					"Invalid trigger: more than " + MAX_DEPTH + " triggers within each other, allowed " + MAX_DEPTH);
		}
		TriggerCodec<?> codec = this.format.writer(trigger);
		this.names.add(TriggerFormat.name(codec));
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		write(codec, trigger, new TriggerFields(object, deeper()));
		return object;
	}

	private static <T extends Trigger> void write(TriggerCodec<T> codec, Trigger trigger, TriggerFields fields) {
		codec.write(codec.type().cast(trigger), fields);
	}

	/**
	 * Writes a trigger as an object with one member, whose name is the format.
	 */
	ObjectNode writeNamed(Trigger trigger) {
		ObjectNode named = JsonNodeFactory.instance.objectNode();
		named.set(this.format.nameOf(trigger), write(trigger));
		return named;
	}

	/**
	 * Reads a trigger from an object of its fields.
	 */
	Trigger read(String name, JsonNode object) {
		if (this.depth > MAX_DEPTH) {
			throw StoredFormatException.corrupt("more than " + MAX_DEPTH + " triggers within each other", null);
		}
		TriggerCodec<?> codec = this.format.reader(name);
		return TriggerFields.read(object, deeper(), codec::read);
	}

	/**
	 * Reads a trigger from an object with one member, whose name is the format.
	 */
	Trigger readNamed(JsonNode named) {
		if (!named.isObject() || named.size() != 1 || !named.propertyNames().iterator().next().contains("/")) {
			throw StoredFormatException.corrupt("not a JSON object with the name of one format", null);
		}
		Map.Entry<String, JsonNode> member = named.properties().iterator().next();
		try {
			return read(member.getKey(), member.getValue());
		}
		catch (RuntimeException ex) {
			throw within(member.getKey(), ex);
		}
	}

	/**
	 * Adds to a problem where it is.
	 */
	static StoredFormatException within(String path, RuntimeException problem) {
		String message = path + ": " + problem.getMessage();
		boolean unknown = problem instanceof StoredFormatException stored && stored.isUnknown();
		return unknown ? StoredFormatException.unknown(message) : StoredFormatException.corrupt(message, problem);
	}

	void noteCalendar(HolidayCalendar calendar) {
		if (!this.format.knows(TriggerFormat.CALENDAR + calendar.name())) {
			throw new IllegalArgumentException("No way to read a trigger with calendar '" + calendar.name()
					+ "' back: add the calendar to the store's TriggerFormat");
		}
		this.names.add(TriggerFormat.CALENDAR + calendar.name());
	}

}
