package io.jobscheduler.cron;

/**
 * The times of day at which an expression matches, as bit sets in which bit <i>n</i>
 * stands for the value <i>n</i>; none of them is empty.
 *
 * @param hours bits 0 to 23
 * @param minutes bits 0 to 59
 * @param seconds bits 0 to 59
 */
record TimePattern(long hours, long minutes, long seconds) {

	static final int NONE = -1;

	/**
	 * Returns the first matching time that is not before the given one.
	 * @return the second of the day, or {@link #NONE} if no more match on this day
	 */
	int nextOrSame(int hour, int minute, int second) {
		if (contains(this.hours, hour)) {
			if (contains(this.minutes, minute)) {
				int nextSecond = nextBit(this.seconds, second);
				if (nextSecond != NONE) {
					return secondOfDay(hour, minute, nextSecond);
				}
			}
			int nextMinute = nextBit(this.minutes, minute + 1);
			if (nextMinute != NONE) {
				return secondOfDay(hour, nextMinute, firstBit(this.seconds));
			}
		}
		int nextHour = nextBit(this.hours, hour + 1);
		return (nextHour == NONE) ? NONE : secondOfDay(nextHour, firstBit(this.minutes), firstBit(this.seconds));
	}

	/**
	 * Returns the first matching time of a day.
	 * @return the second of the day
	 */
	int first() {
		return secondOfDay(firstBit(this.hours), firstBit(this.minutes), firstBit(this.seconds));
	}

	private static boolean contains(long set, int value) {
		return (set >>> value & 1) != 0;
	}

	private static int firstBit(long set) {
		return Long.numberOfTrailingZeros(set);
	}

	private static int nextBit(long set, int from) {
		long rest = set & (-1L << from);
		return (rest == 0) ? NONE : Long.numberOfTrailingZeros(rest);
	}

	private static int secondOfDay(int hour, int minute, int second) {
		return (hour * 60 + minute) * 60 + second;
	}

}
