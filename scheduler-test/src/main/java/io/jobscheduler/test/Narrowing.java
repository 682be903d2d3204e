package io.jobscheduler.test;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is looked for, in words that grow, and what there is of it, which gets fewer.
 */
final class Narrowing<T> {

	private final List<T> all;

	private final Function<T, String> words;

	private String wanted;

	private List<T> left;

	/**
	 * All is left.
	 * @param wanted what is looked for
	 * @param all where it is looked for
	 * @param words describes one
	 */
	Narrowing(String wanted, List<T> all, Function<T, String> words) {
		this.wanted = wanted;
		this.all = all;
		this.words = words;
		this.left = all;
	}

	/** Leaves only what a condition holds for. */
	void keep(String condition, Predicate<T> predicate) {
		this.wanted += " " + condition;
		this.left = this.left.stream().filter(predicate).toList();
	}

	void keep(List<T> kept) {
		this.left = kept;
	}

	List<T> left() {
		return this.left;
	}

	String failure() {
		return "Expecting " + this.wanted + " but " + (this.all.isEmpty() ? "there is none of any kind"
				: "there are:" + System.lineSeparator() + Descriptions.list(this.all, this.words));
	}

}
