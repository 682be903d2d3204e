package io.jobscheduler.sample.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.sample.SampleApplication;
import io.jobscheduler.trigger.IntervalTrigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether schedules that are not due cost anything: the same application with a hundred
 * and with a hundred thousand of them. Run by {@code scripts/growth.sh}, not by the
 * build.
 */
class GrowthBenchmark {

	private static final int FEW = 100;

	private static final int MANY = Integer.getInteger("growth.schedules", 100_000);

	private static final Duration REST = Duration.ofSeconds(Integer.getInteger("growth.rest-seconds", 60));

	private static final int FIRINGS = 100;

	private static final int STARTS = 50;

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static final Instant NOT_DUE = Instant.parse("2099-01-01T00:00:00Z");

	@TempDir
	private Path directory;

	@Test
	void h2() throws Exception {
		compare("H2, file", url("few"), url("many"));
	}

	private String url(String name) {
		return "jdbc:h2:async:" + this.directory.resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
	}

	@Test
	void postgresql() throws Exception {
		try (EmbeddedPostgres few = EmbeddedPostgres.start(); EmbeddedPostgres many = EmbeddedPostgres.start()) {
			compare("PostgreSQL", few.getJdbcUrl("postgres", "postgres"), many.getJdbcUrl("postgres", "postgres"));
		}
	}

	private void compare(String database, String fewUrl, String manyUrl) throws Exception {
		fill(fewUrl, FEW);
		fill(manyUrl, MANY);
		try (Subject few = start(fewUrl); Subject many = start(manyUrl)) {
			measureLatencies(few, many); // warms up
			few.latencies.clear();
			many.latencies.clear();
			measureLatencies(few, many);
			few.scheduler.pauseSchedule("sales-report");
			many.scheduler.pauseSchedule("sales-report");
			measureStarts(few, many);
			Thread.sleep(3000);
			measureStatements(few, many);
			System.out.printf("| %-36s | %11d | %11d | ratio |%n", database + ", schedules not due", FEW, MANY);
			print("start of the scheduler, ms, median", median(few.starts), median(many.starts));
			print("from fire time to run, ms, median", median(few.latencies), median(many.latencies));
			print("statements per minute at rest", few.perMinute, many.perMinute);
		}
	}

	private static void measureLatencies(Subject few, Subject many) throws InterruptedException {
		while (few.latencies.size() < FIRINGS || many.latencies.size() < FIRINGS) {
			Thread.sleep(INTERVAL.toMillis());
		}
	}

	private static void measureStarts(Subject few, Subject many) {
		for (int i = 0; i < STARTS; i++) {
			few.restart();
			many.restart();
		}
	}

	private static void measureStatements(Subject few, Subject many) throws InterruptedException {
		long fewBefore = few.statements.executed();
		long manyBefore = many.statements.executed();
		Thread.sleep(REST.toMillis());
		few.perMinute = (few.statements.executed() - fewBefore) * 60_000.0 / REST.toMillis();
		many.perMinute = (many.statements.executed() - manyBefore) * 60_000.0 / REST.toMillis();
	}

	private static void print(String name, double few, double many) {
		System.out.printf("| %-36s | %11.2f | %11.2f | %5.2f |%n", name, few, many, many / few);
	}

	/** Adds one schedule that is not due, and copies it. */
	private void fill(String url, int schedules) {
		try (Subject subject = start(url)) {
			subject.scheduler.addSchedule("not-due", JobRequest.task("remind-of-invoice").argument("invoiceId", 1L),
					IntervalTrigger.every(Duration.ofDays(1)).startingAt(NOT_DUE));
			JdbcTemplate jdbc = subject.application.getBean(JdbcTemplate.class);
			List<String> columns = jdbc.queryForList("""
					select column_name from information_schema.columns
					where lower(table_name) = 'jobscheduler_schedule' and lower(column_name) not in ('id', 'uid')""",
					String.class);
			String copied = String.join(", ", columns);
			boolean h2 = url.startsWith("jdbc:h2:");
			jdbc.update("""
					insert into jobscheduler_schedule (id, uid, %1$s)
					select id || '-' || n, %2$s, %1$s from jobscheduler_schedule, %3$s(2, %4$d) as numbers(n)
					where id = 'not-due'""".formatted(copied, h2 ? "random_uuid()" : "gen_random_uuid()",
					h2 ? "system_range" : "generate_series", schedules));
			jdbc.execute("analyze");
		}
	}

	private Subject start(String url) {
		CountingDataSource statements = new CountingDataSource(url);
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(statements);
		ConfigurableApplicationContext application = new SpringApplicationBuilder(SampleApplication.class)
			.web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(DataSource.class, () -> pool))
			.properties(Map.of("sample.outbox", this.directory.resolve("outbox").toString(),
					"jobscheduler.schedules.sales-report.fixed-rate", INTERVAL.toMillis() + "ms", "logging.level.root",
					"warn", "spring.main.banner-mode", "off"))
			.run();
		return new Subject(application, statements);
	}

	private static double median(Collection<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

	/**
	 * An application under measurement. Both run at the same time, under the same load.
	 */
	private static final class Subject implements AutoCloseable {

		private final ConfigurableApplicationContext application;

		private final Scheduler scheduler;

		private final CountingDataSource statements;

		private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();

		private final List<Double> starts = new ArrayList<>();

		private double perMinute;

		private Subject(ConfigurableApplicationContext application, CountingDataSource statements) {
			this.application = application;
			this.scheduler = application.getBean(Scheduler.class);
			this.statements = statements;
			this.scheduler.addListener((event) -> {
				if (event instanceof SchedulerEvent.JobStarted started) {
					JobOrigin origin = started.claim().job().spec().origin();
					this.latencies.add(Duration.between(origin.fireTime(), Instant.now()).toNanos() / 1e6);
				}
			});
		}

		private void restart() {
			this.scheduler.stop();
			long started = System.nanoTime();
			this.scheduler.start();
			this.starts.add((System.nanoTime() - started) / 1e6);
		}

		@Override
		public void close() {
			this.application.close();
		}

	}

}
