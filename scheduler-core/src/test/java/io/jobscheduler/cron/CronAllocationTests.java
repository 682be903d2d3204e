package io.jobscheduler.cron;

import java.lang.management.ManagementFactory;
import java.time.LocalDateTime;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that the search for the next match allocates nothing on its way.
 */
class CronAllocationTests {

	private static final int CALLS = 200;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			month=2; day=29; dayOfWeek=mon   | 2072-02-28T12:00 | 2072-03-01T12:00
			day=last; month=feb; year=2026,9999; hour=3 | 2026-02-27T12:00 | 2026-03-01T12:00
			week=53; dayOfWeek=thu           | 2026-12-30T12:00 | 2027-01-04T12:00
			week=53; day=1; year=1971,1971-9000/2; dayOfWeek=fri | 1970-12-31T12:00 | 1971-01-02T12:00
			""")
	void aSearchOverDecadesAllocatesNoMoreThanOneForTomorrow(String fields, LocalDateTime dayBefore,
			LocalDateTime longBefore) {
		assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
				&& threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
		CronExpression cron = CronExpression.of(CronFieldsTests.fields(fields));
		assertThat(cron.next(dayBefore)).hasValueSatisfying(
				(next) -> assertThat(next.toLocalDate()).isEqualTo(dayBefore.toLocalDate().plusDays(1)));
		assertThat(cron.next(longBefore))
			.hasValueSatisfying((next) -> assertThat(next).isAfter(longBefore.plusYears(4)));
		long near = allocatedByOneCall(cron, dayBefore);
		assertThat(allocatedByOneCall(cron, longBefore)).isLessThanOrEqualTo(near);
	}

	@Test
	void allocationIsSeen() {
		assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean);
		assertThat(allocatedByOneCall(CronExpression.parse("* * * * *"), LocalDateTime.parse("2026-01-01T00:00")))
			.isPositive();
	}

	/**
	 * Returns how many bytes a call allocates, at the least of many calls: now and then
	 * the thread allocates for the virtual machine, too.
	 */
	private static long allocatedByOneCall(CronExpression cron, LocalDateTime after) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long least = Long.MAX_VALUE;
		for (int call = 0; call < CALLS; call++) {
			long before = threads.getThreadAllocatedBytes(thread);
			cron.next(after);
			least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
		}
		return least;
	}

}
