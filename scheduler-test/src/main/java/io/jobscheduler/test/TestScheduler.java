package io.jobscheduler.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.engine.LoopDriver;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.JobStore;

/**
 * A scheduler whose time passes when the test says so. Jobs are kept in memory, and run
 * on the thread that moves the clock, one after the other, always in the same order: by
 * due time; of those that are due together, the highest priority first, then in the order
 * in which they were added or their schedules fired (by schedule id). Nothing runs
 * between two moves.
 * <p>
 * A job that throws does not make a move fail: its error is in its result, see
 * {@link SchedulerAssertions}. Results are kept for as long as the scheduler, unless
 * their retention is zero. The clock stands still while a job runs.
 *
 * <pre class="code">
 * try (TestScheduler test = TestScheduler.start(Instant.parse("2030-01-01T00:00:00Z"),
 *         (builder) -&gt; builder.task(report))) {
 *     test.scheduler().addSchedule("daily", JobRequest.task("report"), CronTrigger.of("0 2 * * *", zone));
 *     test.advance(Duration.ofDays(30));
 *     assertThat(test).hasResultCount("report", Outcome.SUCCEEDED, 30);
 * }
 * </pre>
 */
public final class TestScheduler implements AutoCloseable {

	/** The longest that an engine allows: its own chores need not be seen. */
	static final Duration SELDOM = Duration.ofHours(24);

	private final VirtualClock clock;

	private final InOrderLoops loops;

	private final TestJobStore store;

	private final Supplier<Scheduler> scheduler;

	private TestJobStore.Contents atStart = TestJobStore.Contents.NOTHING;

	TestScheduler(VirtualClock clock, Supplier<Scheduler> scheduler) {
		this.clock = clock;
		this.loops = new InOrderLoops(clock);
		this.store = new TestJobStore(clock);
		this.scheduler = scheduler;
	}

	/**
	 * Builds a scheduler and starts it.
	 * @param start the instant that its clock shows at first; cut to whole microseconds
	 * @param configuration adds tasks, listeners, declared schedules; executors that it
	 * adds are replaced by inline ones, stores that it adds are used as they are, and its
	 * lease and poll interval are not used
	 * @return the scheduler, to be closed
	 */
	public static TestScheduler start(Instant start, Consumer<SchedulerBuilder> configuration) {
		Scheduler[] built = new Scheduler[1];
		TestScheduler test = new TestScheduler(new VirtualClock(start), () -> Objects.requireNonNull(built[0]));
		SchedulerBuilder builder = Scheduler.builder().nodeId("test").store(test.store());
		configuration.accept(builder);
		builder.settings(builder.settings().withLease(SELDOM).withPollInterval(SELDOM));
		built[0] = builder.simulated(test.clock(), test.loopDriver()).inline().build();
		built[0].start();
		test.rememberStart();
		return test;
	}

	/**
	 * The scheduler: what the code under test is given.
	 * @return the scheduler
	 */
	public Scheduler scheduler() {
		return this.scheduler.get();
	}

	/**
	 * Its clock. To be moved by this class only.
	 * @return the clock
	 */
	public VirtualClock clock() {
		return this.clock;
	}

	/**
	 * The present.
	 * @return the instant that the clock shows
	 */
	public Instant now() {
		return this.clock.now();
	}

	/**
	 * Lets time pass, and runs all that becomes due on the way, at its time: schedules,
	 * jobs, retries, and what jobs add. A scheduler that is stopped misses it.
	 * @param duration how long, zero or more, in whole microseconds; what is due at the
	 * end of it runs too
	 * @throws IllegalArgumentException if the duration is negative or not in whole
	 * microseconds
	 * @throws IllegalStateException if it is called by a job; if there is no end of jobs
	 * that are due at one instant; if a job that runs on another thread does not end in
	 * 10 s of real time
	 */
	public void advance(Duration duration) {
		advance(duration, duration);
	}

	/**
	 * Lets time pass until an instant, as {@link #advance(Duration)}.
	 * @param instant the instant, not before {@link #now()}, in whole microseconds; what
	 * is due then runs too
	 * @throws IllegalArgumentException if the instant has passed or is not in whole
	 * microseconds
	 */
	public void advanceTo(Instant instant) {
		advance(Duration.between(now(), instant), instant);
	}

	/**
	 * Runs all that is due now, and what that adds to be done now. Time does not pass.
	 * @throws IllegalStateException as {@link #advance(Duration)}
	 */
	public void runAllDue() {
		advance(Duration.ZERO);
	}

	private void advance(Duration duration, Object asked) {
		if (duration.isNegative() || !duration.truncatedTo(ChronoUnit.MICROS).equals(duration)) {
			throw new IllegalArgumentException("Invalid step to " + asked + " at " + now()
					+ ": allowed the present and later, in whole microseconds");
		}
		this.loops.inTurn(() -> {
			Scheduler moved = scheduler();
			if (!this.loops.isUsed()) {
				throw new IllegalStateException("The scheduler does not run on this clock: it was not started, or is a "
						+ "bean of the application's own, which has to be built with simulated(…)");
			}
			this.loops.runUntil(now().plus(duration), new SchedulerSurroundings(moved));
		});
	}

	/**
	 * Begins anew: what has happened since the start is forgotten, the clock shows its
	 * first instant, and the scheduler is started again, if it was not stopped. Schedules
	 * and jobs that were there at the start are there again, as they were. Stores that
	 * the configuration has added are left as they are.
	 * @throws IllegalStateException if it is called by a job
	 */
	public void reset() {
		this.loops.inTurn(() -> {
			Scheduler.State state = scheduler().node().state();
			scheduler().stop();
			this.clock.reset();
			this.store.replaceBy(this.atStart);
			if (state != Scheduler.State.STOPPED) {
				scheduler().start();
			}
		});
	}

	/** This is the start, which {@link #reset()} goes back to. */
	void rememberStart() {
		this.atStart = this.store.contents();
	}

	JobStore store() {
		return this.store.store();
	}

	LoopDriver loopDriver() {
		return this.loops;
	}

	/**
	 * Closes the scheduler.
	 */
	@Override
	public void close() {
		scheduler().close();
	}

	/**
	 * The present and what is pending.
	 */
	@Override
	public String toString() {
		return "TestScheduler[" + now() + "]";
	}

	private record SchedulerSurroundings(Scheduler scheduler) implements InOrderLoops.Surroundings {

		@Override
		public boolean isRunning() {
			return this.scheduler.node().state() != Scheduler.State.STOPPED
					&& this.scheduler.stores().values().stream().anyMatch((store) -> store.counts(1).running() > 0);
		}

		@Override
		public String due() {
			List<String> tasks = StoreListing.all(this.scheduler, StoreListing::jobs)
				.stream()
				.filter((job) -> job.state() == JobState.PENDING)
				.map((Job job) -> job.spec().task())
				.distinct()
				.toList();
			return "jobs of " + tasks + " are pending";
		}

	}

}
