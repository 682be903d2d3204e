package io.jobscheduler.executor.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.executor.process.ProcessJobExecutor.Builder;
import io.jobscheduler.job.FailureFilter;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Jobs in worker processes: what crosses, and what becomes of those that crash.
 */
class ProcessJobExecutorTest {

	private static final Duration LONG = Duration.ofMinutes(1);

	private Scheduler scheduler;

	private ProcessJobExecutor executor;

	private void start(UnaryOperator<Builder> settings) {
		Builder builder = ProcessJobExecutor.builder("workers")
			.application(DangerousWork.class)
			.memory("64m")
			.jvmOptions(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k"));
		this.executor = settings.apply(builder).build();
		SchedulerBuilder nodes = Scheduler.builder()
			.store(new MemoryJobStore())
			.executor(DangerousWork.EXECUTOR, this.executor)
			.shutdownTimeout(Duration.ofSeconds(5));
		DangerousWork.definitions().forEach(nodes::task);
		this.scheduler = nodes.build();
		this.scheduler.start();
	}

	@AfterEach
	void stop() {
		if (this.scheduler != null) {
			this.scheduler.close();
		}
	}

	private JobResult run(JobRequest request) throws Exception {
		return this.scheduler.callJob(request).get(LONG.toSeconds(), TimeUnit.SECONDS);
	}

	private static void assertFailed(JobResult result, String type, String message) {
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.ending().error()).isNotNull().satisfies((error) -> {
			assertThat(error.type()).isEqualTo(type);
			assertThat(error.message()).contains(message);
		});
	}

	@Test
	void argumentsValuesProgressAndLogCross() throws Exception {
		start((builder) -> builder.workers(1));
		JobResult result = run(JobRequest.task("add").argument("a", 40).argument("b", 1));
		assertThat(result.ending().value()).isEqualTo("42"); // 40 + 1 + the header of the
																// one who waits
		assertThat(result.run().log()).isEqualTo("adding for attempt 1\n");
		long pid = Long.parseLong(String.valueOf(run(JobRequest.task("pid")).ending().value()));
		assertThat(pid).isNotEqualTo(ProcessHandle.current().pid()).isEqualTo(this.executor.workers().get(0));
	}

	@Test
	void whatATaskThrowsIsKnownByItsType() throws Exception {
		start((builder) -> builder.workers(1));
		JobResult result = run(JobRequest.task("throw"));
		assertFailed(result, "java.io.IOException", "no luck");
		assertThat(result.ending().error().trace()).contains("DangerousWork");
		JobResult retried = run(JobRequest.task("throw")
			.retry(RetryPolicy.fixed(3, Duration.ZERO)
				.on(new FailureFilter(Set.of(Exception.class.getName()), Set.of()))));
		assertThat(retried.run().attempt()).isEqualTo(3);
		assertThat(run(JobRequest.task("stack")).ending().error().type()).isEqualTo("java.lang.StackOverflowError");
	}

	@Test
	void exitEndsTheRunAndItsWorkerIsReplaced() throws Exception {
		start((builder) -> builder.workers(1));
		assertFailed(run(JobRequest.task("exit")), "process", "the worker process ended with exit value 42");
		assertThat(run(JobRequest.task("pid")).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void memoryThatRunsOutEndsTheRunAndItsWorkerIsReplaced() throws Exception {
		start((builder) -> builder.workers(1));
		assertFailed(run(JobRequest.task("memory")), "process", "exit value 3 (out of memory)");
		assertThat(run(JobRequest.task("pid")).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void timeoutReallyKillsALoop() throws Exception {
		start((builder) -> builder.workers(1));
		JobResult result = run(JobRequest.task("loop")
			.settings(io.jobscheduler.job.JobSettings.NONE.withTimeout(Duration.ofMillis(200))));
		assertFailed(result, "timeout", "ran longer than PT0.2S and was told to stop; it ended with process");
		assertThat(run(JobRequest.task("pid")).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void cancelReallyKillsALoop() throws Exception {
		start((builder) -> builder.workers(1));
		JobRequest request = JobRequest.task("loop").id(JobId.random(java.time.Instant.EPOCH));
		CompletableFuture<JobResult> result = this.scheduler.callJob(request);
		await().atMost(LONG)
			.until(() -> this.scheduler.job(request.id()).map((job) -> job.state() == JobState.RUNNING).orElse(false));
		this.scheduler.cancelJob(request.id());
		assertThat(result.get(LONG.toSeconds(), TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(run(JobRequest.task("pid")).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void snoozeCrosses() {
		start((builder) -> builder.workers(1));
		JobId id = this.scheduler.addJob(JobRequest.task("snooze"));
		await().atMost(LONG)
			.until(() -> this.scheduler.job(id)
				.map((job) -> job.state() == JobState.PENDING && job.dueAt().isAfter(job.createdAt().plusSeconds(60)))
				.orElse(false));
		assertThat(this.scheduler.job(id).orElseThrow().attempt()).isEqualTo(1);
	}

	@Test
	void workerIsReplacedAfterSoManyJobs() throws Exception {
		start((builder) -> builder.workers(1).maxJobsPerWorker(2));
		Set<String> pids = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			pids.add(String.valueOf(run(JobRequest.task("pid")).ending().value()));
		}
		assertThat(pids).hasSize(3);
	}

	@Test
	void killedWorkersLoseNoJob(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("ran"));
		start((builder) -> builder.workers(2));
		List<CompletableFuture<JobResult>> results = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			results.add(this.scheduler.callJob(JobRequest.task("write")
				.argument("file", file.toString())
				.retry(RetryPolicy.fixed(10, Duration.ZERO))));
		}
		for (int kills = 1; kills <= 3; kills++) {
			int ran = kills * 25;
			await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> Files.readAllLines(file).size() >= ran);
			ProcessHandle.of(this.executor.workers().get(0)).ifPresent(ProcessHandle::destroyForcibly);
		}
		for (CompletableFuture<JobResult> result : results) {
			assertThat(result.get(LONG.toSeconds(), TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.SUCCEEDED);
		}
		List<String> lines = Files.readAllLines(file);
		System.out.printf("process workers: 100 jobs, 3 kills, %d side effects ran twice%n",
				lines.size() - new HashSet<>(lines).size());
		assertThat(new HashSet<>(lines)).hasSize(100);
	}

	@Test
	void workerThatCannotStartFailsTheJobWithTheReason() throws Exception {
		start((builder) -> builder.workers(1).jvmOptions(List.of("-XX:NoSuchOption")));
		assertFailed(run(JobRequest.task("pid")), "process", "no worker process could be started");
	}

	@Test
	void transactionalTaskIsRefused() {
		start((builder) -> builder.workers(1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.scheduler.addTask(TaskDefinition.of("pay", (job) -> {
		}).executor(DangerousWork.EXECUTOR).transactional(true)))
			.withMessageContaining("does not run it on one thread");
	}

	@Test
	void settingsOutOfBoundsAreRefused() {
		Builder builder = ProcessJobExecutor.builder("workers");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.workers(0)).withMessageContaining("1 and above");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.memory("lots")).withMessageContaining("512m");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxJobsPerWorker(-1))
			.withMessageContaining("0 and above");
	}

}
