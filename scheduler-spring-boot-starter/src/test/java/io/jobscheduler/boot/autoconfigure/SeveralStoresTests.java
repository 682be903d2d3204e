package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.actuate.JobSchedulerEndpoint;
import io.jobscheduler.boot.actuate.JobSchedulerEndpointJmxExtension;
import io.jobscheduler.boot.actuate.SchedulerGauges;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.ScheduledJob;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;

/**
 * Several job stores, by properties or as beans.
 */
@ExtendWith(OutputCaptureExtension.class)
class SeveralStoresTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final ApplicationContextRunner memory = SchedulerContext.inMemory();

	private final ApplicationContextRunner database = SchedulerContext.auto()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private static Scheduler scheduler(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(Scheduler.class);
	}

	private static void failed(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void aStoreIsAddedByProperties() {
		this.database
			.withPropertyValues("jobscheduler.stores.reports.type=jdbc",
					"jobscheduler.stores.reports.jdbc.table-prefix=REPORTS_", "jobscheduler.stores.scratch.type=memory")
			.run((context) -> {
				Map<String, JobStore> stores = scheduler(context).stores();
				assertThat(stores.keySet()).containsExactly("default", "reports", "scratch");
				assertThat(stores.values()).extracting((store) -> store.describe().kind())
					.containsExactly("jdbc", "jdbc", "memory");
				assertThat(context).hasSingleBean(JobStore.class);
				assertThat(stores.values()).allSatisfy((store) -> assertThat(store.nodes()).hasSize(1));
			});
	}

	@Test
	void aNamedStoreTakesPartInTransactionsOfItsDatabase() {
		this.database
			.withPropertyValues("jobscheduler.store.type=memory", "jobscheduler.stores.reports.type=jdbc",
					"jobscheduler.role=none")
			.run((context) -> {
				Scheduler scheduler = scheduler(context);
				TransactionTemplate transaction = new TransactionTemplate(
						context.getBean(PlatformTransactionManager.class));
				transaction.executeWithoutResult((status) -> {
					scheduler.addJob(JobRequest.task("any").store("reports"));
					status.setRollbackOnly();
				});
				assertThat(scheduler.stores().get("reports").counts(10).pending()).isZero();
				transaction.executeWithoutResult((status) -> scheduler.addJob(JobRequest.task("any").store("reports")));
				assertThat(scheduler.stores().get("reports").counts(10).pending()).isOne();
			});
	}

	@Test
	void twoStoresInTheSameTablesAreRefused() {
		this.database.withPropertyValues("jobscheduler.stores.reports.type=jdbc")
			.run((context) -> failed(context, "The job stores 'default' and 'reports' are the same one", "prefix"));
	}

	@Test
	void aScheduleIsDeclaredInTheStoreThatItNames() {
		this.memory.withUserConfiguration(Reports.class)
			.withPropertyValues("jobscheduler.stores.reports.type=memory")
			.run((context) -> {
				Scheduler scheduler = scheduler(context);
				assertThat(context.getBean(Reports.class).ran.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(scheduler.stores().get("reports").schedule("report")).isPresent();
				assertThat(scheduler.store().schedule("report")).isEmpty();
				assertThat(scheduler.store().schedule("hourly")).isPresent();
			});
	}

	@Test
	void theStoreOfAScheduleCanBeOverridden() {
		this.memory.withUserConfiguration(Reports.class)
			.withPropertyValues("jobscheduler.stores.reports.type=memory",
					"jobscheduler.schedules.hourly.store=reports", "jobscheduler.schedules.report.store=default")
			.run((context) -> {
				Scheduler scheduler = scheduler(context);
				assertThat(scheduler.stores().get("reports").schedule("hourly")).isPresent();
				assertThat(scheduler.store().schedule("report")).isPresent();
			});
	}

	@Test
	void aStoreThatDoesNotExistIsRefused() {
		this.memory.withUserConfiguration(Reports.class)
			.run((context) -> failed(context,
					"Job store 'reports' of schedule 'report' does not exist; there are: default",
					"jobscheduler.stores.reports.type"));
	}

	@Test
	void aNamedStoreNeedsAType() {
		this.memory.withPropertyValues("jobscheduler.stores.reports.jdbc.table-prefix=REPORTS_")
			.run((context) -> failed(context, "Job store 'reports' has no type", "jobscheduler.stores.reports.type"));
		this.memory.withPropertyValues("jobscheduler.stores.reports.type=floppy")
			.run((context) -> failed(context,
					"Unknown job store 'floppy' in property 'jobscheduler.stores.reports.type'", "redis"));
		this.memory.withPropertyValues("jobscheduler.stores.reports.type=jdbc")
			.run((context) -> failed(context,
					"Job store 'jdbc' (property 'jobscheduler.stores.reports.type') needs a DataSource",
					"spring.datasource.url"));
	}

	@Test
	void theDefaultStoreIsNotConfiguredAmongTheOthers() {
		this.memory.withPropertyValues("jobscheduler.stores.default.type=memory")
			.run((context) -> failed(context, "'default' is configured under 'jobscheduler.stores'",
					"jobscheduler.store.*"));
	}

	@Test
	void ofSeveralBeansThePrimaryOneIsTheDefaultStore() {
		this.memory.withUserConfiguration(TwoStores.class).run((context) -> {
			Scheduler scheduler = scheduler(context);
			assertThat(scheduler.stores().keySet()).containsExactly("default", "reports");
			assertThat(scheduler.store()).isSameAs(context.getBean("main"));
		});
		this.memory.withBean("one", JobStore.class, MemoryJobStore::new)
			.withBean("two", JobStore.class, MemoryJobStore::new)
			.run((context) -> failed(context, "There are several JobStore beans", "@Primary"));
	}

	@Test
	void storesAreApartInEndpointHealthAndMeters() {
		JobStore broken = Mockito.spy(new MemoryJobStore());
		AtomicBoolean answers = new AtomicBoolean(true);
		Mockito.doAnswer((call) -> {
			if (!answers.get()) {
				throw new StoreUnavailableException("no answer", null);
			}
			return call.callRealMethod();
		}).when(broken).counts(anyInt());
		this.memory.withUserConfiguration(Reports.class)
			.withBean("broken", JobStore.class, () -> broken)
			.withBean("main", JobStore.class, MemoryJobStore::new, (definition) -> definition.setPrimary(true))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withConfiguration(AutoConfigurations.of(JobSchedulerEndpointAutoConfiguration.class,
					JobSchedulerHealthContributorAutoConfiguration.class, JobSchedulerMetricsAutoConfiguration.class))
			.withPropertyValues("jobscheduler.stores.reports.type=memory",
					"management.endpoints.web.exposure.include=jobscheduler", "jobscheduler.role=none")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				answers.set(false);
				CompositeHealthContributor health = context.getBean("jobSchedulerHealthContributor",
						CompositeHealthContributor.class);
				assertThat(health(health, "reports").getStatus()).isEqualTo(Status.UP);
				assertThat(health(health, "broken").getStatus()).isEqualTo(Status.DOWN);
				JsonNode summary = JSON.valueToTree(context.getBean(JobSchedulerEndpoint.class).summary());
				assertThat(summary.at("/stores").propertyNames()).containsExactly("default", "broken", "reports");
				assertThat(summary.at("/stores/reports/counts/schedules").asInt()).isOne();
				assertThat(summary.at("/stores/default/counts/schedules").asInt()).isOne();
				assertThat(summary.at("/stores/broken/error").asString()).isEqualTo("no answer");
				assertThat(summary.at("/counts/schedules").asInt()).isEqualTo(2);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("jobscheduler.store").tag("store", "reports").timers()).isNotEmpty();
				context.getBean(SchedulerGauges.class).bindTo(meters);
				assertThat(meters.get("jobscheduler.lag").tag("store", "reports").gauge()).isNotNull();
			});
	}

	private static Health health(CompositeHealthContributor composite, String store) {
		return ((HealthIndicator) composite.getContributor(store)).health();
	}

	@Test
	void listsGoOnFromOneStoreToTheNext() {
		this.memory.withUserConfiguration(Reports.class)
			.withPropertyValues("jobscheduler.stores.reports.type=memory", "jobscheduler.role=none")
			.run((context) -> {
				Scheduler scheduler = scheduler(context);
				for (int i = 0; i < 3; i++) {
					scheduler.addJobs(List.of(JobRequest.task("any"), JobRequest.task("any").store("reports")));
				}
				JobSchedulerEndpointJmxExtension endpoint = new JobSchedulerEndpointJmxExtension(scheduler,
						new Sanitizer(), Show.NEVER);
				List<String> listed = new ArrayList<>();
				String cursor = null;
				do {
					JsonNode page = JSON.valueToTree(endpoint.list("jobs", null, null, null, null, cursor, "2"));
					page.at("/items").forEach((item) -> listed.add(item.at("/store").asString()));
					cursor = page.at("/nextCursor").isNull() ? null : page.at("/nextCursor").asString();
				}
				while (cursor != null);
				assertThat(listed).containsExactly("default", "default", "default", "reports", "reports", "reports");
				assertThat(
						JSON.valueToTree(endpoint.list("jobs", "reports", null, null, null, null, null)).at("/items"))
					.hasSize(3);
				assertThatIllegalArgumentException()
					.isThrownBy(() -> endpoint.list("jobs", null, null, null, null, "7@x", null))
					.withMessageContaining("nextCursor");
				assertThatIllegalArgumentException()
					.isThrownBy(() -> endpoint.list("jobs", "nowhere", null, null, null, null, null))
					.withMessageContaining("there are [default, reports]");
				JsonNode report = JSON.valueToTree(endpoint.detail("schedules", "report", null));
				assertThat(report.at("/store").asString()).isEqualTo("reports");
				endpoint.act("schedules", "report", "pause", null, null, "reports");
				assertThat(scheduler.schedule("report").orElseThrow().status().state()).isEqualTo(ScheduleState.PAUSED);
			});
	}

	@Test
	void theStartWaitsForAStoreIfItIsTold(CapturedOutput output) {
		AtomicInteger refusals = new AtomicInteger(2);
		JobStore late = Mockito.spy(new MemoryJobStore());
		Mockito.doAnswer((call) -> {
			if (refusals.getAndDecrement() > 0) {
				throw new StoreUnavailableException("not yet", null);
			}
			return call.callRealMethod();
		}).when(late).open(any());
		ApplicationContextRunner context = this.memory.withBean(JobStore.class, () -> late);
		context.run((failing) -> failed(failing, "The job store does not answer: not yet", "Start the server"));
		refusals.set(2);
		context.withPropertyValues("jobscheduler.startup-timeout=" + Duration.ofMinutes(1)).run((started) -> {
			assertThat(started).hasNotFailed();
			assertThat(output).contains("waiting for it for up to");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoStores {

		@Bean
		@Primary
		JobStore main() {
			return new MemoryJobStore();
		}

		@Bean
		JobStore reports() {
			return new MemoryJobStore();
		}

	}

	static class Reports {

		final CountDownLatch ran = new CountDownLatch(1);

		@ScheduledJob(id = "report", fixedRate = "10ms", store = "reports")
		void report() {
			this.ran.countDown();
		}

		@ScheduledJob(id = "hourly", cron = "@hourly")
		void hourly() {
		}

	}

}
