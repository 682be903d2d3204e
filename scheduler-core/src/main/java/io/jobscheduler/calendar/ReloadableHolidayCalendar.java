package io.jobscheduler.calendar;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A calendar whose dates are read from a file, or from elsewhere, and read again without
 * a restart whenever {@link #reload()} is called. In between, nothing is read: dates are
 * looked up in memory.
 * <p>
 * Two formats are told apart by their content, and read as UTF-8:
 * <ul>
 * <li>Plain text, one entry to a line: a date ({@code 2026-12-25}), a day of every year
 * ({@code --12-25}), or a range of either, both ends included
 * ({@code 2026-12-24..2026-12-31}, {@code --12-24..--01-06}). What follows after white
 * space is a comment, and so is a line that begins with {@code #}.</li>
 * <li>iCalendar (ICS): the days of all-day events, recurrences until the year 2200
 * included. Events with a time of day and cancelled ones are left out. This needs the
 * library {@code org.mnode.ical4j:ical4j} on the class path, in version 4.4 or
 * later.</li>
 * </ul>
 * Safe for use by several threads.
 */
public final class ReloadableHolidayCalendar implements HolidayCalendar {

	private static final String ICS_LIBRARY = "org.mnode.ical4j:ical4j";

	private static final String ICS_CLASS = "net.fortuna.ical4j.data.CalendarBuilder";

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int LARGEST = 16 * 1024 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(ReloadableHolidayCalendar.class);

	private final String name;

	private final String origin;

	private final CalendarSource source;

	private volatile DateSet dates;

	private volatile long revision;

	private volatile @Nullable HolidayCalendarException problem;

	private ReloadableHolidayCalendar(String name, String origin, CalendarSource source) {
		this.name = HolidayCalendar.requireName(name);
		this.origin = origin;
		this.source = source;
		this.dates = load();
	}

	/**
	 * Loads a calendar from a file.
	 * @param name its name, as {@link #name()} wants it
	 * @param file the file
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws HolidayCalendarException if the file cannot be read, or holds no dates
	 */
	public static ReloadableHolidayCalendar of(String name, Path file) {
		return new ReloadableHolidayCalendar(name, file.toString(), () -> Files.newInputStream(file));
	}

	/**
	 * Loads a calendar from wherever a URI leads, with a time-out of ten seconds.
	 * @param name its name, as {@link #name()} wants it
	 * @param uri an absolute URI of a kind that {@link java.net.URL} can open
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws HolidayCalendarException if it cannot be read, or holds no dates
	 */
	public static ReloadableHolidayCalendar of(String name, URI uri) {
		return new ReloadableHolidayCalendar(name, uri.toString(), () -> open(uri));
	}

	/**
	 * Loads a calendar from a resource on the class path.
	 * @param name its name, as {@link #name()} wants it
	 * @param resource the path of the resource, without a slash in front
	 * @param classLoader what finds the resource
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws HolidayCalendarException if it cannot be read, or holds no dates
	 */
	public static ReloadableHolidayCalendar of(String name, String resource, ClassLoader classLoader) {
		return new ReloadableHolidayCalendar(name, "class path resource " + resource,
				() -> open(resource, classLoader));
	}

	/**
	 * Loads a calendar from whatever can be opened as a stream.
	 * @param name its name, as {@link #name()} wants it
	 * @param origin what is opened, for messages
	 * @param source opens it
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws HolidayCalendarException if it cannot be read, or holds no dates
	 */
	public static ReloadableHolidayCalendar of(String name, String origin, CalendarSource source) {
		return new ReloadableHolidayCalendar(name, origin, source);
	}

	private static InputStream open(URI uri) throws IOException {
		URLConnection connection = uri.toURL().openConnection();
		connection.setConnectTimeout((int) TIMEOUT.toMillis());
		connection.setReadTimeout((int) TIMEOUT.toMillis());
		connection.setUseCaches(false);
		return connection.getInputStream();
	}

	private static InputStream open(String resource, ClassLoader classLoader) throws IOException {
		InputStream stream = classLoader.getResourceAsStream(resource);
		if (stream == null) {
			throw new FileNotFoundException("no such resource");
		}
		return stream;
	}

	/**
	 * Reads the dates again. If that fails, the calendar keeps the dates it has,
	 * {@link #problem()} says why, and a warning is logged: one for each problem, not one
	 * for each call.
	 * @return whether the dates are other ones now
	 */
	@Override
	public synchronized boolean reload() {
		try {
			DateSet loaded = load();
			boolean changed = !loaded.equals(this.dates);
			if (changed) {
				this.dates = loaded;
				this.revision++;
			}
			this.problem = null;
			return changed;
		}
		catch (HolidayCalendarException ex) {
			HolidayCalendarException last = this.problem;
			if (last == null || !String.valueOf(last.getMessage()).equals(ex.getMessage())) {
				logger.warn("{}. Keeping the dates that were loaded last.", ex.getMessage());
			}
			this.problem = ex;
			return false;
		}
	}

	/**
	 * How often the dates have changed since they were loaded first.
	 */
	@Override
	public long revision() {
		return this.revision;
	}

	/**
	 * Why the dates could not be read the last time.
	 * @return the problem, or empty if they could
	 */
	public Optional<HolidayCalendarException> problem() {
		return Optional.ofNullable(this.problem);
	}

	private DateSet load() {
		String what = "Invalid calendar '" + this.name + "' from " + this.origin + ": ";
		try (InputStream stream = this.source.open()) {
			byte[] bytes = stream.readNBytes(LARGEST + 1);
			if (bytes.length > LARGEST) {
				throw new IllegalArgumentException("larger than " + LARGEST + " bytes, which are allowed");
			}
			DateSet loaded = parse(new String(bytes, StandardCharsets.UTF_8));
			if (loaded.isEmpty()) {
				throw new IllegalArgumentException("it holds no dates, allowed 1 or more");
			}
			return loaded;
		}
		catch (IOException ex) {
			throw new HolidayCalendarException(what + "it cannot be read: " + ex, ex);
		}
		catch (RuntimeException ex) {
			throw new HolidayCalendarException(what + ex.getMessage(), ex);
		}
	}

	private static DateSet parse(String bytes) {
		String text = bytes.startsWith("\uFEFF") ? bytes.substring(1) : bytes;
		if (!text.stripLeading().regionMatches(true, 0, "BEGIN:VCALENDAR", 0, "BEGIN:VCALENDAR".length())) {
			return PlainDates.parse(text);
		}
		try {
			Class.forName(ICS_CLASS, false, ReloadableHolidayCalendar.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException(
					"to read iCalendar files, add the library " + ICS_LIBRARY + " to the class path", ex);
		}
		return IcsDates.parse(text);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean contains(LocalDate date) {
		return this.dates.contains(date);
	}

	/**
	 * Returns whether the other is a calendar of the same name.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof HolidayCalendar that && this.name.equals(that.name());
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public String toString() {
		return "calendar '" + this.name + "' from " + this.origin;
	}

}
