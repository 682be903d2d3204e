package io.jobscheduler.test.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.StoreCounts;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.store.jdbc.JdbcSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Transactional tasks on PostgreSQL, in processes that are killed with -9 or frozen: what
 * each writes is there exactly once. The system properties
 * {@code jobscheduler.test.kills} and {@code jobscheduler.test.seed} say how often and
 * when.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class TransactionalKillTest {

	private static final int KILLS = Integer.getInteger("jobscheduler.test.kills", 5);

	private static final long SEED = Long.getLong("jobscheduler.test.seed", System.nanoTime());

	private static final int JOBS_PER_ROUND = 20;

	@RegisterExtension
	static final PostgresServer SERVER = new PostgresServer();

	private final String prefix = "kill_" + UUID.randomUUID().toString().substring(0, 8) + "_";

	private final List<Process> workers = new ArrayList<>();

	private JdbcTemplate jdbc;

	private Scheduler scheduler;

	@BeforeEach
	void createTables() {
		this.jdbc = new JdbcTemplate(SERVER.dataSource());
		this.jdbc.execute("DROP TABLE IF EXISTS payment");
		this.jdbc.execute("DROP TABLE IF EXISTS balance");
		this.jdbc.execute("CREATE TABLE payment (job VARCHAR(40), node VARCHAR(200))");
		this.jdbc.execute("CREATE TABLE balance (id INT PRIMARY KEY, total INT)");
		this.jdbc.execute("INSERT INTO balance SELECT n, 0 FROM generate_series(0, 7) n");
		JdbcSchema.initialize(SERVER.dataSource(), this.prefix);
		this.scheduler = Scheduler.builder()
			.store(JdbcJobStore.builder(SERVER.dataSource()).tablePrefix(this.prefix).build())
			.role(Role.NONE)
			.build();
	}

	@AfterEach
	void killWorkers() {
		this.workers.forEach(Process::destroyForcibly);
		this.scheduler.close();
	}

	private Process worker(String node, Duration lease) {
		try {
			Process worker = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
					System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
					TransactionalWorker.class.getName(), SERVER.dataSource().getJdbcUrl(), this.prefix, node,
					lease.toString())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			this.workers.add(worker);
			return worker;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Reads what a worker says until a line comes that is waited for. */
	private static void awaitLine(BufferedReader output, Predicate<String> wanted) throws IOException {
		String line = output.readLine();
		while (line != null && !wanted.test(line)) {
			line = output.readLine();
		}
		assertThat(line).as("what the worker says before it ends").isNotNull();
	}

	@Test
	void rowsOfKilledTransactionalRunsAreThereExactlyOnce() throws Exception {
		SplittableRandom random = new SplittableRandom(SEED);
		List<JobId> jobs = new ArrayList<>();
		for (int kill = 0; kill < KILLS; kill++) {
			for (int i = 0; i < JOBS_PER_ROUND; i++) {
				jobs.add(this.scheduler.addJob(JobRequest.task("pay")));
			}
			Process worker = worker("worker-" + kill, Duration.ofSeconds(1));
			BufferedReader output = worker.inputReader();
			awaitLine(output, (line) -> line.startsWith("paid"));
			TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000)); // the moment of the kill is what is random
			worker.destroyForcibly().waitFor();
		}
		Process last = worker("last", Duration.ofSeconds(1));
		last.inputReader().close();
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			StoreCounts counts = this.scheduler.store().counts(10_000);
			return counts.pending() == 0 && counts.running() == 0;
		});
		List<Integer> rows = new ArrayList<>();
		int again = 0;
		for (JobId job : jobs) {
			JobResult result = this.scheduler.result(job).orElseThrow();
			assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
			again += (result.run().attempt() > 1) ? 1 : 0;
			rows.add(this.jdbc.queryForObject("SELECT COUNT(*) FROM payment WHERE job = ?", Integer.class,
					job.toString()));
		}
		System.out.printf(Locale.ROOT, "transactional kills: seed %d, %d kills, %d jobs, %d of them run again%n", SEED,
				KILLS, jobs.size(), again);
		assertThat(rows).as("seed %s", SEED).containsOnly(1);
		assertThat(this.jdbc.queryForObject("SELECT SUM(total) FROM balance", Integer.class)).isEqualTo(jobs.size());
	}

	@Test
	void frozenNodeWhoseLeaseWasTakenOverLeavesNothingBehind() throws Exception {
		JobId job = this.scheduler.addJob(JobRequest.task("freeze"));
		Process frozen = worker("frozen", Duration.ofSeconds(1));
		BufferedReader output = frozen.inputReader();
		awaitLine(output, (line) -> line.startsWith("written"));
		signal(frozen, "STOP");
		Process other = worker("other", Duration.ofSeconds(1));
		other.inputReader().close();
		await().atMost(Duration.ofMinutes(1)).until(() -> this.scheduler.result(job).isPresent());
		signal(frozen, "CONT");
		awaitLine(output, (line) -> line.startsWith("ends"));
		JobId after = this.scheduler.addJob(JobRequest.task("pay"));
		await().atMost(Duration.ofMinutes(1)).until(() -> this.scheduler.result(after).isPresent());
		frozen.destroy();
		assertThat(frozen.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.jdbc.queryForList("SELECT node FROM payment WHERE job = ?", String.class, job.toString()))
			.containsExactly("other");
		assertThat(this.scheduler.result(job).orElseThrow().run().node()).isEqualTo("other");
	}

	private static void signal(Process process, String name) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
	}

}
