package io.jobscheduler.test.engine;

import java.time.Duration;

import io.jobscheduler.executor.VirtualThreadJobExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Jobs that wait take no thread each: one after the other on the few threads there are,
 * these would take minutes.
 */
class ManyWaitingJobsTest {

	private static final Duration WAIT = Duration.ofMillis(500);

	@Test
	void reactiveJobsWaitTogether() throws Exception {
		assertThat(ManyWaitingJobs.reactive(500, WAIT)).isGreaterThanOrEqualTo(WAIT);
	}

	@Test
	void virtualJobsWaitTogether() throws Exception {
		assumeThat(VirtualThreadJobExecutor.isSupported()).isTrue();
		assertThat(ManyWaitingJobs.virtual(500, WAIT)).isGreaterThanOrEqualTo(WAIT);
	}

}
