package io.jobscheduler.serializer;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.jobscheduler.trigger.CalendarExclusion;
import io.jobscheduler.trigger.DailyWindow;
import io.jobscheduler.trigger.DatesExclusion;
import io.jobscheduler.trigger.DaysOfWeekExclusion;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.FireTimesExclusion;

/**
 * Another kind of exclusion needs another version, so that nodes that do not know it
 * leave the trigger alone.
 */
final class ExceptTriggerCodec implements TriggerCodec<ExceptTrigger> {

	private static final String FIRE_TIMES = "fire-times";

	private static final String DATES = "dates";

	private static final String DAYS_OF_WEEK = "days-of-week";

	private static final String BETWEEN = "between";

	private static final String OUTSIDE = "outside";

	private static final String CALENDAR = "calendar";

	@Override
	public String kind() {
		return "except";
	}

	@Override
	public Class<ExceptTrigger> type() {
		return ExceptTrigger.class;
	}

	@Override
	public void write(ExceptTrigger trigger, TriggerFields fields) {
		fields.setTrigger("base", trigger.base())
			.setGroups("exclusions", trigger.exclusions(), ExceptTriggerCodec::write);
	}

	@Override
	public ExceptTrigger read(TriggerFields fields) {
		return ExceptTrigger.of(fields.trigger("base"), fields.groups("exclusions", ExceptTriggerCodec::exclusion));
	}

	private static void write(Exclusion exclusion, TriggerFields fields) {
		if (exclusion instanceof FireTimesExclusion fireTimes) {
			fields.set("kind", FIRE_TIMES).setTrigger("of", fireTimes.trigger());
		}
		else if (exclusion instanceof DatesExclusion dates) {
			fields.set("kind", DATES).setTexts("dates", new TreeSet<>(dates.dates())).set("zone", dates.zone().getId());
		}
		else if (exclusion instanceof DaysOfWeekExclusion days) {
			fields.set("kind", DAYS_OF_WEEK).setTexts("days", names(days.days())).set("zone", days.zone().getId());
		}
		else if (exclusion instanceof DailyWindow window) {
			write(window, fields);
		}
		else if (exclusion instanceof CalendarExclusion calendar) {
			fields.set("kind", CALENDAR).setCalendar("name", calendar.calendar()).set("zone", calendar.zone().getId());
		}
	}

	private static void write(DailyWindow window, TriggerFields fields) {
		fields.set("kind", window.outside() ? OUTSIDE : BETWEEN).set("from", window.from()).set("to", window.to());
		if (window.days().size() < DayOfWeek.values().length) {
			fields.setTexts("days", names(window.days()));
		}
		fields.set("zone", window.zone().getId());
	}

	private static List<String> names(Set<DayOfWeek> days) {
		return days.stream().map(DayOfWeek::name).toList();
	}

	private static Exclusion exclusion(TriggerFields fields) {
		String kind = fields.get("kind", Function.identity());
		return switch (kind) {
			case FIRE_TIMES -> Exclusion.fireTimes(fields.trigger("of"));
			case DATES -> Exclusion.dates(zone(fields), fields.texts("dates", LocalDate::parse));
			case DAYS_OF_WEEK ->
				new DaysOfWeekExclusion(zone(fields), Set.copyOf(fields.texts("days", DayOfWeek::valueOf)));
			case BETWEEN, OUTSIDE -> window(fields, kind.equals(OUTSIDE));
			case CALENDAR -> Exclusion.calendar(fields.calendar("name"), zone(fields));
			default -> throw StoredFormatException.corrupt("kind is '" + kind + "', allowed "
					+ List.of(FIRE_TIMES, DATES, DAYS_OF_WEEK, BETWEEN, OUTSIDE, CALENDAR), null);
		};
	}

	private static DailyWindow window(TriggerFields fields, boolean outside) {
		Set<DayOfWeek> days = fields.findTexts("days", DayOfWeek::valueOf)
			.<Set<DayOfWeek>>map(Set::copyOf)
			.orElseGet(() -> EnumSet.allOf(DayOfWeek.class));
		return new DailyWindow(fields.get("from", LocalTime::parse), fields.get("to", LocalTime::parse), zone(fields),
				days, outside);
	}

	private static ZoneId zone(TriggerFields fields) {
		return fields.get("zone", ZoneId::of);
	}

}
