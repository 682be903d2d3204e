package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every part of the contract starts from: a store with nothing in it, nodes that
 * share its data, and a clock to move.
 */
interface StoreScenario {

	/** How long every claim and every node of the contract is leased. */
	Duration LEASE = Duration.ofMinutes(10);

	/** How long results are kept where a test does not say. */
	Duration RETENTION = Duration.ofDays(1);

	/** The smallest step of a store's clock. */
	Duration MICROSECOND = Duration.ofNanos(1000);

	/**
	 * The data under test.
	 * @return the same one throughout a test
	 */
	StoreFixture fixture();

	/**
	 * The store that belongs to no node: an application that only adds and reads.
	 * @return the same one throughout a test
	 */
	JobStore store();

	/**
	 * Opens another store on the same data.
	 * @return a store that is closed when the test ends
	 */
	JobStore openStore();

	/**
	 * Opens another store on the same data, which knows the given triggers.
	 * @return a store that is closed when the test ends; empty if the store does not
	 * write triggers
	 */
	Optional<JobStore> openStore(TriggerFormat triggers);

	default Instant now() {
		return fixture().now();
	}

	default void advance(Duration step) {
		fixture().advance(step);
	}

	/** A node with a store of its own, registered. */
	default TestNode node(String id) {
		TestNode node = unregisteredNode(id);
		assertThat(node.open().twin()).isNull();
		return node;
	}

	/** A node with a store of its own, of a new incarnation. */
	default TestNode unregisteredNode(String id) {
		return new TestNode(id, UUID.randomUUID().toString(), openStore(), fixture());
	}

	default AddReply offer(TestJob job) {
		return store().addJobs(List.of(job.request())).get(0);
	}

	default JobId add(TestJob job) {
		AddReply reply = offer(job);
		assertThat(reply).isEqualTo(new AddReply(job.id(), AddReply.Status.ADDED));
		return reply.id();
	}

	default List<JobId> add(TestJob... jobs) {
		List<AddReply> replies = store().addJobs(Arrays.stream(jobs).map(TestJob::request).toList());
		assertThat(replies).extracting(AddReply::status).containsOnly(AddReply.Status.ADDED);
		return replies.stream().map(AddReply::id).toList();
	}

	default Job job(JobId id) {
		return store().job(id).orElseThrow(() -> new AssertionError("No live job " + id));
	}

	default JobResult result(JobId id) {
		return store().result(id).orElseThrow(() -> new AssertionError("No result of job " + id));
	}

	default List<Job> liveJobs() {
		return store().findJobs(JobQuery.all(1000)).items();
	}

	default CancelReply.Status cancel(JobId id) {
		return store().requestCancel(new CancelRequest(List.of(id), RETENTION)).get(0).status();
	}

	default Schedule add(TestSchedule schedule) {
		ScheduleReply reply = change(schedule.schedule().id(), schedule.addition());
		assertThat(reply.decision()).isInstanceOf(ScheduleEdit.Write.class);
		return schedule(schedule.schedule().id());
	}

	default ScheduleReply change(String id, ScheduleEdit edit) {
		return store().changeSchedules(List.of(new ScheduleChange(id, edit))).get(0);
	}

	default Schedule schedule(String id) {
		return store().schedule(id).orElseThrow(() -> new AssertionError("No schedule " + id));
	}

	/** Limits a task for all nodes given, which hear of it by their next pulse. */
	default void limit(String task, @Nullable Integer maxRunningJobs, TestNode... nodes) {
		limit(new TaskSettings(task, Set.of(), maxRunningJobs), nodes);
	}

	default void limit(TaskSettings settings, TestNode... nodes) {
		store().putTasks(List.of(settings));
		for (TestNode node : nodes) {
			node.pulse();
		}
	}

}
