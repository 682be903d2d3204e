package io.jobscheduler.sample.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.sample.SampleApplication;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.trigger.IntervalTrigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whether schedules that are not due cost anything: the same application with a hundred
 * and with a hundred thousand of them. Run by {@code scripts/growth.sh}, not by the
 * build.
 */
class GrowthBenchmark {

	private static final int FEW = 100;

	private static final int MANY = Integer.getInteger("growth.schedules", 100_000);

	private static final int ROUNDS = Integer.getInteger("growth.rounds", 3);

	private static final Duration REST = Duration.ofSeconds(Integer.getInteger("growth.rest-seconds", 60));

	private static final int BATCH = 1000;

	private static final int FIRINGS = 50;

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static final Instant NOT_DUE = Instant.parse("2099-01-01T00:00:00Z");

	@TempDir
	private Path directory;

	@Test
	void h2() throws Exception {
		compare("H2, file", url("few"), url("many"));
	}

	private String url(String name) {
		return "jdbc:h2:file:" + this.directory.resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
	}

	@Test
	void postgresql() throws Exception {
		try (EmbeddedPostgres few = EmbeddedPostgres.start(); EmbeddedPostgres many = EmbeddedPostgres.start()) {
			compare("PostgreSQL", few.getJdbcUrl("postgres", "postgres"), many.getJdbcUrl("postgres", "postgres"));
		}
	}

	private void compare(String database, String fewUrl, String manyUrl) throws Exception {
		fill(fewUrl, FEW);
		System.out.printf("%s: %d schedules added in %d ms%n", database, MANY, fill(manyUrl, MANY).toMillis());
		List<Figures> few = new ArrayList<>();
		List<Figures> many = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			few.add(measure(fewUrl));
			many.add(measure(manyUrl));
		}
		System.out.printf("| %-36s | %11d | %11d | ratio |%n", database + ", schedules not due", FEW, MANY);
		print("start of the scheduler, ms", few, many, Figures::startMillis);
		print("from fire time to run, median, ms", few, many, Figures::latencyMillis);
		print("statements per minute at rest", few, many, Figures::statementsPerMinute);
	}

	private static void print(String name, List<Figures> few, List<Figures> many, ToDoubleFunction<Figures> figure) {
		double small = median(few.stream().map(figure::applyAsDouble).toList());
		double large = median(many.stream().map(figure::applyAsDouble).toList());
		System.out.printf("| %-36s | %11.2f | %11.2f | %5.2f |%n", name, small, large, large / small);
	}

	private Duration fill(String url, int schedules) {
		try (ConfigurableApplicationContext application = start(new CountingDataSource(url))) {
			Scheduler scheduler = application.getBean(Scheduler.class);
			TransactionTemplate transaction = application.getBean(TransactionTemplate.class);
			JobRequest job = JobRequest.task("remind-of-invoice").argument("invoiceId", 1L);
			IntervalTrigger trigger = IntervalTrigger.every(Duration.ofDays(1)).startingAt(NOT_DUE);
			Instant started = Instant.now();
			for (int from = 0; from < schedules; from += BATCH) {
				int first = from;
				transaction.executeWithoutResult((status) -> {
					for (int i = first; i < Math.min(first + BATCH, schedules); i++) {
						scheduler.addSchedule("not-due-" + i, job, trigger);
					}
				});
			}
			return Duration.between(started, Instant.now());
		}
	}

	private Figures measure(String url) throws InterruptedException {
		CountingDataSource statements = new CountingDataSource(url);
		try (ConfigurableApplicationContext application = start(statements)) {
			Scheduler scheduler = application.getBean(Scheduler.class);
			double latency = latency(scheduler);
			scheduler.pauseSchedule("sales-report");
			Thread.sleep(3000);
			long before = statements.executed();
			Thread.sleep(REST.toMillis());
			double perMinute = (statements.executed() - before) * 60_000.0 / REST.toMillis();
			double start = restart(scheduler);
			scheduler.resumeSchedule("sales-report");
			return new Figures(start, latency, perMinute);
		}
	}

	private static double latency(Scheduler scheduler) throws InterruptedException {
		Queue<Double> latencies = new ConcurrentLinkedQueue<>();
		try (JobStore.Subscription listening = scheduler.addListener((event) -> {
			if (event instanceof SchedulerEvent.JobStarted started) {
				JobOrigin origin = started.claim().job().spec().origin();
				latencies.add(Duration.between(origin.fireTime(), Instant.now()).toNanos() / 1e6);
			}
		})) {
			while (latencies.size() < FIRINGS) {
				Thread.sleep(INTERVAL.toMillis());
			}
		}
		return median(List.copyOf(latencies));
	}

	private static double restart(Scheduler scheduler) {
		List<Double> starts = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			scheduler.stop();
			long started = System.nanoTime();
			scheduler.start();
			starts.add((System.nanoTime() - started) / 1e6);
		}
		return median(starts);
	}

	private ConfigurableApplicationContext start(CountingDataSource statements) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(statements);
		return new SpringApplicationBuilder(SampleApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(DataSource.class, () -> pool))
			.properties(Map.of("sample.outbox", this.directory.resolve("outbox").toString(),
					"jobscheduler.schedules.sales-report.fixed-rate", INTERVAL.toMillis() + "ms", "logging.level.root",
					"warn", "spring.main.banner-mode", "off"))
			.run();
	}

	private static double median(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

	/**
	 * What was measured in one round.
	 *
	 * @param startMillis how long the scheduler takes to start
	 * @param latencyMillis how long after its fire time a job starts, in the median
	 * @param statementsPerMinute how many statements are executed when nothing is due
	 */
	private record Figures(double startMillis, double latencyMillis, double statementsPerMinute) {
	}

}
