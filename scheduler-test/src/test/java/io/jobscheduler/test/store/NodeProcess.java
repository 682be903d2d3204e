package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;

/**
 * A node in a process of its own, without Spring, that does nothing else. It says what it
 * does on its output.
 */
public final class NodeProcess {

	private static volatile Scheduler scheduler;

	private NodeProcess() {
	}

	/**
	 * Runs until it is stopped.
	 * @param args the database's URL, the prefix of the tables, the node's id, its role,
	 * and what it adds if anything: "additions"
	 */
	public static void main(String[] args) {
		Thread main = Thread.currentThread();
		HikariDataSource pool = TestDatabases.pool(args[0], true);
		scheduler = Scheduler.builder()
			.store(JdbcJobStore.builder(pool).tablePrefix(args[1]).build())
			.nodeId(args[2])
			.role(Role.valueOf(args[3].toUpperCase(Locale.ROOT)))
			.shutdownTimeout(Duration.ofMinutes(5))
			.listener(NodeProcess::heard)
			.task(TaskDefinition.of("note", NodeProcess::note))
			.task(TaskDefinition.of("until-drained", NodeProcess::untilDrained))
			.task(TaskDefinition.of("stop", (job) -> scheduler.stop()))
			.task(TaskDefinition.of("interrupt", (job) -> interrupt(main)))
			.build();
		if (args.length > 4) {
			scheduler.addJob(JobRequest.task("note"));
			scheduler.addSchedule("tick", JobRequest.task("note"), IntervalTrigger.every(Duration.ofSeconds(1)));
		}
		scheduler.run();
		say("returned, interrupted: " + Thread.interrupted());
		scheduler.close();
		pool.close();
	}

	private static void say(String line) {
		System.out.println(line);
	}

	private static void heard(SchedulerEvent event) {
		if (event instanceof SchedulerEvent.ScheduleFired) {
			say("fired");
		}
		else if (event instanceof SchedulerEvent.Started) {
			say("started");
		}
	}

	private static void note(JobContext job) {
		say("ran for " + job.schedule());
	}

	/** Ends only when the stop of its node has begun. */
	private static void untilDrained(JobContext job) {
		say("running");
		await(() -> scheduler.node().state() == Scheduler.State.DRAINING);
	}

	private static void interrupt(Thread main) {
		await(() -> scheduler.node().state() == Scheduler.State.RUNNING && main.getState() == Thread.State.WAITING);
		main.interrupt();
	}

	private static void await(BooleanSupplier condition) {
		try {
			while (!condition.getAsBoolean()) {
				Thread.sleep(5);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("was interrupted, not awaited", ex);
		}
	}

}
