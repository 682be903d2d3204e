package io.jobscheduler.test.store;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.Scheduler;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A node that runs transactional tasks in a process of its own, to be killed or frozen. It
 * says what it does on its output.
 */
public final class TransactionalWorker {

	private TransactionalWorker() {
	}

	/**
	 * Runs until it is killed.
	 * @param args the database's URL, the prefix of the tables, the node's id, the lease
	 */
	public static void main(String[] args) {
		HikariDataSource pool = TestDatabases.pool(args[0], true);
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		Scheduler scheduler = Scheduler.builder()
			.store(JdbcJobStore.builder(pool).tablePrefix(args[1]).build())
			.nodeId(args[2])
			.leaseDuration(Duration.parse(args[3]))
			.task(TaskDefinition.of("pay", (job) -> pay(job, jdbc)).transactional(true))
			.task(TaskDefinition.of("freeze", (job) -> freeze(job, jdbc)).transactional(true))
			.build();
		scheduler.run();
	}

	private static void pay(JobContext job, JdbcTemplate jdbc) {
		jdbc.update("INSERT INTO payment (job, node) VALUES (?, ?)", job.jobId().toString(), job.node());
		jdbc.update("UPDATE balance SET total = total + 1 WHERE id = ?", Math.floorMod(job.jobId().hashCode(), 8));
		System.out.println("paid " + job.jobId());
	}

	/** The first to run it is frozen here, with what it has written not yet committed. */
	private static void freeze(JobContext job, JdbcTemplate jdbc) {
		jdbc.update("INSERT INTO payment (job, node) VALUES (?, ?)", job.jobId().toString(), job.node());
		System.out.println("written " + job.jobId());
		jdbc.query("SELECT pg_sleep(0.5)", (row) -> {
		});
		System.out.println("ends " + job.jobId());
	}

}
