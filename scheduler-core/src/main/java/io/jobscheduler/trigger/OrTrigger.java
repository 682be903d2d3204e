package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires whenever at least one of several triggers fires; once, where several do at the
 * same instant.
 */
public final class OrTrigger implements Trigger {

	private final TriggerParts parts;

	private OrTrigger(TriggerParts parts) {
		this.parts = parts;
	}

	/**
	 * Returns a trigger that fires whenever one of the given ones does.
	 * @param parts the triggers to join, at least one; no {@link FixedDelayTrigger}
	 * @return the trigger
	 * @throws IllegalArgumentException if there is no part, or one that cannot be joined
	 */
	public static OrTrigger of(Trigger... parts) {
		return of(List.of(parts));
	}

	/**
	 * Returns a trigger that fires whenever one of the given ones does.
	 * @param parts the triggers to join, at least one; no {@link FixedDelayTrigger}
	 * @return the trigger
	 * @throws IllegalArgumentException if there is no part, or one that cannot be joined
	 */
	public static OrTrigger of(Collection<? extends Trigger> parts) {
		return new OrTrigger(new TriggerParts("or", parts));
	}

	/**
	 * Returns the triggers that are joined.
	 * @return at least one, without duplicates, in the order given
	 */
	@Override
	public List<Trigger> parts() {
		return this.parts.list();
	}

	/**
	 * Anchors all parts at the same instant.
	 */
	@Override
	public OrTrigger anchoredAt(Instant instant) {
		List<Trigger> anchored = this.parts.anchoredAt(instant);
		return (anchored != null) ? of(anchored) : this;
	}

	@Override
	public Optional<Instant> next(Instant after) {
		Instant earliest = null;
		for (Trigger part : parts()) {
			Instant next = part.next(after).orElse(null);
			if (next != null && (earliest == null || next.isBefore(earliest))) {
				earliest = next;
			}
		}
		return Optional.ofNullable(earliest);
	}

	@Override
	public String whyNone(Instant after) {
		return this.parts.whyNone(after);
	}

	/**
	 * Returns whether the other joins equal triggers, in whatever order.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OrTrigger that && this.parts.equals(that.parts);
	}

	@Override
	public int hashCode() {
		return Objects.hash("or", this.parts);
	}

	@Override
	public String describe() {
		List<String> words = TriggerWords.parts(parts());
		return (words.size() == 1) ? "any of " + words.get(0) : String.join(" or ", words);
	}

	@Override
	public String toString() {
		return "(" + ((parts().size() == 1) ? "any of " : "") + this.parts.joinedBy("or") + ")";
	}

}
