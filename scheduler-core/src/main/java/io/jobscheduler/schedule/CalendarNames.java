package io.jobscheduler.schedule;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.trigger.CalendarExclusion;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Trigger;

/**
 * The calendars that a trigger leaves out. What is in them can change, and with it the
 * trigger's fire times.
 */
public final class CalendarNames {

	private CalendarNames() {
	}

	/**
	 * Finds the calendars of a trigger and of its parts.
	 * @param trigger the trigger
	 * @return their names, empty if its fire times cannot change
	 */
	public static Set<String> of(Trigger trigger) {
		return find(trigger).collect(Collectors.toUnmodifiableSet());
	}

	private static Stream<String> find(Trigger trigger) {
		Stream<String> own = (trigger instanceof ExceptTrigger except) ? except.exclusions()
			.stream()
			.filter(CalendarExclusion.class::isInstance)
			.map((exclusion) -> ((CalendarExclusion) exclusion).calendar().name()) : Stream.empty();
		return Stream.concat(own, trigger.parts().stream().flatMap(CalendarNames::find));
	}

}
