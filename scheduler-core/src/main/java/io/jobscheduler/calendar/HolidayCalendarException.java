package io.jobscheduler.calendar;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The dates of a calendar cannot be loaded. The message names the calendar, where its
 * dates should come from, the line and the value that are wrong, and what is allowed.
 */
public class HolidayCalendarException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	HolidayCalendarException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
