package io.jobscheduler.executor;

/**
 * The number of slots of an executor.
 */
final class Slots {

	private Slots() {
	}

	static int require(String executor, int slots) {
		if (slots < 1) {
			throw new IllegalArgumentException("Invalid number " + slots + " of jobs that executor '" + executor
					+ "' runs at once: allowed 1 and above");
		}
		return slots;
	}

}
