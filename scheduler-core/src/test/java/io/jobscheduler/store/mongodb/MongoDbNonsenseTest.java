package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.mongodb.StandAloneServer.Data;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A document that was edited into nonsense, whichever field it is, hurts nothing else.
 */
class MongoDbNonsenseTest {

	private static final Object NONSENSE = new Document("non", "sense");

	private static StandAloneServer server;

	@BeforeAll
	static void startServer() {
		server = new StandAloneServer();
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	private static MongoCollection<Document> collection(Data data, String name) {
		return data.database().getCollection(data.prefix() + name);
	}

	private static NewJob keyed() {
		return TestNode.job("send", "key", ConflictPolicy.KEEP);
	}

	@Test
	void pendingJobHurtsNoOther() {
		for (String field : fields("jobs", "queue.task", "queue.priority", "queue.due", "queue.id")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			node.add(keyed());
			collection(data, "jobs").updateMany(new Document(), Updates.set(field, NONSENSE));
			NewJob good = TestNode.job("send");
			node.add(good);
			assertThat(node.live()).as(field).extracting((job) -> job.id()).contains(good.id());
			assertThat(node.claim(5)).as(field).extracting((claim) -> claim.job().id()).contains(good.id());
			assertThat(node.claim(5)).as(field).isEmpty();
			everythingElseGoesOn(data, node);
		}
	}

	@Test
	void runningJobHurtsNoOther() {
		for (String field : fields("jobs", "claim.node", "claim.until", "claim.task")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			node.add(keyed());
			node.claim(1);
			collection(data, "jobs").updateMany(new Document(), Updates.set(field, NONSENSE));
			NewJob good = TestNode.job("send");
			node.add(good);
			assertThat(node.claim(5)).as(field).extracting((claim) -> claim.job().id()).contains(good.id());
			data.advance(TestNode.LEASE.plusSeconds(1));
			assertThat(node.reclaim()).as(field).extracting((each) -> each.claim().job().id()).contains(good.id());
			assertThat(node.reclaim()).as(field).isEmpty();
			everythingElseGoesOn(data, node);
		}
	}

	@Test
	void resultHurtsNoOther() {
		for (String field : fields("jobs", "end.at", "end.id", "end.outcome", "end.attempt", "expires")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			node.add(TestNode.job("send"));
			node.claim(1).forEach((claim) -> node.complete(claim, TestNode.succeeded(TestNode.RETENTION)));
			collection(data, "jobs").updateMany(new Document(), Updates.set(field, NONSENSE));
			node.add(TestNode.job("send"));
			Claim claim = node.claim(1).get(0);
			node.complete(claim, TestNode.succeeded(TestNode.RETENTION));
			assertThat(node.store().result(claim.job().id())).as(field).isPresent();
			everythingElseGoesOn(data, node);
		}
	}

	@Test
	void scheduleHurtsNoOther() {
		for (String field : fields("schedules")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			addSchedule(node, "bad");
			collection(data, "schedules").updateMany(new Document(), Updates.set(field, NONSENSE));
			addSchedule(node, "good");
			data.advance(Duration.ofHours(1));
			FireReply reply = node.fire();
			assertThat(reply.applied()).as(field).extracting((firing) -> firing.planned().id()).contains("good");
			assertThat(node.fire().applied()).as(field).isEmpty();
			assertThat(node.fire().quarantined()).as(field).isEmpty();
			assertThat(node.store().findSchedules(ScheduleQuery.all(10)).items()).as(field)
				.extracting((schedule) -> schedule.id())
				.contains("good");
			everythingElseGoesOn(data, node);
		}
	}

	@Test
	void jobWhoseFormatOrVersionIsNonsenseIsQuarantined() {
		for (String field : new String[] { "format", "version" }) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			node.add(TestNode.job("send"));
			collection(data, "jobs").updateMany(new Document(), Updates.set(field, NONSENSE));
			assertThat(node.claim(5)).as(field).isEmpty();
			assertThat(node.store().counts(10).quarantined()).as(field).isEqualTo(1);
		}
	}

	@Test
	void scheduleWhoseFormatIsNonsenseIsQuarantined() {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		addSchedule(node, "bad");
		collection(data, "schedules").updateMany(new Document(), Updates.set("format", NONSENSE));
		data.advance(Duration.ofHours(1));
		assertThat(node.fire().quarantined()).extracting((each) -> each.id()).containsExactly("bad");
	}

	@Test
	void scheduleCanBePausedReplacedAndRemovedWhateverItHolds() {
		for (String field : fields("schedules")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			for (String id : List.of("pause", "replace", "remove")) {
				addSchedule(node, id);
			}
			collection(data, "schedules").updateMany(new Document(), Updates.set(field, NONSENSE));
			node.store()
				.changeSchedules(List.of(new ScheduleChange("pause", ScheduleEdits.pause("by hand")),
						new ScheduleChange("replace", addition("replace", ConflictPolicy.REPLACE)),
						new ScheduleChange("remove", ScheduleEdits.remove()),
						new ScheduleChange("good", addition("good", ConflictPolicy.REJECT))));
			assertThat(node.store().schedule("remove")).as(field).isEmpty();
			assertThat(node.store().schedule("pause")).as(field).isPresent();
			assertThat(List.of(node.schedule("replace"), node.schedule("good"))).as(field)
				.extracting((schedule) -> schedule.definition().trigger())
				.hasOnlyElementsOfType(IntervalTrigger.class);
		}
	}

	@Test
	void scheduleInAZoneThatIsNotKnownHereIsLeftAloneAndTakesNoPlaceInABatch() {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		node.change("foreign",
				ScheduleEdits.add("foreign",
						new ScheduleDefinition("send", Payload.EMPTY,
								CronTrigger.of("* * * * *", ZoneId.of("Europe/Berlin")), SchedulePolicies.DEFAULT,
								JobSettings.NONE),
						ConflictPolicy.REJECT));
		String definition = collection(data, "schedules").find().first().getString("definition");
		collection(data, "schedules").updateMany(new Document(),
				Updates.set("definition", definition.replace("Europe/Berlin", "Mars/Olympus")));
		data.advance(Duration.ofHours(1));
		addSchedule(node, "good");
		data.advance(Duration.ofHours(1));
		FireReply reply = node.store().fire(new FireRequest(1), new DuePlanner());
		assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).containsExactly("good");
		assertThat(reply.quarantined()).isEmpty();
		assertThat(reply.nextDue()).isAfter(reply.now());
		assertThat(node.schedule("foreign").status().state()).isEqualTo(ScheduleState.ACTIVE);
	}

	@Test
	void planThatANewerNodeLeftBehindWakesNoOlderOne() {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		addSchedule(node, "newer");
		collection(data, "schedules").updateMany(new Document(),
				Updates.set("plan", new Document("look", 0L).append("format", 2)));
		assertThat(node.fire().nextDue()).isNull();
		assertThat(collection(data, "schedules").countDocuments(Filters.exists("plan"))).isEqualTo(1);
	}

	@Test
	void nodeWhoseRegistrationIsNonsenseCanRegister() {
		for (String field : fields("nodes")) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			collection(data, "nodes").updateMany(new Document(), Updates.set(field, NONSENSE));
			assertThat(node.store()
				.open(new JobStore.NodeRegistration("a", "another", "billing", "both", List.of(), TestNode.LEASE)))
				.as(field)
				.isNotNull();
		}
	}

	@Test
	void documentsUnderIdsOfAnotherTypeHurtNoOther() {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		node.add(TestNode.job("send"));
		addSchedule(node, "good");
		for (String name : List.of("jobs", "schedules")) {
			collection(data, name).insertOne(new Document(collection(data, name).find().first()).append("_id", 7));
		}
		data.advance(Duration.ofHours(1));
		assertThat(node.claim(5)).hasSize(1);
		assertThat(node.fire().applied()).hasSize(1);
		assertThat(node.store().findSchedules(ScheduleQuery.all(1)).items()).hasSize(1);
		everythingElseGoesOn(data, node);
	}

	@Test
	void planThatCannotBeReadIsSetAsideInItsSchedule() {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		addSchedule(node, "bad");
		collection(data, "schedules").updateMany(new Document(), Updates.set("plan",
				new Document("look", 0L).append("format", 1).append("id", "nonsense").append("jobs", 7)));
		addSchedule(node, "good");
		data.advance(Duration.ofHours(1));
		assertThat(node.fire().applied()).extracting((firing) -> firing.planned().id()).containsExactly("good");
		assertThat(node.schedule("bad").status().reason()).contains("plan");
		assertThat(node.fire().nextDue()).isNotNull().isAfter(node.pulse().now());
		assertThat(collection(data, "schedules").countDocuments(Filters.exists("brokenPlan"))).isEqualTo(1);
	}

	@Test
	void requestsTasksAndNodesHurtNoOther() {
		for (String collection : new String[] { "cancels", "tasks", "nodes" }) {
			Data data = server.newData();
			TestNode node = new TestNode("a", data.store());
			collection(data, collection)
				.insertOne(new Document("_id", "nonsense").append("limit", 3).append("until", NONSENSE));
			everythingElseGoesOn(data, node);
		}
	}

	/** The top fields of a document, and some below. */
	private static List<String> fields(String kind, String... below) {
		Data data = server.newData();
		TestNode node = new TestNode("a", data.store());
		node.add(keyed());
		addSchedule(node, "schedule");
		Document document = collection(data, kind).find().first();
		assertThat(document).isNotNull();
		List<String> fields = new ArrayList<>(document.keySet());
		fields.removeAll(List.of("_id"));
		fields.addAll(List.of(below));
		return fields;
	}

	private static void addSchedule(TestNode node, String id) {
		node.change(id, addition(id, ConflictPolicy.REJECT));
	}

	private static ScheduleEdit addition(String id, ConflictPolicy onConflict) {
		return ScheduleEdits.add(id,
				new ScheduleDefinition("send", Payload.EMPTY, IntervalTrigger.every(Duration.ofHours(1)),
						SchedulePolicies.DEFAULT, JobSettings.NONE.withRetention(Retention.DEFAULT)),
				onConflict);
	}

	private static void everythingElseGoesOn(Data data, TestNode node) {
		NewJob job = TestNode.job("send");
		node.add(job);
		assertThat(node.pulse().registered()).isTrue();
		assertThat(node.store().requestCancel(new CancelRequest(List.of(job.id()), TestNode.RETENTION))).hasSize(1);
		assertThat(node.pulse().registered()).isTrue();
		node.fire();
		node.live();
		node.store().nodes();
		node.store().counts(10);
		node.store().findResults(ResultQuery.all(10));
		data.advance(Duration.ofDays(2));
		node.prune();
		data.advance(Duration.ofDays(2));
		node.prune();
	}

}
