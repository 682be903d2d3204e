package io.jobscheduler.calendar;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Parameter;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.Recur;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DateListProperty;
import net.fortuna.ical4j.model.property.DateProperty;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.transform.recurrence.Frequency;

/**
 * Reads the dates of all-day events from iCalendar text (RFC 5545). The only class that
 * touches ical4j.
 */
final class IcsDates {

	/** The last date of an event that recurs without end. */
	private static final LocalDate LAST_RECURRENCE = LocalDate.of(2200, 12, 31);

	private static final Set<Frequency> FREQUENCIES = EnumSet.of(Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY,
			Frequency.YEARLY);

	private static final int LONGEST_EVENT = 3660;

	private final Set<LocalDate> dates = new HashSet<>();

	/** By the event's UID, the recurrences that another event takes the place of. */
	private final Map<String, Set<LocalDate>> replaced = new HashMap<>();

	private IcsDates() {
	}

	static DateSet parse(String text) {
		List<VEvent> events = events(text);
		IcsDates parsed = new IcsDates();
		events.forEach(parsed::noteReplaced);
		events.forEach(parsed::add);
		if (!events.isEmpty() && events.stream().noneMatch((event) -> start(event).isPresent())) {
			throw new IllegalArgumentException("none of its " + events.size()
					+ " events lasts all day, allowed are events with DTSTART;VALUE=DATE");
		}
		return new DateSet(parsed.dates, Set.of());
	}

	private static List<VEvent> events(String text) {
		try {
			return new CalendarBuilder(new NoTimeZones()).build(new StringReader(text)).getComponents(Component.VEVENT);
		}
		catch (ParserException | IOException ex) {
			throw new IllegalArgumentException("no iCalendar text: " + ex.getMessage(), ex);
		}
	}

	private void noteReplaced(VEvent event) {
		date(event, Property.RECURRENCE_ID)
			.ifPresent((date) -> this.replaced.computeIfAbsent(uid(event), (uid) -> new HashSet<>()).add(date));
	}

	private void add(VEvent event) {
		LocalDate start = start(event).orElse(null);
		if (start == null || value(event, Property.STATUS).equals("CANCELLED")) {
			return;
		}
		try {
			long days = days(event, start);
			for (LocalDate first : occurrences(event, start)) {
				first.datesUntil(first.plusDays(days)).forEach(this.dates::add);
			}
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(
					"event '" + value(event, Property.SUMMARY) + "' of " + start + ": " + ex.getMessage(), ex);
		}
	}

	private static long days(VEvent event, LocalDate start) {
		Temporal end = event.<Temporal>getEndDate(true).orElseThrow().getDate();
		long days = Math.max(1, ChronoUnit.DAYS.between(start, LocalDate.from(end)));
		if (days > LONGEST_EVENT) {
			throw new IllegalArgumentException("lasts " + days + " days, allowed 1 to " + LONGEST_EVENT);
		}
		return days;
	}

	private Set<LocalDate> occurrences(VEvent event, LocalDate start) {
		Set<LocalDate> occurrences = new HashSet<>(Set.of(start));
		for (RRule<LocalDate> rule : event.<RRule<LocalDate>>getProperties(Property.RRULE)) {
			Recur<LocalDate> recur = rule.getRecur();
			if (!FREQUENCIES.contains(recur.getFrequency())) {
				throw new IllegalArgumentException(
						"recurs " + recur.getFrequency() + ", allowed DAILY, WEEKLY, MONTHLY, YEARLY");
			}
			occurrences.addAll(recur.getDates(start, start, LAST_RECURRENCE));
		}
		event.<DateListProperty<LocalDate>>getProperties(Property.RDATE)
			.forEach((property) -> occurrences.addAll(property.getDates()));
		event.<DateListProperty<LocalDate>>getProperties(Property.EXDATE)
			.forEach((property) -> excluded(property).forEach(occurrences::remove));
		if (date(event, Property.RECURRENCE_ID).isEmpty()) {
			occurrences.removeAll(this.replaced.getOrDefault(uid(event), Set.of()));
		}
		return occurrences;
	}

	/** Some write exceptions of all-day events with a time of day. */
	private static List<LocalDate> excluded(DateListProperty<?> property) {
		return property.getDates().stream().map(LocalDate::from).toList();
	}

	/**
	 * Returns the first day of an event, or empty if it does not last all day.
	 */
	private static Optional<LocalDate> start(VEvent event) {
		return date(event, Property.DTSTART);
	}

	private static Optional<LocalDate> date(VEvent event, String name) {
		Optional<DateProperty<Temporal>> property = event.getProperty(name);
		return property.filter((given) -> given.getParameter(Parameter.TZID).isEmpty())
			.map(DateProperty::getDate)
			.filter(LocalDate.class::isInstance)
			.map(LocalDate.class::cast);
	}

	private static String uid(VEvent event) {
		return value(event, Property.UID);
	}

	private static String value(VEvent event, String name) {
		return event.getProperty(name).map(Property::getValue).orElse("");
	}

	/**
	 * Lets ical4j load no time zones, and register none for the whole process: only dates
	 * are wanted, and whatever has a time of day is left out.
	 */
	private static final class NoTimeZones implements TimeZoneRegistry {

		@Override
		public void register(TimeZone timezone) {
		}

		@Override
		public void register(TimeZone timezone, boolean update) {
		}

		@Override
		public void clear() {
		}

		@Override
		@SuppressWarnings("NullAway")
		public TimeZone getTimeZone(String id) {
			return null;
		}

		@Override
		public Map<String, ZoneRules> getZoneRules() {
			return Map.of();
		}

		@Override
		public ZoneId getZoneId(String tzId) {
			return ZoneOffset.UTC;
		}

		@Override
		public String getTzId(String zoneId) {
			return zoneId;
		}

	}

}
