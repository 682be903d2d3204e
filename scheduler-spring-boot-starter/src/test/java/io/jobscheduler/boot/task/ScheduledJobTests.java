package io.jobscheduler.boot.task;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduledJobTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	private static Schedule schedule(Scheduler scheduler, String id) {
		return scheduler.schedule(id).orElseThrow();
	}

	@Test
	void anAnnotatedMethodRunsOnTime() {
		this.context.withBean(Ticker.class).run((context) -> {
			assertThat(Ticker.ticks.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(Ticker.fireTime).isNotNull();
		});
	}

	@Test
	void everyKindOfTriggerIsDeclared() {
		this.context.withBean(Triggers.class)
			.withPropertyValues("jobscheduler.time-zone=Asia/Tokyo", "every=1h")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				assertThat(definition(scheduler, "cron").trigger())
					.isEqualTo(CronTrigger.of("0 2 * * *", ZoneId.of("Europe/Berlin")));
				assertThat(definition(scheduler, "default-zone").trigger())
					.isEqualTo(CronTrigger.of("0 3 * * *", ZoneId.of("Asia/Tokyo")));
				assertThat(((IntervalTrigger) definition(scheduler, "rate").trigger()).interval())
					.isEqualTo(Duration.ofHours(1));
				assertThat(((FixedDelayTrigger) definition(scheduler, "delay").trigger()).delay())
					.isEqualTo(Duration.ofMinutes(90));
				assertThat(definition(scheduler, "date").trigger())
					.isEqualTo(DateTrigger.at(Instant.parse("2090-01-31T09:00:00Z")));
				assertThat(definition(scheduler, "local-date").trigger())
					.isEqualTo(DateTrigger.at(Instant.parse("2090-01-31T00:00:00Z")));
				assertThat(scheduler.schedule("off")).isEmpty();
			});
	}

	private static ScheduleDefinition definition(Scheduler scheduler, String id) {
		return schedule(scheduler, id).definition();
	}

	@Test
	void policiesAreThoseOfTheAnnotation() {
		this.context.withBean(Policies.class).run((context) -> {
			ScheduleDefinition definition = definition(context.getBean(Scheduler.class), "tuned");
			assertThat(definition.policies().coalesce()).isEqualTo(CoalescePolicy.ALL);
			assertThat(definition.policies().overlap()).isEqualTo(OverlapPolicy.ALLOW);
			assertThat(definition.policies().jitter()).isEqualTo(Duration.ofSeconds(30));
			assertThat(definition.settings().misfireGraceTime()).isEqualTo(Duration.ofHours(1));
			assertThat(definition.settings().priority()).isEqualTo(7);
			assertThat(definition.settings().delivery()).isEqualTo(DeliveryGuarantee.AT_MOST_ONCE);
			assertThat(definition.settings().retry().maxAttempts()).isEqualTo(3);
			assertThat(definition.settings().retry().delay()).isEqualTo(Duration.ofMinutes(1));
			assertThat(definition.settings().retention().failed()).isEqualTo(Duration.ofHours(2));
		});
	}

	@Test
	void rulesForZoneTransitionsAreThoseOfTheAnnotationOrItsOverride() {
		this.context.withBean(Transitions.class)
			.withPropertyValues("jobscheduler.schedules.overridden.dst-gap=fire-at-end",
					"jobscheduler.schedules.replaced.fixed-rate=1h")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				CronTrigger cron = CronTrigger.of("30 2 * * *", ZoneId.of("Europe/Berlin"));
				assertThat(definition(scheduler, "declared").trigger())
					.isEqualTo(cron.dstGap(DstGap.SKIP).dstOverlap(DstOverlap.BOTH));
				assertThat(definition(scheduler, "overridden").trigger()).isEqualTo(cron);
				assertThat(definition(scheduler, "replaced").trigger()).isInstanceOf(IntervalTrigger.class);
			});
	}

	@Test
	void aBeanCanBeTheTrigger() {
		Trigger yearly = CronTrigger.of("@yearly", ZoneId.of("UTC"));
		this.context.withBean(Beans.class).withBean("yearly", Trigger.class, () -> yearly).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(definition(scheduler, "from-bean").trigger()).isEqualTo(yearly);
		});
	}

	@Test
	void overlapIsSkippedAndOneJobRunsUnlessTold() {
		this.context.withBean(Triggers.class).withPropertyValues("every=1h").run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(definition(scheduler, "cron").policies().overlap()).isEqualTo(OverlapPolicy.SKIP);
			assertThat(scheduler.tasks().find("cron").map(TaskDefinition::maxRunningJobs)).contains(1);
		});
	}

	@Test
	void severalSchedulesOfAMethodRunOneTask() {
		this.context.withBean(Repeated.class).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(definition(scheduler, "morning").task()).isEqualTo("morning");
			assertThat(definition(scheduler, "evening").task()).isEqualTo("morning");
			assertThat(definition(scheduler, "hourly").task()).isEqualTo("sync");
			assertThat(scheduler.tasks().all()).extracting(TaskDefinition::id)
				.containsExactlyInAnyOrder("morning", "sync");
		});
	}

	@Test
	void propertiesOverrideADeclaration() {
		this.context.withBean(Triggers.class)
			.withBean(Policies.class)
			.withPropertyValues("every=1h", "jobscheduler.schedules.cron.fixed-rate=5m",
					"jobscheduler.schedules.rate.enabled=false", "jobscheduler.schedules.delay.cron=0 5 * * *",
					"jobscheduler.schedules.delay.zone=UTC", "jobscheduler.schedules.date.cron=-",
					"jobscheduler.schedules.tuned.misfire-grace-time=2m", "jobscheduler.schedules.tuned.overlap=skip",
					"jobscheduler.schedules.tuned.max-attempts=9")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				assertThat(((IntervalTrigger) definition(scheduler, "cron").trigger()).interval())
					.isEqualTo(Duration.ofMinutes(5));
				assertThat(scheduler.schedule("rate")).isEmpty();
				assertThat(scheduler.schedule("date")).isEmpty();
				assertThat(definition(scheduler, "delay").trigger())
					.isEqualTo(CronTrigger.of("0 5 * * *", ZoneId.of("UTC")));
				ScheduleDefinition tuned = definition(scheduler, "tuned");
				assertThat(tuned.settings().misfireGraceTime()).isEqualTo(Duration.ofMinutes(2));
				assertThat(tuned.settings().priority()).isEqualTo(7);
				assertThat(tuned.settings().retry().maxAttempts()).isEqualTo(9);
				assertThat(tuned.settings().retry().delay()).isEqualTo(Duration.ofMinutes(1));
				assertThat(tuned.policies().overlap()).isEqualTo(OverlapPolicy.SKIP);
				assertThat(tuned.policies().coalesce()).isEqualTo(CoalescePolicy.ALL);
			});
	}

	static class Ticker {

		static final CountDownLatch ticks = new CountDownLatch(2);

		static volatile Instant fireTime;

		@ScheduledJob(id = "tick", fixedRate = "20ms")
		void tick() {
			fireTime = JobContext.current().fireTime();
			ticks.countDown();
		}

	}

	static class Triggers {

		@ScheduledJob(id = "cron", cron = "${reports.cron:0 2 * * *}", zone = "Europe/Berlin")
		void cron() {
		}

		@ScheduledJob(id = "default-zone", cron = "0 3 * * *")
		void defaultZone() {
		}

		@ScheduledJob(id = "rate", fixedRate = "${every}")
		void rate() {
		}

		@ScheduledJob(id = "delay", fixedDelay = "PT1H30M")
		void delay() {
		}

		@ScheduledJob(id = "date", date = "2090-01-31T09:00:00Z")
		void date() {
		}

		@ScheduledJob(id = "local-date", date = "2090-01-31T09:00", zone = "Asia/Tokyo")
		void localDate() {
		}

		@ScheduledJob(id = "off", cron = "-")
		void off() {
		}

	}

	static class Transitions {

		@ScheduledJob(id = "declared", cron = "30 2 * * *", zone = "Europe/Berlin", dstGap = DstGap.SKIP,
				dstOverlap = DstOverlap.BOTH)
		@ScheduledJob(id = "overridden", cron = "30 2 * * *", zone = "Europe/Berlin", dstGap = DstGap.SKIP)
		@ScheduledJob(id = "replaced", cron = "30 2 * * *", zone = "Europe/Berlin", dstGap = DstGap.SKIP)
		void report() {
		}

	}

	static class Beans {

		@ScheduledJob(id = "from-bean", trigger = "yearly")
		void report() {
		}

	}

	static class Policies {

		@ScheduledJob(id = "tuned", cron = "0 0 1 1 *", coalesce = CoalescePolicy.ALL, overlap = OverlapPolicy.ALLOW,
				jitter = "30s", misfireGraceTime = "1h", priority = 7, delivery = DeliveryGuarantee.AT_MOST_ONCE,
				maxAttempts = 3, retryDelay = "1m", retention = "2h")
		void tuned() {
		}

	}

	static class Repeated {

		@ScheduledJob(id = "morning", cron = "0 8 * * *")
		@ScheduledJob(id = "evening", cron = "0 20 * * *")
		void twice() {
		}

		@Task(id = "sync")
		@ScheduledJob(id = "hourly", cron = "@hourly")
		void sync() {
		}

	}

}
