package io.jobscheduler.boot.database;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.CronTrigger;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What applications declare, and what is in the store, through restarts and deployments.
 */
class DeclaredSchedulesTests {

	private final String url = "jdbc:h2:mem:declared" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";

	private ApplicationContextRunner application(String name, Class<?>... beans) {
		ApplicationContextRunner runner = SchedulerContext.auto()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + this.url, "jobscheduler.name=" + name,
					"jobscheduler.lease-duration=1s", "jobscheduler.poll-interval=50ms");
		for (Class<?> bean : beans) {
			runner = runner.withBean(bean.getSimpleName(), (Class<?>) bean);
		}
		return runner;
	}

	private static Schedule nightly(Scheduler scheduler) {
		return scheduler.schedule("nightly").orElseThrow();
	}

	@Test
	void whatIsDeclaredIsAddedOnceAndChangedWhereTheDeclarationChanged() {
		Schedule[] first = new Schedule[1];
		application("shop", Nightly.class).run((context) -> first[0] = nightly(context.getBean(Scheduler.class)));
		application("shop", Nightly.class).run((context) -> {
			Schedule again = nightly(context.getBean(Scheduler.class));
			assertThat(again.uid()).isEqualTo(first[0].uid());
			assertThat(again.status().nextFireTime()).isEqualTo(first[0].status().nextFireTime());
		});
		application("shop", Nightly.class).withPropertyValues("nightly=30 4 * * *").run((context) -> {
			Schedule changed = nightly(context.getBean(Scheduler.class));
			assertThat(changed.uid()).isEqualTo(first[0].uid());
			assertThat(changed.definition().trigger()).isEqualTo(CronTrigger.of("30 4 * * *", ZoneOffset.UTC));
		});
	}

	@Test
	void aChangeThroughTheApiSurvivesARestart() {
		application("shop", Nightly.class).run((context) -> context.getBean(Scheduler.class)
			.changeSchedule("nightly",
					(definition) -> definition.withTrigger(CronTrigger.of("0 5 * * *", ZoneOffset.UTC))));
		application("shop", Nightly.class)
			.run((context) -> assertThat(nightly(context.getBean(Scheduler.class)).definition().trigger())
				.isEqualTo(CronTrigger.of("0 5 * * *", ZoneOffset.UTC)));
	}

	@Test
	void aPauseSurvivesARestart() {
		application("shop", Nightly.class).run((context) -> context.getBean(Scheduler.class).pauseSchedule("nightly"));
		application("shop", Nightly.class)
			.run((context) -> assertThat(nightly(context.getBean(Scheduler.class)).status().state())
				.isEqualTo(ScheduleState.PAUSED));
	}

	@Test
	void whatIsDeclaredNoMoreIsPausedAndComesBackWhenItIsDeclaredAgain() {
		application("shop", Nightly.class).run((context) -> assertThat(context).hasNotFailed());
		application("shop").run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> nightly(scheduler).status().state() == ScheduleState.PAUSED);
			assertThat(nightly(scheduler).status().reason()).isEqualTo(Schedule.RETIRED);
		});
		application("shop", Nightly.class).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> nightly(scheduler).status().state() == ScheduleState.ACTIVE);
			assertThat(nightly(scheduler).status().nextFireTime()).isAfter(Instant.now());
		});
	}

	@Test
	void anotherApplicationOnTheSameStoreRetiresNothing() {
		application("shop", Nightly.class).run((shop) -> application("billing", Weekly.class).run((billing) -> {
			Scheduler scheduler = billing.getBean(Scheduler.class);
			assertThat(scheduler.schedule("weekly")).isPresent();
			assertThat(nightly(scheduler).status().state()).isEqualTo(ScheduleState.ACTIVE);
		}));
		application("billing").run((billing) -> {
			Scheduler scheduler = billing.getBean(Scheduler.class);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> scheduler.schedule("weekly").orElseThrow().status().state() == ScheduleState.PAUSED);
			assertThat(nightly(scheduler).status().state()).isEqualTo(ScheduleState.ACTIVE);
		});
	}

	@Test
	void whileAnOldNodeDeclaresItANewOneLeavesItAlone() {
		application("shop", Nightly.class).run((old) -> application("shop", Weekly.class).run((fresh) -> {
			Scheduler scheduler = fresh.getBean(Scheduler.class);
			await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.store().nodes().size() == 2);
			assertThat(nightly(scheduler).status().state()).isEqualTo(ScheduleState.ACTIVE);
			old.getBean(Scheduler.class).stop();
			await().atMost(Duration.ofSeconds(20))
				.until(() -> nightly(scheduler).status().state() == ScheduleState.PAUSED);
		}));
	}

	static class Nightly {

		@ScheduledJob(id = "nightly", cron = "${nightly:0 2 * * *}", zone = "Z")
		void nightly() {
		}

	}

	static class Weekly {

		@ScheduledJob(id = "weekly", fixedRate = "P7D")
		void weekly() {
		}

	}

}
