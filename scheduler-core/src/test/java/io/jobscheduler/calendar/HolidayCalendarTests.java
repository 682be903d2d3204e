package io.jobscheduler.calendar;

import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HolidayCalendar}.
 */
class HolidayCalendarTests {

	private static final LocalDate EVE = LocalDate.of(2026, 12, 24);

	@Test
	void findsTheFirstDateThatIsNotInIt() {
		HolidayCalendar calendar = HolidayCalendar.of("christmas", EVE, EVE.plusDays(1), EVE.plusDays(2));
		assertThat(calendar.firstDateNotIn(EVE.minusDays(1))).contains(EVE.minusDays(1));
		assertThat(calendar.firstDateNotIn(EVE)).contains(EVE.plusDays(3));
		assertThat(HolidayCalendar.of("end", HolidayCalendar.LAST_DATE).firstDateNotIn(HolidayCalendar.LAST_DATE))
			.isEmpty();
	}

	@Test
	void isEqualToAnotherOfItsName() {
		assertThat(HolidayCalendar.of("a", EVE)).isEqualTo(HolidayCalendar.of("a", List.of()))
			.hasSameHashCodeAs(HolidayCalendar.of("a", List.of()))
			.isNotEqualTo(HolidayCalendar.of("b", EVE))
			.hasToString("calendar 'a'");
	}

}
