package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says when a schedule fires: a pure, immutable value that reads no clock and holds no
 * state of its own, so that any node can ask it at any time, any number of times, and
 * gets the same answer.
 * <p>
 * What every trigger promises, one's own included:
 * <ul>
 * <li>{@link #next(Instant)} is always later than the instant it is given, so fire times
 * strictly increase.</li>
 * <li>Between two neighbouring fire times the answer is the same for every instant, the
 * earlier fire time included and the later one excluded. {@link FixedDelayTrigger}, whose
 * fire times depend on when the last run ended, is the one exception.</li>
 * <li>It answers for every instant from {@link Instant#MIN} to {@link Instant#MAX} and
 * throws for none. Where arithmetic would leave that range, there is no next fire
 * time.</li>
 * <li>Once it has answered "none" for an instant, it does so for every later one.
 * {@link AndTrigger} and {@link ExceptTrigger} may not, where they gave up a search that
 * would have gone on too long.</li>
 * <li>It has value semantics: {@code equals} and {@code hashCode} go by what it means,
 * and {@code toString} can be read by people.</li>
 * </ul>
 * A schedule in a store that outlives the process needs a way to write and read its
 * trigger: see {@code io.jobscheduler.serializer.TriggerCodec}, with a complete example.
 * <p>
 * Fire times may be as precise as a nanosecond. Who keeps one less precisely, in order to
 * ask for the next with it, must round it up: rounded down, it would be answered with
 * itself.
 */
public interface Trigger {

	/**
	 * Returns the first fire time strictly after the given instant.
	 * @param after the instant after which to look, exclusive
	 * @return the first fire time later than {@code after}, or empty if there is none
	 */
	Optional<Instant> next(Instant after);

	/**
	 * Fixes whatever depends on when this trigger was first put to use, such as the start
	 * of an interval that was given none. A store calls this once, when a schedule is
	 * first added, and keeps the result, so that a restart moves nothing.
	 * <p>
	 * A trigger that is fixed already returns itself; so anchoring twice is the same as
	 * anchoring once.
	 * @param instant when the trigger was first put to use
	 * @return a trigger that no longer depends on it; this one, unless overridden
	 */
	default Trigger anchoredAt(Instant instant) {
		return this;
	}

	/**
	 * The triggers that this one is made of, such as those that an {@code or} joins.
	 * @return its direct parts, empty unless overridden
	 */
	default List<Trigger> parts() {
		return List.of();
	}

	/**
	 * Says why there is no next fire time, for people: that its end has passed, or that a
	 * bounded search gave up. Only to be asked where {@link #next(Instant)} found none.
	 * @param after what {@link #next(Instant)} was asked with
	 * @return a reason, to be read as the end of a sentence
	 */
	default String whyNone(Instant after) {
		return this + " has no fire time after " + after;
	}

	/**
	 * Says in words when this trigger fires, such as
	 * {@code at 02:00 on weekdays, Europe/Berlin}.
	 * @return the words; {@code toString}, unless overridden
	 */
	default String describe() {
		return toString();
	}

}
