package io.jobscheduler.test.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that do nothing but run a scheduler: how they end, and what their roles do.
 */
@Timeout(180)
class NodeProcessTest {

	/** What the exit code of a process is that SIGTERM has ended. */
	private static final int TERMINATED = 128 + 15;

	@RegisterExtension
	static final PostgresServer SERVER = new PostgresServer();

	private final List<Node> nodes = new ArrayList<>();

	private JdbcStoreFixture fixture;

	private JobStore store;

	private Scheduler scheduler;

	@BeforeEach
	void open() {
		this.fixture = new JdbcStoreFixture(SERVER.dataSource());
		this.store = JdbcJobStore.builder(SERVER.dataSource()).tablePrefix(this.fixture.table("")).build();
		this.scheduler = Scheduler.builder().store(this.store).nodeId("test").role(Role.NONE).build();
	}

	@AfterEach
	void close() throws InterruptedException {
		for (Node node : this.nodes) {
			node.process.destroyForcibly().waitFor();
		}
		this.scheduler.close();
		this.fixture.close();
	}

	private Node start(String id, Role role, String... more) {
		Node node = Node.start(this.fixture.table(""), id, role, more);
		this.nodes.add(node);
		return node;
	}

	private void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(2, TimeUnit.MINUTES).until(condition);
	}

	private JobResult result(JobId id) {
		await(() -> this.scheduler.result(id).isPresent());
		return this.scheduler.result(id).orElseThrow();
	}

	private void succeededAndNodeLeft(JobId id) {
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result(id).run().node()).isEqualTo("a");
		assertThat(this.store.nodes()).isEmpty();
	}

	@Test
	void sigtermAwaitsTheRunningJobAndEndsInGoodOrder() throws Exception {
		Node node = start("a", Role.BOTH);
		JobId id = this.scheduler.addJob(JobRequest.task("until-drained"));
		await(() -> node.lines.contains("running"));
		node.process.destroy();
		assertThat(node.process.waitFor()).isEqualTo(TERMINATED);
		succeededAndNodeLeft(id);
	}

	@Test
	void stopByAJobEndsTheProgram() throws Exception {
		JobId id = this.scheduler.addJob(JobRequest.task("stop"));
		Node node = start("a", Role.BOTH);
		assertThat(node.process.waitFor()).isZero();
		succeededAndNodeLeft(id);
		await(() -> node.lines.contains("returned, interrupted: false"));
	}

	@Test
	void interruptEndsTheProgram() throws Exception {
		JobId id = this.scheduler.addJob(JobRequest.task("interrupt"));
		Node node = start("a", Role.BOTH);
		assertThat(node.process.waitFor()).isZero();
		succeededAndNodeLeft(id);
		await(() -> node.lines.contains("returned, interrupted: true"));
	}

	@Test
	void oneProcessAddsAnotherFiresAndAnotherRuns() {
		Node adds = start("adds", Role.NONE, "additions");
		Node fires = start("fires", Role.SCHEDULER);
		Node runs = start("runs", Role.WORKER);
		await(() -> runs.count("ran for tick") > 1);
		await(() -> runs.count("ran for null") == 1);
		await(() -> fires.count("fired") > 1);
		await(() -> adds.count("started") == 1);
		assertThat(adds.lines).doesNotContain("fired").noneMatch((line) -> line.startsWith("ran"));
		assertThat(fires.lines).noneMatch((line) -> line.startsWith("ran"));
		assertThat(runs.lines).doesNotContain("fired");
		assertThat(this.store.findResults(ResultQuery.all(100)).items()).isNotEmpty()
			.allMatch((result) -> "runs".equals(result.run().node()));
		assertThat(this.store.nodes()).extracting((node) -> node.registration().role())
			.containsExactlyInAnyOrder("none", "scheduler", "worker");
	}

	@Test
	void oneProcessFiresAndRunsWhatAnotherAdds() {
		Node both = start("both", Role.BOTH);
		Node adds = start("adds", Role.NONE, "additions");
		await(() -> both.count("ran for tick") > 1 && both.count("fired") > 1);
		await(() -> both.count("ran for null") == 1);
		assertThat(adds.lines).doesNotContain("fired").noneMatch((line) -> line.startsWith("ran"));
	}

	private record Node(Process process, List<String> lines) {

		static Node start(String prefix, String id, Role role, String... more) {
			List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
					"-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
					NodeProcess.class.getName(), SERVER.dataSource().getJdbcUrl(), prefix, id, role.name()));
			command.addAll(List.of(more));
			try {
				Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
				List<String> lines = new CopyOnWriteArrayList<>();
				Thread reader = new Thread(() -> read(process, lines), "output of " + id);
				reader.setDaemon(true);
				reader.start();
				return new Node(process, lines);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static void read(Process process, List<String> lines) {
			try (BufferedReader output = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
				output.lines().forEach(lines::add);
			}
			catch (IOException | UncheckedIOException ex) {
				// the process was killed
			}
		}

		long count(String line) {
			return this.lines.stream().filter(line::equals).count();
		}

	}

}
