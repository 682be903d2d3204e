package io.jobscheduler.serializer;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.trigger.Trigger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns triggers into JSON and back. What is written has a format, which is a kind and a
 * version, such as {@code cron/1}; a node leaves schedules alone whose format it does not
 * know. Immutable.
 */
public final class TriggerFormat {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TriggerFormat STANDARD = new TriggerFormat(Map.of(), Map.of()).with(new DateTriggerCodec())
		.with(new IntervalTriggerCodec())
		.with(new FixedDelayTriggerCodec())
		.with(new CronTriggerCodec());

	private final Map<String, TriggerCodec<?>> readers;

	private final Map<Class<?>, TriggerCodec<?>> writers;

	private TriggerFormat(Map<String, TriggerCodec<?>> readers, Map<Class<?>, TriggerCodec<?>> writers) {
		this.readers = readers;
		this.writers = writers;
	}

	/**
	 * The formats of the triggers that come with the scheduler.
	 * @return the standard formats
	 */
	public static TriggerFormat standard() {
		return STANDARD;
	}

	/**
	 * These formats and another one, which from now on writes its type of trigger.
	 * Formats added earlier for the same type can still be read.
	 * @param codec the other one
	 * @return a copy
	 */
	public TriggerFormat with(TriggerCodec<?> codec) {
		Map<String, TriggerCodec<?>> newReaders = new TreeMap<>(this.readers);
		Map<Class<?>, TriggerCodec<?>> newWriters = new HashMap<>(this.writers);
		newReaders.put(name(codec), codec);
		newWriters.put(codec.type(), codec);
		return new TriggerFormat(newReaders, newWriters);
	}

	/**
	 * The formats that can be read.
	 * @return their names, such as {@code cron/1}
	 */
	public Set<String> knownFormats() {
		return Collections.unmodifiableSet(this.readers.keySet());
	}

	/**
	 * The format that a trigger is written in.
	 * @param trigger the trigger
	 * @return the format's name
	 * @throws IllegalArgumentException if there is no codec for the trigger
	 */
	public String format(Trigger trigger) {
		return name(writer(trigger));
	}

	/**
	 * Writes a trigger.
	 * @param trigger the trigger
	 * @return a JSON object of texts
	 * @throws IllegalArgumentException if there is no codec for the trigger
	 */
	public String write(Trigger trigger) {
		TriggerFields fields = new TriggerFields(Map.of());
		write(writer(trigger), trigger, fields);
		return JSON.writeValueAsString(fields.texts());
	}

	private static <T extends Trigger> void write(TriggerCodec<T> codec, Trigger trigger, TriggerFields fields) {
		codec.write(codec.type().cast(trigger), fields);
	}

	/**
	 * Reads a trigger.
	 * @param format the name of the format it was written in
	 * @param json what was written
	 * @return the trigger
	 * @throws StoredFormatException if the format is not known, or the text does not
	 * follow it
	 */
	public Trigger read(String format, String json) {
		TriggerCodec<?> codec = this.readers.get(format);
		if (codec == null) {
			throw StoredFormatException
				.unknown("Trigger format '" + format + "' is not known here; known are " + this.readers.keySet());
		}
		try {
			TriggerFields fields = new TriggerFields(texts(json));
			Trigger trigger = codec.read(fields);
			if (!fields.unread().isEmpty()) {
				throw StoredFormatException.corrupt("fields " + fields.unread() + " do not belong there", null);
			}
			return trigger;
		}
		catch (RuntimeException ex) {
			throw StoredFormatException.corrupt("Trigger of format '" + format + "' cannot be read: " + ex.getMessage(),
					ex);
		}
	}

	private static Map<String, String> texts(String json) {
		JsonNode tree = JSON.readTree(json);
		if (!tree.isObject()) {
			throw StoredFormatException.corrupt("not a JSON object", null);
		}
		Map<String, String> texts = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> field : tree.properties()) {
			if (!field.getValue().isString()) {
				throw StoredFormatException.corrupt("field '" + field.getKey() + "' is not a text", null);
			}
			texts.put(field.getKey(), field.getValue().stringValue());
		}
		return texts;
	}

	private TriggerCodec<?> writer(Trigger trigger) {
		TriggerCodec<?> codec = this.writers.get(trigger.getClass());
		if (codec == null) {
			throw new IllegalArgumentException("No way to store a trigger of " + trigger.getClass()
					+ ": add a TriggerCodec for it to the store's TriggerFormat");
		}
		return codec;
	}

	private static String name(TriggerCodec<?> codec) {
		return codec.kind() + "/" + codec.version();
	}

}
