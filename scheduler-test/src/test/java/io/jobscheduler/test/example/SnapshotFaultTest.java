package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.test.example.FaultyValue.Fault;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is left when the server dies at a write, on either side of it, and what the
 * repeated step makes of it.
 */
class SnapshotFaultTest {

	private static final Instant START = Instant.parse("2026-03-29T01:00:00Z");

	private static final Duration LEASE = Duration.ofMinutes(1);

	private final VirtualClock clock = new VirtualClock(START);

	private final FaultyValue value = new FaultyValue(new MemoryValue(this.clock));

	private final JobStore store = new SnapshotJobStore(this.value, TriggerFormat.standard());

	private final NewJob job = new NewJob(JobId.random(START), true,
			new JobSpec("send", Payload.EMPTY, JobSettings.NONE, null, null), Due.NOW, ConflictPolicy.REJECT);

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void additionThatFailedIsRepeatedWithoutASecondJob(Fault fault) {
		AddReply.Status repeated = repeatedAfter(fault, () -> this.store.addJobs(List.of(this.job))).get(0).status();
		assertThat(repeated).isEqualTo((fault == Fault.REPLY_LOST) ? AddReply.Status.EXISTS : AddReply.Status.ADDED);
		assertThat(this.store.findJobs(JobQuery.all(10)).items()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void completionThatFailedIsRepeatedWithoutASecondResult(Fault fault) {
		this.store.addJobs(List.of(this.job));
		Completion completion = new Completion(claim().get(0),
				new Completion.End(Ending.succeeded("1"), this.clock.now(), this.clock.now(), Duration.ofDays(1)));
		CompletionStatus repeated = repeatedAfter(fault, () -> this.store.complete(List.of(completion))).get(0);
		assertThat(repeated)
			.isEqualTo((fault == Fault.REPLY_LOST) ? CompletionStatus.ALREADY : CompletionStatus.APPLIED);
		assertThat(this.store.result(this.job.id()).orElseThrow().outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void firingThatFailedIsRepeatedWithoutASecondJob(Fault fault) {
		ScheduleDefinition hourly = new ScheduleDefinition("report", Payload.EMPTY,
				IntervalTrigger.every(Duration.ofHours(1)), SchedulePolicies.DEFAULT, JobSettings.NONE);
		this.store.changeSchedules(
				List.of(new ScheduleChange("hourly", ScheduleEdits.add("hourly", hourly, ConflictPolicy.REJECT))));
		SchedulePlanner planner = (schedule, facts, now) -> oneJob(schedule);
		repeatedAfter(fault, () -> this.store.fire(new FireRequest(10), planner));
		Instant fireTime = this.store.schedule("hourly").orElseThrow().status().watermark();
		assertThat(this.store.findJobs(JobQuery.all(10)).items()).singleElement()
			.satisfies((made) -> assertThat(made.spec().origin().fireTime()).isEqualTo(fireTime));
	}

	private static Firing oneJob(Schedule schedule) {
		Instant fireTime = schedule.status().nextFireTime();
		Instant next = fireTime.plus(Duration.ofHours(1));
		JobSpec spec = new JobSpec("report", Payload.EMPTY, JobSettings.NONE, null,
				new JobOrigin(schedule.id(), fireTime, false));
		return new Firing(schedule,
				List.of(new Firing.PlannedJob(JobId.ofFireTime(schedule.uid(), fireTime), spec, fireTime)), List.of(),
				new Schedule.Status(schedule.status().state(), null, next, next, fireTime, schedule.status().runs()));
	}

	@Test
	void claimWhoseReplyWasLostIsTakenBackOnceItsLeaseHasEnded() {
		this.store.addJobs(List.of(this.job));
		this.value.fail(Fault.REPLY_LOST);
		assertThatThrownBy(this::claim).isInstanceOf(StoreUnavailableException.class);
		assertThat(claim()).isEmpty();
		this.clock.advance(LEASE.plusSeconds(1));
		this.store.reclaim(10, (claim, now) -> new Completion.Retry(Duration.ZERO, Completion.Cause.ABANDONMENT, null));
		assertThat(claim()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void claimOfARatedTaskThatFailedCountsOnlyIfItWasMade(Fault fault) {
		addTwoOfARatedTask();
		this.value.fail(fault);
		assertThatThrownBy(this::claim).isInstanceOf(StoreUnavailableException.class);
		assertThat(claim()).hasSize((fault == Fault.REPLY_LOST) ? 0 : 1);
	}

	private void addTwoOfARatedTask() {
		this.store.putTasks(List.of(new TaskSettings("send", Set.of(), null, new RateLimit(1, Duration.ofHours(1)))));
		this.store.addJobs(List.of(this.job,
				new NewJob(JobId.random(START), true, this.job.spec(), Due.NOW, ConflictPolicy.REJECT)));
	}

	@Test
	void windowAndModeThatAreNonsenseAreAsIfTheyWereNotThere() {
		addTwoOfARatedTask();
		assertThat(claim()).hasSize(1);
		assertThat(claim()).isEmpty();
		edit((content) -> content.replaceAll("\"windows\":\\{[^}]*}", "\"windows\":{\"send\":5}"));
		assertThat(claim()).hasSize(1);
		this.store.open(new JobStore.NodeRegistration("a", "first", "app", "both", List.of(), LEASE));
		this.store.setMode("a", NodeMode.PAUSED);
		edit((content) -> content.replace("\"PAUSED\"", "\"ASLEEP\""));
		assertThat(this.store.nodes()).extracting(JobStore.NodeStatus::mode).containsExactly(NodeMode.ACTIVE);
	}

	@Test
	void progressAndDetailsThatAreNonsenseAreAsIfTheyWereNotThere() {
		this.store.addJobs(List.of(this.job));
		Claim claim = claim().get(0);
		edit((content) -> content.replace("\"state\":\"RUNNING\"", "\"state\":\"RUNNING\",\"progress\":5"));
		assertThat(this.store.job(this.job.id()).orElseThrow().attempts().progress()).isNull();
		Ending failed = Ending.unsuccessful(Outcome.FAILED, new JobError("odd", null, null));
		this.store.complete(List.of(new Completion(claim,
				new Completion.End(failed, null, this.clock.now(), Duration.ofDays(1), "the log"))));
		assertThat(this.store.result(this.job.id()).orElseThrow().run().log()).isEqualTo("the log");
		edit((content) -> content.replace("\"details\":\"{", "\"details\":\""));
		JobResult result = this.store.result(this.job.id()).orElseThrow();
		assertThat(result.ending()).isEqualTo(failed);
		assertThat(result.run().log()).isNull();
		assertThat(result.spec()).isNull();
	}

	@Test
	void nonsenseInOneEntryHurtsNoOther() {
		this.store.addJobs(List.of(this.job));
		edit((content) -> content.replace("\"jobs\":{", "\"jobs\":{\"odd\":5,"));
		edit((content) -> content.replace("\"schedules\":{", "\"schedules\":{\"odd\":[],\"null\":null"));
		assertThat(claim()).hasSize(1);
		this.store.fire(new FireRequest(10), (schedule, facts, now) -> oneJob(schedule));
		assertThat(this.store.counts(10).quarantined()).isEqualTo(1);
		assertThat(this.value.read().content()).contains("{\"was\":5,").contains("{\"was\":[],");
	}

	@Test
	void layoutOfALaterVersionIsRefused() {
		edit((content) -> "{\"version\":2}");
		assertThatThrownBy(() -> this.store.counts(10)).isInstanceOf(StoreSchemaException.class)
			.hasMessageContaining("layout 2");
		assertThat(this.value.read().content()).isEqualTo("{\"version\":2}");
	}

	private void edit(UnaryOperator<String> edit) {
		VersionedValue.Snapshot snapshot = this.value.read();
		this.value.replace(snapshot.version(), edit.apply(snapshot.content()));
	}

	private List<Claim> claim() {
		ClaimRequest.Lane lane = new ClaimRequest.Lane("default", 10, Map.of("send", 1));
		return this.store.claim(new ClaimRequest("a", LEASE, List.of(lane))).claims().get("default");
	}

	private <T> T repeatedAfter(Fault fault, Supplier<T> step) {
		this.value.fail(fault);
		assertThatThrownBy(step::get).isInstanceOf(StoreUnavailableException.class);
		return step.get();
	}

}
