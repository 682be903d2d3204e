package io.jobscheduler.test;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.DateTrigger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.jobscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SchedulerAssertionsTest {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final TestScheduler test = TestScheduler.start(START,
			(builder) -> builder
				.task(TaskDefinition
					.of("send-invoice",
							List.of(new ParameterType("invoiceId", long.class), new ParameterType("at", Instant.class),
									new ParameterType("amount", BigDecimal.class)),
							(job, arguments) -> ((Number) arguments[0]).longValue() * 2)
					.aliases(Set.of("mail-invoice")))
				.task(TaskDefinition.of("fails", List.of(), (job, arguments) -> {
					throw new java.io.FileNotFoundException("no such file");
				})));

	private final Scheduler scheduler = this.test.scheduler();

	@AfterEach
	void close() {
		this.test.close();
	}

	private static void fails(ThrowingCallable assertion, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((error) -> assertThat(error.getMessage()).contains(parts));
	}

	@Test
	void aPendingJobIsFoundByAllThatItHas() {
		this.scheduler.addJob(JobRequest.task("send-invoice").argument("invoiceId", 41L));
		JobId id = this.scheduler.addJob(JobRequest.task("send-invoice")
			.argument("invoiceId", 42L)
			.argument("at", START)
			.argument("amount", new BigDecimal("99.50"))
			.priority(5)
			.uniqueKey("invoice-42")
			.delay(Duration.ofDays(1)));
		assertThat(this.scheduler).hasPendingJob("send-invoice")
			.withArgument("invoiceId", 42L)
			.withArgument("invoiceId", 42)
			.withArgument("at", START)
			.withArgument("at", START.toString())
			.withArgument("at", OffsetDateTime.parse("2030-01-01T01:00:00+01:00"))
			.withArgument("amount", 99.5)
			.withPriority(5)
			.withUniqueKey("invoice-42")
			.dueAt(START.plus(Duration.ofDays(1)))
			.dueAfter(START)
			.dueBefore(START.plus(Duration.ofDays(2)));
		assertThat(this.test).hasPendingJob(id).onAttempt(1);
		assertThat(this.scheduler).hasPendingJobCount("send-invoice", 2).hasNoPendingJob("fails");
	}

	@Test
	void conditionsHaveToHoldForTheSameJob() {
		this.scheduler.addJob(JobRequest.task("send-invoice").argument("invoiceId", 41L).priority(5));
		this.scheduler.addJob(JobRequest.task("send-invoice").argument("invoiceId", 42L).uniqueKey("k"));
		fails(() -> assertThat(this.scheduler).hasPendingJob("send-invoice")
			.withArgument("invoiceId", 42L)
			.withPriority(5),
				"Expecting a pending job of task 'send-invoice' with argument invoiceId = 42 with priority 5",
				"send-invoice {\"invoiceId\":41} due 2030-01-01T00:00:00Z, priority 5",
				"send-invoice {\"invoiceId\":42} due 2030-01-01T00:00:00Z, unique key 'k'");
	}

	@Test
	void whatIsNotThereIsListedAsWhatIs() {
		fails(() -> assertThat(this.scheduler).hasPendingJob("send-invoice"), "there is none of any kind");
		JobId id = this.scheduler.addJob(JobRequest.task("send-invoice").argument("invoiceId", 1));
		fails(() -> assertThat(this.scheduler).as("at first").hasSucceeded(id), "[at first]",
				"a result SUCCEEDED of job " + id, "And these are pending:", "send-invoice {\"invoiceId\":1}");
		fails(() -> assertThat(this.scheduler).hasPendingJob("send-invoice").withArgument("invoiceId", "one"),
				"invoiceId = one");
		fails(() -> assertThat(this.scheduler).hasPendingJob("send-invoice").withArgument("typo", 1), "typo = 1");
		fails(() -> assertThat(this.scheduler).hasNoPendingJob("send-invoice"),
				"Expecting 0 pending jobs of task 'send-invoice' but there are 1");
		fails(() -> assertThat(this.scheduler).hasNoPendingJobs(), "send-invoice {\"invoiceId\":1}");
		this.test.runAllDue();
		fails(() -> assertThat(this.scheduler).hasPendingJob(id), "And these have ended:",
				"send-invoice SUCCEEDED at 2030-01-01T00:00:00Z on attempt 1, value 2");
	}

	@Test
	void resultsAreFoundByOutcomeValueAndError() {
		this.scheduler.addJob(JobRequest.task("mail-invoice").argument("invoiceId", 21));
		JobId failing = this.scheduler.addJob(JobRequest.task("fails"));
		this.test.runAllDue();
		assertThat(this.scheduler).hasSucceeded("send-invoice").withValue(42L).onAttempt(1).endedAt(START);
		assertThat(this.scheduler).hasFailed(failing)
			.withError(java.io.FileNotFoundException.class)
			.withError(IOException.class)
			.withError("no such file");
		assertThat(this.scheduler).hasResultCount("send-invoice", Outcome.SUCCEEDED, 1)
			.hasEnded("fails", Outcome.FAILED);
		fails(() -> assertThat(this.scheduler).hasSucceeded(failing),
				"fails FAILED at 2030-01-01T00:00:00Z on attempt 1: java.io.FileNotFoundException: no such file");
		fails(() -> assertThat(this.scheduler).hasFailed("fails").withError(IllegalStateException.class),
				"IllegalStateException");
		fails(() -> assertThat(this.scheduler).hasSucceeded("send-invoice").withValue(43), "with value 43");
		fails(() -> assertThat(this.scheduler).hasResultCount("fails", Outcome.FAILED, 2), "but there are 1 of them");
	}

	@Test
	void schedulesAreDescribed() {
		Instant due = START.plus(Duration.ofDays(1));
		this.scheduler.addSchedule("once", JobRequest.task("fails"), DateTrigger.at(due));
		assertThat(this.scheduler).hasNoSchedule("twice")
			.hasSchedule("once")
			.isActive()
			.ofTask("fails")
			.withTrigger(DateTrigger.at(due))
			.withNextFireTime(due)
			.withLastFireTime(null);
		this.scheduler.pauseSchedule("once");
		assertThat(this.scheduler).hasSchedule("once").isPaused();
		fails(() -> assertThat(this.scheduler).hasSchedule("once").isActive(),
				"Expecting the schedule 'once' to be ACTIVE but it is:", "PAUSED (paused by hand)");
		fails(() -> assertThat(this.scheduler).hasSchedule("twice"), "with id 'twice'", "'once' of task 'fails'");
		fails(() -> assertThat(this.scheduler).hasNoSchedule("once"), "no schedule with id 'once'");
		this.scheduler.resumeSchedule("once");
		this.test.advance(Duration.ofDays(1));
		assertThat(this.scheduler).hasSchedule("once").isFinished().withLastFireTime(due);
		assertThat(this.scheduler).hasFailed("fails").ofSchedule("once");
	}

}
