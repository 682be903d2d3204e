package io.jobscheduler.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Limits;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.memory.MemoryJobStore;
import org.jspecify.annotations.Nullable;

/**
 * A memory store that can go back to an earlier state, that keeps results for as long as
 * a test lasts, and in which jobs that are due together run in the order in which they
 * were made: those of schedules too, whose ids have no order elsewhere.
 */
final class TestJobStore implements InvocationHandler {

	private final VirtualClock clock;

	private final JobStore store = (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(),
			new Class<?>[] { JobStore.class }, this);

	private volatile JobStore present;

	TestJobStore(VirtualClock clock) {
		this.clock = clock;
		this.present = new MemoryJobStore(clock);
	}

	JobStore store() {
		return this.store;
	}

	/** The jobs and schedules that there are. */
	Contents contents() {
		List<Job> jobs = StoreListing.all(this.store, StoreListing::jobs)
			.stream()
			.filter((job) -> job.state() == JobState.PENDING)
			.toList();
		return new Contents(jobs, StoreListing.all(this.store, StoreListing::schedules));
	}

	/** Forgets everything, and keeps these jobs and schedules. No node may be running. */
	void replaceBy(Contents contents) {
		JobStore next = new MemoryJobStore(this.clock);
		next.addJobs(contents.jobs().stream().map(TestJobStore::again).toList());
		next.changeSchedules(contents.schedules().stream().map(TestJobStore::again).toList());
		this.present = next;
	}

	private static NewJob again(Job job) {
		return new NewJob(job.id(), true, job.spec(), Due.at(job.dueAt()), ConflictPolicy.KEEP, job.attempts());
	}

	private static ScheduleChange again(Schedule schedule) {
		return new ScheduleChange(schedule.id(), (current, now) -> new ScheduleEdit.Write(schedule));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return switch (method.getName()) {
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> "TestJobStore";
			};
		}
		try {
			return method.invoke(this.present, changed(arguments));
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	private static @Nullable Object @Nullable [] changed(@Nullable Object @Nullable [] arguments) {
		return (arguments != null) ? Arrays.stream(arguments).map(TestJobStore::changed).toArray() : null;
	}

	private static @Nullable Object changed(@Nullable Object argument) {
		if (argument instanceof SchedulePlanner planner) {
			return inOrder(planner);
		}
		if (argument instanceof CancelRequest request) {
			return new CancelRequest(request.jobs(), kept(request.retention()));
		}
		if (argument instanceof List<?> list) {
			return list.stream()
				.map((item) -> (item instanceof Completion completion) ? kept(completion) : item)
				.toList();
		}
		return argument;
	}

	private static Completion kept(Completion completion) {
		if (completion.verdict() instanceof Completion.End end) {
			return new Completion(completion.claim(),
					new Completion.End(end.ending(), end.startedAt(), end.endedAt(), kept(end.retention()), end.log()));
		}
		return completion;
	}

	/** However far the test goes on. */
	private static Duration kept(Duration retention) {
		return retention.isZero() ? retention : Limits.LONGEST;
	}

	private static SchedulePlanner inOrder(SchedulePlanner planner) {
		return (schedule, facts, now) -> {
			Firing firing = planner.plan(schedule, facts, now);
			List<Firing.PlannedJob> jobs = firing.jobs()
				.stream()
				.map((job) -> new Firing.PlannedJob(JobId.random(now), job.spec(), job.dueAt()))
				.toList();
			return new Firing(firing.planned(), jobs, firing.skipped(), firing.next(), firing.cancelsLive());
		};
	}

	/**
	 * What a store keeps.
	 *
	 * @param jobs the pending jobs
	 * @param schedules the schedules
	 */
	record Contents(List<Job> jobs, List<Schedule> schedules) {

		static final Contents NOTHING = new Contents(List.of(), List.of());

	}

}
