package io.jobscheduler.test;

import java.time.Duration;
import java.time.ZoneId;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.trigger.CronTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the README that need no Spring, as they stand there.
 */
class ReadmeExampleTest {

	@Test
	void schedulesAndRequests() {
		Scheduler scheduler = Scheduler.builder().store(new MemoryJobStore()).build();
		scheduler.addSchedule("weekly-eu", JobRequest.task("report"),
				CronTrigger.of("0 9 * * MON", ZoneId.of("Europe/Berlin")));
		scheduler.pauseSchedule("weekly-eu");
		scheduler.resumeSchedule("weekly-eu");
		scheduler.runSchedule("weekly-eu");
		scheduler.removeSchedule("weekly-eu");
		scheduler.addJob(JobRequest.task("send-invoice")
			.argument("invoiceId", 42L)
			.uniqueKey("send-42")
			.delay(Duration.ofMinutes(1))
			.priority(5)
			.retry(RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(1))));
		assertThat(scheduler.store().counts(10).pending()).isEqualTo(2);
	}

}
