package io.jobscheduler.calendar;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where the dates of a calendar come from. A Spring {@code Resource} fits, as
 * {@code resource::getInputStream}.
 */
@FunctionalInterface
public interface CalendarSource {

	/**
	 * Opens what is to be read. Called once for each time that the calendar is loaded.
	 * @return a stream, which is closed after it was read
	 * @throws IOException if it cannot be opened
	 */
	InputStream open() throws IOException;

}
