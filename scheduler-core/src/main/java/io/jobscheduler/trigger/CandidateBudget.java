package io.jobscheduler.trigger;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How many candidates a search may still try. A search that a search makes, because one
 * trigger is part of another, draws on the same budget: each with its own, the work would
 * multiply with every level. It gets half of what is left, so that a part that finds
 * nothing does not keep its whole from finding something.
 */
final class CandidateBudget {

	private static final ThreadLocal<@Nullable CandidateBudget> CURRENT = new ThreadLocal<>();

	private final @Nullable CandidateBudget outer;

	private final int given;

	private int left;

	private boolean partGaveUp;

	private CandidateBudget(@Nullable CandidateBudget outer, int given) {
		this.outer = outer;
		this.given = given;
		this.left = given;
	}

	/**
	 * Runs a search: with a share of the budget of the one that it is part of, or else
	 * with a new one.
	 */
	static <T> T search(int candidates, Function<CandidateBudget, T> search) {
		CandidateBudget outer = CURRENT.get();
		CandidateBudget budget = new CandidateBudget(outer, (outer != null) ? (outer.left + 1) / 2 : candidates);
		CURRENT.set(budget);
		try {
			return search.apply(budget);
		}
		finally {
			if (outer != null) {
				outer.left -= budget.given - budget.left;
				CURRENT.set(outer);
			}
			else {
				CURRENT.remove();
			}
		}
	}

	/**
	 * Takes one candidate.
	 * @return whether there was one left
	 */
	boolean take() {
		if (this.left == 0) {
			return false;
		}
		this.left--;
		return true;
	}

	/** Says that the search ends without knowing the answer. */
	void giveUp() {
		if (this.outer != null) {
			this.outer.partGaveUp = true;
		}
	}

	/**
	 * Asks parts something.
	 * @return what they answered
	 */
	<T> T ask(Supplier<T> question) {
		this.partGaveUp = false;
		return question.get();
	}

	/** Whether a part gave up when it was last asked. */
	boolean hasPartGivenUp() {
		return this.partGaveUp;
	}

}
