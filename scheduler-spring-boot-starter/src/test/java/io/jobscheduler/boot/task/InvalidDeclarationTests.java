package io.jobscheduler.boot.task;

import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;

import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is declared wrongly stops the start-up, with a message that names it.
 */
class InvalidDeclarationTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	private void refused(Class<?> bean, String description, String action, String... properties) {
		refused(this.context.withBean("reports", bean), description, action, properties);
	}

	private static void refused(ApplicationContextRunner application, String description, String action,
			String... properties) {
		application.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	@Test
	void anInvalidCronExpressionInAnAnnotation() {
		refused(BadCron.class,
				"Invalid cron expression '61 2 * * *' on reports.nightly: minute 61 at position 1, allowed 0-59",
				"BadCron.nightly()");
	}

	@Test
	void anInvalidCronExpressionInAPlaceholder() {
		refused(Placeholder.class, "Invalid cron expression '0 25 * * *' on reports.nightly: hour 25",
				"Placeholder.nightly()", "reports.cron=0 25 * * *");
	}

	@Test
	void anInvalidCronExpressionInAProperty() {
		refused(Placeholder.class,
				"Invalid cron expression '0 25 * * *' in property 'jobscheduler.schedules.nightly.cron': hour 25",
				"Change the property", "jobscheduler.schedules.nightly.cron=0 25 * * *");
	}

	@Test
	void aPlaceholderWithoutAValue() {
		refused(Missing.class, "Invalid cron expression '${reports.cron}' on reports.nightly", "Missing.nightly()");
	}

	@Test
	void anExpressionThatNeverFires() {
		refused(Never.class, "Invalid cron expression '0 0 30 2 *' on reports.nightly", "Never.nightly()");
	}

	@Test
	void anInvalidZone() {
		refused(BadZone.class, "Invalid zone 'Mars/Phobos' on reports.nightly: a time zone is expected",
				"BadZone.nightly()");
	}

	@Test
	void anInvalidDuration() {
		refused(BadDuration.class, "Invalid misfireGraceTime 'soon' on reports.nightly: a duration",
				"BadDuration.nightly()");
	}

	@Test
	void aDurationWithoutAUnit() {
		refused(NoUnit.class, "Invalid fixedRate '100' on reports.nightly: a duration with its unit",
				"NoUnit.nightly()");
	}

	@Test
	void aRateOfZero() {
		refused(ZeroRate.class, "Invalid fixedRate '0s' on reports.nightly: allowed from PT0.001S",
				"ZeroRate.nightly()");
	}

	@Test
	void anInvalidDate() {
		refused(BadDate.class, "Invalid date 'tomorrow' on reports.nightly: an instant", "BadDate.nightly()");
	}

	@Test
	void aPriorityOutOfBounds() {
		refused(BadPriority.class, "Invalid priority 5000 on reports.nightly: allowed -1000 to 1000",
				"BadPriority.nightly()");
	}

	@Test
	void noTriggerOrTwo() {
		refused(NoTrigger.class,
				"exactly one of cron, fixedRate, fixedDelay, date and trigger is expected, and there is none",
				"NoTrigger.nightly()");
		refused(TwoTriggers.class, "Invalid schedule '[cron, fixedRate]' on reports.nightly: exactly one",
				"TwoTriggers.nightly()");
	}

	@Test
	void aRuleForZoneTransitionsWithoutACronExpression() {
		refused(GapOfARate.class, "Invalid dstGap 'SKIP' on reports.nightly: allowed only with a cron expression",
				"GapOfARate.nightly()");
		refused(Rate.class,
				"Invalid dstOverlap 'BOTH' in property 'jobscheduler.schedules.nightly.dst-overlap': allowed only",
				"Change the property", "jobscheduler.schedules.nightly.dst-overlap=both");
	}

	@Test
	void aTriggerBeanThatDoesNotExist() {
		refused(this.context.withBean("reports", UnknownTrigger.class)
			.withBean("yearly", Trigger.class, () -> CronTrigger.of("@yearly", ZoneOffset.UTC)),
				"Invalid trigger 'daily' on reports.nightly: there is no bean of type Trigger with that name; "
						+ "there are [yearly]",
				"UnknownTrigger.nightly()");
		refused(this.context.withBean("reports", UnknownTrigger.class)
			.withBean("daily", String.class, () -> "0 2 * * *"),
				"Invalid trigger 'daily' on reports.nightly: there is no bean of type Trigger", "nightly()");
	}

	@Test
	void aCalendarThatDoesNotExist() {
		refused(UnknownCalendar.class,
				"Invalid exceptCalendars 'germany' on reports.nightly: there is no calendar 'germany'; there are []. "
						+ "Add it as jobscheduler.calendars.germany.location",
				"UnknownCalendar.nightly()");
	}

	@Test
	void aDateWithCalendars() {
		refused(this.context.withBean("reports", DateExcept.class)
			.withBean(HolidayCalendar.class, () -> HolidayCalendar.of("germany")),
				"Invalid exceptCalendars '[germany]' on reports.nightly: not allowed with a date",
				"DateExcept.nightly()");
	}

	@Test
	void twoSchedulesWithOneId() {
		refused(this.context.withBean("reports", Placeholder.class).withBean("others", SameSchedule.class),
				"Two schedules have the id 'nightly': bean 'reports', " + Placeholder.class.getName()
						+ ".nightly() and bean 'others', " + SameSchedule.class.getName() + ".other()",
				"another id", "reports.cron=@daily");
	}

	@Test
	void twoTasksWithOneId() {
		refused(this.context.withBean("reports", Sends.class).withBean("others", SendsToo.class),
				"Two tasks have the id 'send': bean 'reports', " + Sends.class.getName() + ".send() and bean 'others', "
						+ SendsToo.class.getName() + ".sendToo()",
				"another id");
	}

	@Test
	void aBlankId() {
		refused(BlankId.class, "Invalid task id '' on reports.nightly: it is blank", "BlankId.nightly()");
	}

	@Test
	void aPrivateTask() {
		refused(PrivateTask.class, "@Task method reports.send (" + PrivateTask.class.getName() + ".send) is private",
				"Make it package-private");
	}

	@Test
	void aStaticTask() {
		refused(StaticTask.class, "@Task method reports.send (" + StaticTask.class.getName() + ".send) is static",
				"Make it a method of the bean");
	}

	@Test
	void aFinalTask() {
		refused(FinalTask.class, "@Task method reports.send (" + FinalTask.class.getName() + ".send) is final",
				"Remove 'final'");
	}

	@Test
	void anAsyncTask() {
		refused(AsyncTask.class,
				"@ScheduledJob method reports.nightly (" + AsyncTask.class.getName() + ".nightly) is @Async",
				"Remove @Async");
	}

	@Test
	void aTransactionalTaskThatWorksAsynchronously() {
		refused(TransactionalLater.class, "is transactional and works asynchronously", "Remove 'transactional'");
	}

	@Test
	void aScheduledJobWithParameters() {
		refused(Parameters.class, "@ScheduledJob 'nightly' on reports.nightly has parameters", "Remove the parameters");
	}

	@Test
	void anExecutorThatDoesNotExist() {
		refused(UnknownExecutor.class,
				"Executor 'io' of task 'nightly' on reports.nightly does not exist; there are: cpu, default",
				"jobscheduler.executors.io.type", "jobscheduler.executors.cpu.threads=2");
	}

	@Test
	void aBeanOfARequest() {
		refused(this.context.withBean("reports", Sends.class, Sends::new,
				(definition) -> definition.setScope("request")), "belongs to a bean of scope 'request'", "singleton");
	}

	@Test
	void schedulesOfOneMethodThatDisagreeAboutItsTask() {
		refused(Disagree.class,
				"has two schedules, 'a' and 'b', that differ in executor, maxRunningJobs or transactional",
				"add @Task to the method");
	}

	static class BadCron {

		@ScheduledJob(id = "nightly", cron = "61 2 * * *")
		void nightly() {
		}

	}

	static class Placeholder {

		@ScheduledJob(id = "nightly", cron = "${reports.cron:@daily}")
		void nightly() {
		}

	}

	static class Missing {

		@ScheduledJob(id = "nightly", cron = "${reports.cron}")
		void nightly() {
		}

	}

	static class Never {

		@ScheduledJob(id = "nightly", cron = "0 0 30 2 *")
		void nightly() {
		}

	}

	static class BadZone {

		@ScheduledJob(id = "nightly", cron = "@daily", zone = "Mars/Phobos")
		void nightly() {
		}

	}

	static class BadDuration {

		@ScheduledJob(id = "nightly", cron = "@daily", misfireGraceTime = "soon")
		void nightly() {
		}

	}

	static class NoUnit {

		@ScheduledJob(id = "nightly", fixedRate = "100")
		void nightly() {
		}

	}

	static class ZeroRate {

		@ScheduledJob(id = "nightly", fixedRate = "0s")
		void nightly() {
		}

	}

	static class BadDate {

		@ScheduledJob(id = "nightly", date = "tomorrow")
		void nightly() {
		}

	}

	static class BadPriority {

		@ScheduledJob(id = "nightly", cron = "@daily", priority = 5000)
		void nightly() {
		}

	}

	static class NoTrigger {

		@ScheduledJob(id = "nightly")
		void nightly() {
		}

	}

	static class TwoTriggers {

		@ScheduledJob(id = "nightly", cron = "@daily", fixedRate = "1h")
		void nightly() {
		}

	}

	static class GapOfARate {

		@ScheduledJob(id = "nightly", fixedRate = "1h", dstGap = DstGap.SKIP)
		void nightly() {
		}

	}

	static class Rate {

		@ScheduledJob(id = "nightly", fixedRate = "1h")
		void nightly() {
		}

	}

	static class UnknownTrigger {

		@ScheduledJob(id = "nightly", trigger = "daily")
		void nightly() {
		}

	}

	static class UnknownCalendar {

		@ScheduledJob(id = "nightly", cron = "@daily", exceptCalendars = "germany")
		void nightly() {
		}

	}

	static class DateExcept {

		@ScheduledJob(id = "nightly", date = "2090-01-31T09:00:00Z", exceptCalendars = "germany")
		void nightly() {
		}

	}

	static class SameSchedule {

		@Task(id = "other")
		@ScheduledJob(id = "nightly", cron = "@daily")
		void other() {
		}

	}

	static class Sends {

		@Task(id = "send")
		void send() {
		}

	}

	static class SendsToo {

		@Task(id = "send-too", aliases = "send")
		void sendToo() {
		}

	}

	static class BlankId {

		@ScheduledJob(id = "", cron = "@daily")
		void nightly() {
		}

	}

	static class PrivateTask {

		@Task(id = "send")
		private void send() {
		}

	}

	static class StaticTask {

		@Task(id = "send")
		static void send() {
		}

	}

	static class FinalTask {

		@Task(id = "send")
		final void send() {
		}

	}

	static class AsyncTask {

		@Async
		@ScheduledJob(id = "nightly", cron = "@daily")
		void nightly() {
		}

	}

	static class TransactionalLater {

		@Task(id = "send", transactional = true)
		CompletableFuture<Void> send() {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Parameters {

		@ScheduledJob(id = "nightly", cron = "@daily")
		void nightly(String what) {
		}

	}

	static class UnknownExecutor {

		@ScheduledJob(id = "nightly", cron = "@daily", executor = "io")
		void nightly() {
		}

	}

	static class Disagree {

		@ScheduledJob(id = "a", cron = "@daily", executor = "default")
		@ScheduledJob(id = "b", cron = "@hourly")
		void nightly() {
		}

	}

}
