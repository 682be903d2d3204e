package io.jobscheduler.cron;

import java.util.BitSet;

import org.jspecify.annotations.Nullable;

/**
 * The years in which an expression matches, from 1970 to 9999: one bit for each, so that
 * any list of ranges and steps is kept exactly.
 */
final class YearSet {

	static final int NONE = -1;

	static final YearSet EVERY = new Builder().add(CronField.YEAR.min(), CronField.YEAR.max(), 1).build();

	/** Bit 0 stands for the first year there is. */
	private final BitSet years;

	private YearSet(BitSet years) {
		this.years = years;
	}

	/**
	 * Returns the first of the years that is not before the given one, or {@link #NONE}.
	 */
	int nextOrSame(int year) {
		int index = this.years.nextSetBit(Math.max(0, year - CronField.YEAR.min()));
		return (index < 0) ? NONE : index + CronField.YEAR.min();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof YearSet that && this.years.equals(that.years);
	}

	@Override
	public int hashCode() {
		return this.years.hashCode();
	}

	@Override
	public String toString() {
		return equals(EVERY) ? "every year" : this.years + " since " + CronField.YEAR.min();
	}

	/**
	 * Collects years.
	 */
	static final class Builder {

		private final BitSet years = new BitSet();

		/**
		 * Adds every {@code step}th year of a range, both ends included.
		 */
		Builder add(int from, int to, int step) {
			if (step == 1) {
				this.years.set(from - CronField.YEAR.min(), to - CronField.YEAR.min() + 1);
				return this;
			}
			for (int year = from; year <= to; year += step) {
				this.years.set(year - CronField.YEAR.min());
			}
			return this;
		}

		YearSet build() {
			YearSet built = new YearSet((BitSet) this.years.clone());
			return built.equals(EVERY) ? EVERY : built;
		}

	}

}
