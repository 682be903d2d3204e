package io.jobscheduler.serializer;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.AndTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.Trigger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns triggers into JSON and back. What is written has a format, which is a kind and a
 * version, such as {@code cron/1}; a node leaves schedules alone whose format it does not
 * know. Immutable.
 * <p>
 * The format of a trigger that is made of others, or that refers to a calendar, lists all
 * that a node has to know in order to read it: the formats of all triggers, and the names
 * of all calendars, sorted and joined by plus signs, such as
 * {@code and/1+calendar:germany+cron/1+except/1}.
 */
public final class TriggerFormat {

	/** The longest format of a trigger, in characters. */
	public static final int MAX_LENGTH = 200;

	/** What stands before the name of a calendar. */
	static final String CALENDAR = "calendar:";

	private static final String SEPARATOR = "+";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TriggerFormat STANDARD = new TriggerFormat(Map.of(), Map.of(), Map.of())
		.with(new DateTriggerCodec())
		.with(new IntervalTriggerCodec())
		.with(new FixedDelayTriggerCodec())
		.with(new CronTriggerCodec())
		.with(new CalendarIntervalTriggerCodec())
		.with(new PartsTriggerCodec<>("or", OrTrigger.class, OrTrigger::of))
		.with(new PartsTriggerCodec<>("and", AndTrigger.class, AndTrigger::of))
		.with(new ExceptTriggerCodec());

	private final Map<String, TriggerCodec<?>> readers;

	private final Map<Class<?>, TriggerCodec<?>> writers;

	private final Map<String, HolidayCalendar> calendars;

	private TriggerFormat(Map<String, TriggerCodec<?>> readers, Map<Class<?>, TriggerCodec<?>> writers,
			Map<String, HolidayCalendar> calendars) {
		this.readers = readers;
		this.writers = writers;
		this.calendars = calendars;
	}

	/**
	 * The formats of the triggers that come with the scheduler, without calendars.
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
	 * @throws IllegalArgumentException if the kind or the version of the codec is not
	 * allowed
	 */
	public TriggerFormat with(TriggerCodec<?> codec) {
		if (!codec.kind().matches("[a-z0-9._-]{1,40}") || codec.version() < 1) {
			throw new IllegalArgumentException("Invalid trigger format '" + name(codec)
					+ "': allowed a kind of 1 to 40 of a-z, 0-9, dot, hyphen, underscore, and a version from 1");
		}
		Map<String, TriggerCodec<?>> newReaders = new TreeMap<>(this.readers);
		Map<Class<?>, TriggerCodec<?>> newWriters = new HashMap<>(this.writers);
		newReaders.put(name(codec), codec);
		newWriters.put(codec.type(), codec);
		return new TriggerFormat(newReaders, newWriters, this.calendars);
	}

	/**
	 * These formats and some calendars that stored triggers may name. One takes the place
	 * of another of its name.
	 * @param added the calendars
	 * @return a copy
	 * @throws IllegalArgumentException if a calendar has a name that is not allowed
	 */
	public TriggerFormat withCalendars(Collection<? extends HolidayCalendar> added) {
		Map<String, HolidayCalendar> newCalendars = new TreeMap<>(this.calendars);
		added.forEach((calendar) -> newCalendars.put(HolidayCalendar.requireName(calendar.name()), calendar));
		return new TriggerFormat(this.readers, this.writers, newCalendars);
	}

	/**
	 * The formats that can be read, and the calendars that are known: all that the format
	 * of a trigger may list.
	 * @return their names, such as {@code cron/1} and {@code calendar:germany}
	 */
	public Set<String> knownFormats() {
		Set<String> names = new TreeSet<>(this.readers.keySet());
		this.calendars.keySet().forEach((name) -> names.add(CALENDAR + name));
		return Collections.unmodifiableSet(names);
	}

	/**
	 * Whether a trigger of a format can be read, as far as one can tell from its name.
	 * @param format the name, which may be one of a trigger that is made of others
	 * @return whether everything that it lists is known
	 */
	public boolean knows(String format) {
		return listed(format).allMatch(this::knowsOne);
	}

	private boolean knowsOne(String name) {
		return name.startsWith(CALENDAR) ? this.calendars.containsKey(name.substring(CALENDAR.length()))
				: this.readers.containsKey(name);
	}

	private static Stream<String> listed(String format) {
		return Stream.of(format.split(Pattern.quote(SEPARATOR), -1));
	}

	/**
	 * The format that a trigger is written in.
	 * @param trigger the trigger
	 * @return the format's name
	 * @throws IllegalArgumentException if there is no codec for the trigger or one of its
	 * parts, a calendar is not known, more than 16 triggers are within each other, or the
	 * name would be longer than {@value #MAX_LENGTH} characters
	 */
	public String format(Trigger trigger) {
		Set<String> names = new TreeSet<>();
		new TriggerNesting(this, 1, names).write(trigger);
		String format = String.join(SEPARATOR, names);
		if (format.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("Invalid trigger of format '" + format + "': " + format.length()
					+ " characters, allowed " + MAX_LENGTH + "; use fewer kinds of triggers, or calendars, in one");
		}
		return format;
	}

	/**
	 * Writes a trigger.
	 * @param trigger the trigger
	 * @return a JSON object
	 * @throws IllegalArgumentException if there is no codec for the trigger or one of its
	 * parts, a calendar is not known, or more than 16 triggers are within each other
	 */
	public String write(Trigger trigger) {
		TriggerNesting nesting = new TriggerNesting(this, 1, new TreeSet<>());
		ObjectNode named = nesting.writeNamed(trigger);
		return JSON.writeValueAsString((nesting.names().size() > 1) ? named : named.values().iterator().next());
	}

	/**
	 * Reads a trigger.
	 * @param format the name of the format it was written in
	 * @param json what was written
	 * @return the trigger
	 * @throws StoredFormatException if the format or part of it is not known, or the text
	 * does not follow it
	 */
	public Trigger read(String format, String json) {
		List<String> unknown = listed(format).filter((name) -> !knowsOne(name)).toList();
		if (!unknown.isEmpty()) {
			throw unknown(String.join(SEPARATOR, unknown));
		}
		try {
			TriggerNesting nesting = new TriggerNesting(this, 1, new TreeSet<>());
			JsonNode tree = JSON.readTree(json);
			return format.contains(SEPARATOR) ? nesting.readNamed(tree) : nesting.read(format, tree);
		}
		catch (RuntimeException ex) {
			throw TriggerNesting.within("Trigger of format '" + format + "' cannot be read", ex);
		}
	}

	TriggerCodec<?> reader(String name) {
		TriggerCodec<?> codec = this.readers.get(name);
		if (codec == null) {
			throw unknown(name);
		}
		return codec;
	}

	TriggerCodec<?> writer(Trigger trigger) {
		TriggerCodec<?> codec = this.writers.get(trigger.getClass());
		if (codec == null) {
			throw new IllegalArgumentException("No way to store a trigger of " + trigger.getClass()
					+ ": add a TriggerCodec for it to the store's TriggerFormat");
		}
		return codec;
	}

	HolidayCalendar calendar(String name) {
		HolidayCalendar calendar = this.calendars.get(name);
		if (calendar == null) {
			throw unknown(CALENDAR + name);
		}
		return calendar;
	}

	private StoredFormatException unknown(String name) {
		return StoredFormatException
			.unknown("Trigger format '" + name + "' is not known here; known are " + knownFormats());
	}

	String nameOf(Trigger trigger) {
		return name(writer(trigger));
	}

	static String name(TriggerCodec<?> codec) {
		return codec.kind() + "/" + codec.version();
	}

}
