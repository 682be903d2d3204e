package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.gen.ast.ReqlFunction1;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A document that was edited into nonsense, whichever field it is and whatever it holds,
 * hurts nothing else.
 */
class RethinkDbNonsenseTest extends RethinkDbScenario {

	private static final RethinkDB R = RethinkDB.r;

	private TestNode node;

	@BeforeEach
	void openNode() {
		this.node = node("a");
	}

	/** What a field may be set to. */
	static List<Object> nonsense() {
		return List.of(Map.of("non", "sense"), "nonsense", -1, List.of(List.of("non", 7)));
	}

	private void startAfresh() {
		fixture().close();
		open();
		this.node = node("a");
	}

	private List<String> fields(String table) {
		add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
		addSchedule("schedule");
		Map<?, ?> document = (Map<?, ?>) fixture().table(table).nth(0).run(fixture().connection()).single();
		List<String> fields = new ArrayList<>();
		document.keySet().forEach((field) -> fields.add((String) field));
		fields.remove("id");
		return fields;
	}

	private void spoil(String table, String field, Object value) {
		fixture().table(table)
			.replace((ReqlFunction1) (document) -> document.without(field).merge(R.hashMap(field, value)))
			.run(fixture().connection())
			.single();
	}

	private void addSchedule(String id) {
		change(id,
				ScheduleEdits.add(id,
						new ScheduleDefinition("send", Payload.EMPTY, IntervalTrigger.every(Duration.ofHours(1)),
								SchedulePolicies.DEFAULT, JobSettings.NONE.withRetention(Retention.DEFAULT)),
						ConflictPolicy.REJECT));
	}

	private FireReply fire() {
		return store().fire(new FireRequest(100), new DuePlanner());
	}

	private void everythingElseGoesOn() {
		JobId job = add(TestJob.job());
		assertThat(this.node.pulse().registered()).isTrue();
		cancel(job);
		assertThat(this.node.pulse().registered()).isTrue();
		fire();
		liveJobs();
		store().nodes();
		store().counts(10);
		store().findResults(ResultQuery.all(10));
		for (int day = 0; day < 3; day++) {
			advance(Duration.ofDays(2));
			store().prune(new PruneRequest(1000, RETENTION, RETENTION, Duration.ofDays(30)));
		}
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void pendingJobHurtsNoOther(Object value) {
		for (String field : fields("jobs")) {
			startAfresh();
			add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
			spoil("jobs", field, value);
			JobId good = add(TestJob.job());
			assertThat(liveJobs()).as(field).extracting((job) -> job.id()).contains(good);
			assertThat(this.node.claim(5)).as(field).extracting((claim) -> claim.job().id()).contains(good);
			assertThat(this.node.claim(5)).as(field).isEmpty();
			everythingElseGoesOn();
		}
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void runningJobHurtsNoOther(Object value) {
		List<String> fields = fields("jobs");
		fields.addAll(List.of("node", "until", "running"));
		for (String field : fields) {
			startAfresh();
			add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
			this.node.claim(1);
			spoil("jobs", field, value);
			JobId good = add(TestJob.job());
			assertThat(this.node.claim(5)).as(field).extracting((claim) -> claim.job().id()).contains(good);
			advance(TestNode.UNTIL_EXPIRED);
			assertThat(this.node.reclaim(Verdicts.ANOTHER_ATTEMPT)).as(field)
				.extracting((each) -> each.claim().job().id())
				.contains(good);
			assertThat(this.node.reclaim(Verdicts.ANOTHER_ATTEMPT)).as(field).isEmpty();
			everythingElseGoesOn();
		}
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void resultHurtsNoOther(Object value) {
		List<String> fields = fields("jobs");
		fields.addAll(List.of("end", "ended", "expires"));
		for (String field : fields) {
			startAfresh();
			add(TestJob.job());
			this.node.succeed(this.node.claimOne());
			spoil("jobs", field, value);
			add(TestJob.job());
			Claim claim = this.node.claim(5).stream().reduce((first, second) -> second).orElseThrow();
			this.node.succeed(claim);
			assertThat(store().result(claim.job().id())).as(field).isPresent();
			everythingElseGoesOn();
		}
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void scheduleHurtsNoOther(Object value) {
		for (String field : fields("schedules")) {
			startAfresh();
			addSchedule("bad");
			spoil("schedules", field, value);
			addSchedule("good");
			advance(Duration.ofHours(1));
			FireReply reply = fire();
			assertThat(reply.applied()).as(field).extracting((firing) -> firing.planned().id()).contains("good");
			assertThat(fire().applied()).as(field).isEmpty();
			assertThat(fire().quarantined()).as(field).isEmpty();
			assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).as(field)
				.extracting((schedule) -> schedule.id())
				.contains("good");
			everythingElseGoesOn();
		}
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	void keyHurtsNoOther(Object value) {
		for (String field : fields("keys")) {
			startAfresh();
			add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
			spoil("keys", field, value);
			spoil("keys", "look", 0);
			add(TestJob.job().withUniqueKey("another", ConflictPolicy.KEEP));
			offer(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
			everythingElseGoesOn();
		}
	}

	@Test
	void planThatCannotBeReadIsSetAsideInItsSchedule() {
		addSchedule("bad");
		spoil("schedules", "plan", Map.of("format", 1, "jobs", 7));
		spoil("schedules", "planId", "nonsense");
		spoil("schedules", "look", 0);
		addSchedule("good");
		advance(Duration.ofHours(1));
		assertThat(fire().applied()).extracting((firing) -> firing.planned().id()).containsExactly("good");
		assertThat(schedule("bad").status().reason()).contains("plan");
		assertThat(fire().nextDue()).isNotNull().isAfter(this.node.pulse().now());
	}

	@Test
	void requestsTasksQueuesAndNodesHurtNoOther() {
		for (String table : new String[] { "cancels", "tasks", "nodes", "queues" }) {
			startAfresh();
			fixture().table(table)
				.insert(Map.of("id", "nonsense", "heard", true, "until", "never", "name", 7, "of", "x"))
				.run(fixture().connection())
				.single();
			everythingElseGoesOn();
		}
	}

}
