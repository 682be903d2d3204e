package io.jobscheduler.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.task.ScheduledJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Export and import by properties.
 */
class MigrationTests {

	@TempDir
	Path directory;

	private ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=app", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:" + this.directory.resolve("db"),
					"spring.data.mongodb.repositories.type=none",
					"spring.autoconfigure.exclude=org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration")
			.run(arguments);
	}

	@Test
	void anApplicationExportsAndEndsAndAnotherImportsAndRuns() {
		try (ConfigurableApplicationContext context = run("--jobscheduler.role=none")) {
			context.getBean(Scheduler.class).addJob(JobRequest.task("unknown-here"));
		}
		Path file = this.directory.resolve("jobs.jsonl");
		try (ConfigurableApplicationContext exporting = run("--jobscheduler.export=" + file)) {
			assertThat(exporting.isActive()).isFalse();
			assertThat(file).exists();
		}
		try (ConfigurableApplicationContext importing = run("--jobscheduler.import=" + file,
				"--jobscheduler.store.jdbc.table-prefix=OTHER_")) {
			Scheduler scheduler = importing.getBean(Scheduler.class);
			assertThat(scheduler.node().state()).isEqualTo(Scheduler.State.RUNNING);
			assertThat(scheduler.schedule("yearly")).isPresent();
			assertThat(scheduler.store().counts(10).pending()).isOne();
		}
	}

	@Test
	void aDamagedFileStopsTheStart() throws Exception {
		Path file = Files.writeString(this.directory.resolve("jobs.jsonl"), "nonsense");
		ApplicationContextRunner context = SchedulerContext.inMemory();
		context.withPropertyValues("jobscheduler.import=" + file).run((failed) -> {
			assertThat(failed).hasFailed();
			assertThat(FailureAnalyses.of(failed.getStartupFailure()).getDescription()).contains("Line 1 of");
		});
		context.withPropertyValues("jobscheduler.import=" + file, "jobscheduler.export=" + file)
			.run((failed) -> assertThat(FailureAnalyses.of(failed.getStartupFailure()).getAction())
				.contains("Start it twice"));
	}

	@Test
	void anExportThatCannotBeWrittenFailsTheApplication() {
		assertThatThrownBy(() -> run("--jobscheduler.export=" + this.directory.resolve("nowhere/jobs.jsonl")))
			.hasStackTraceContaining("cannot be written");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@ScheduledJob(id = "yearly", cron = "@yearly")
		void yearly() {
		}

	}

}
