package io.jobscheduler.test;

import io.jobscheduler.Scheduler;

/**
 * Assertions about a scheduler in the manner of AssertJ. The static method can be
 * imported beside AssertJ's own of the same name.
 *
 * <pre class="code">
 * assertThat(scheduler).hasPendingJob("send-invoice").withArgument("invoiceId", 42L).dueAt(dueDate);
 * assertThat(scheduler).hasFailed("charge-card").withError(IOException.class).withError("timed out");
 * </pre>
 */
public final class SchedulerAssertions {

	private SchedulerAssertions() {
	}

	/**
	 * Asserts something of a scheduler, on whatever store: it looks at all its stores.
	 * @param actual the scheduler
	 * @return its assertions
	 */
	public static SchedulerAssert assertThat(Scheduler actual) {
		return new SchedulerAssert(actual);
	}

	/**
	 * Asserts something of a scheduler under test.
	 * @param actual the scheduler
	 * @return its assertions
	 */
	public static SchedulerAssert assertThat(TestScheduler actual) {
		return new SchedulerAssert(actual.scheduler());
	}

}
