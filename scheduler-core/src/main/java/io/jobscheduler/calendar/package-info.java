/**
 * Calendars of dates on which something is not to happen, such as public holidays.
 */
@NullMarked
package io.jobscheduler.calendar;

import org.jspecify.annotations.NullMarked;
