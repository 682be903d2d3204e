package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ReactiveJobExecutor;
import io.jobscheduler.executor.VirtualThreadJobExecutor;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Retention;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskHandler;

/**
 * Many jobs that do nothing but wait, on executors that hold no thread for them.
 */
public final class ManyWaitingJobs {

	private ManyWaitingJobs() {
	}

	/**
	 * Prints how long they take.
	 * @param args how many jobs, and how many milliseconds each waits
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		int jobs = Integer.parseInt(args[0]);
		Duration wait = Duration.ofMillis(Long.parseLong(args[1]));
		print("reactive", jobs, wait, reactive(jobs, wait));
		if (VirtualThreadJobExecutor.isSupported()) {
			print("virtual", jobs, wait, virtual(jobs, wait));
		}
	}

	private static void print(String executor, int jobs, Duration wait, Duration took) {
		System.out.printf(Locale.ROOT, "%s: %d jobs that wait %d ms each, in %.2f s, heap of %d MB%n", executor, jobs,
				wait.toMillis(), took.toMillis() / 1000.0, Runtime.getRuntime().maxMemory() >> 20);
	}

	static Duration reactive(int jobs, Duration wait) throws InterruptedException {
		return run(jobs, new ReactiveJobExecutor("reactive", jobs),
				(job, arguments) -> CompletableFuture.runAsync(() -> {
				}, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)));
	}

	static Duration virtual(int jobs, Duration wait) throws InterruptedException {
		return run(jobs, new VirtualThreadJobExecutor("virtual", jobs), (job, arguments) -> {
			Thread.sleep(wait.toMillis());
			return null;
		});
	}

	/** From the start of the scheduler, with all jobs added, to the end of the last. */
	private static Duration run(int jobs, JobExecutor executor, TaskHandler handler) throws InterruptedException {
		CountDownLatch ended = new CountDownLatch(jobs);
		try (Scheduler scheduler = Scheduler.builder()
			.store(new MemoryJobStore())
			.executor("default", executor)
			.listener((event) -> {
				if (event instanceof SchedulerEvent.JobEnded end && end.ending().outcome() == Outcome.SUCCEEDED) {
					ended.countDown();
				}
			})
			.task(TaskDefinition.of("wait", List.of(), handler))
			.build()) {
			JobRequest job = JobRequest.task("wait").retention(Retention.NONE);
			scheduler.addJobs(IntStream.range(0, jobs).mapToObj((number) -> job).toList());
			Instant start = Instant.now();
			scheduler.start();
			if (!ended.await(2, TimeUnit.MINUTES)) {
				throw new IllegalStateException(ended.getCount() + " jobs have not ended");
			}
			return Duration.between(start, Instant.now());
		}
	}

}
