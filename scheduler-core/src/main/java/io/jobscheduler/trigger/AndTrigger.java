package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires whenever all of several triggers fire at the very same instant.
 * <p>
 * To find it, each trigger in turn jumps to its first fire time that is not before the
 * latest one found so far, until all agree: the leapfrog join. Triggers that never agree
 * would do so for ever, so the search gives up after {@value #MAX_CANDIDATES} candidates,
 * those of searches that parts make included. Then there is no next fire time, as if
 * there were none at all, and {@link #whyNone(Instant)} says that it gave up and where.
 * Asked from a later instant, it may find one beyond that; in this respect it is an
 * exception to what {@link Trigger} promises.
 */
public final class AndTrigger implements Trigger {

	/** How many instants are tried before the search for a common one gives up. */
	public static final int MAX_CANDIDATES = 100_000;

	private final TriggerParts parts;

	private AndTrigger(TriggerParts parts) {
		this.parts = parts;
	}

	/**
	 * Returns a trigger that fires whenever all of the given ones do.
	 * @param parts the triggers to join, at least one; no {@link FixedDelayTrigger}
	 * @return the trigger
	 * @throws IllegalArgumentException if there is no part, or one that cannot be joined
	 */
	public static AndTrigger of(Trigger... parts) {
		return of(List.of(parts));
	}

	/**
	 * Returns a trigger that fires whenever all of the given ones do.
	 * @param parts the triggers to join, at least one; no {@link FixedDelayTrigger}
	 * @return the trigger
	 * @throws IllegalArgumentException if there is no part, or one that cannot be joined
	 */
	public static AndTrigger of(Collection<? extends Trigger> parts) {
		return new AndTrigger(new TriggerParts("and", parts));
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
	public AndTrigger anchoredAt(Instant instant) {
		List<Trigger> anchored = this.parts.anchoredAt(instant);
		return (anchored != null) ? of(anchored) : this;
	}

	@Override
	public Optional<Instant> next(Instant after) {
		return Optional.ofNullable(search(after).fireTime());
	}

	@Override
	public String whyNone(Instant after) {
		return search(after).whyNone().get();
	}

	private Search search(Instant after) {
		return CandidateBudget.search(MAX_CANDIDATES, (budget) -> search(after, budget));
	}

	private Search search(Instant after, CandidateBudget budget) {
		Instant candidate = after;
		boolean first = true;
		int agreeing = 0;
		for (int i = 0; agreeing < parts().size(); i = (i + 1) % parts().size()) {
			Trigger part = parts().get(i);
			Instant from = first ? after : candidate.minusNanos(1);
			Instant next = budget.ask(() -> part.next(from)).orElse(null);
			if (next == null) {
				return budget.hasPartGivenUp() ? gaveUp(candidate, budget) : Search.none(() -> part.whyNone(from));
			}
			if (next.equals(candidate)) {
				agreeing++;
				continue;
			}
			if (!budget.take()) {
				return gaveUp(candidate, budget);
			}
			candidate = next;
			first = false;
			agreeing = 1;
		}
		return Search.found(candidate);
	}

	private Search gaveUp(Instant last, CandidateBudget budget) {
		budget.giveUp();
		return Search.none(() -> "no common fire time of " + this.parts.joinedBy("and") + " among " + MAX_CANDIDATES
				+ " candidates up to " + last);
	}

	/**
	 * Returns whether the other joins equal triggers, in whatever order.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof AndTrigger that && this.parts.equals(that.parts);
	}

	@Override
	public int hashCode() {
		return Objects.hash("and", this.parts);
	}

	@Override
	public String describe() {
		List<String> words = TriggerWords.parts(parts());
		return (words.size() == 1) ? "all of " + words.get(0) : "when " + String.join(" and ", words) + " coincide";
	}

	@Override
	public String toString() {
		return "(" + ((parts().size() == 1) ? "all of " : "") + this.parts.joinedBy("and") + ")";
	}

}
