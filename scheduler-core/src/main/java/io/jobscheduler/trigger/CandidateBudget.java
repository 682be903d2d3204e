package io.jobscheduler.trigger;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How many candidates a search may still try. A search that a search makes, because one
 * trigger is part of another, draws on the same budget: each with its own, the work would
 * multiply with every level.
 */
final class CandidateBudget {

	private static final ThreadLocal<@Nullable CandidateBudget> CURRENT = new ThreadLocal<>();

	private int left;

	private CandidateBudget(int candidates) {
		this.left = candidates;
	}

	/**
	 * Runs a search: with the budget of the one that it is part of, or else with a new
	 * one.
	 */
	static <T> T search(int candidates, Function<CandidateBudget, T> search) {
		CandidateBudget outer = CURRENT.get();
		if (outer != null) {
			return search.apply(outer);
		}
		CandidateBudget budget = new CandidateBudget(candidates);
		CURRENT.set(budget);
		try {
			return search.apply(budget);
		}
		finally {
			CURRENT.remove();
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

	boolean isSpent() {
		return this.left == 0;
	}

}
