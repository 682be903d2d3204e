package io.jobscheduler.test.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.gen.proto.ErrorType;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.rethinkdb.RethinkDbJobStore;
import io.jobscheduler.test.rethinkdb.ReqlFault;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Death;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Disturbance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The server is down, the connection breaks, replies get lost, or errors are answered:
 * what was acknowledged is there, and what was not can be repeated.
 */
@Timeout(120)
class RethinkDbFaultTest extends RethinkDbScenario {

	private static final String DISTURBED = "disturbed";

	private TestNode disturbed() {
		TestNode node = new TestNode("a", UUID.randomUUID().toString(), openStore(DISTURBED), fixture());
		node.open();
		return node;
	}

	@Test
	void serverThatIsDownAtTheStartIsNamedAsUnavailable() {
		emulator().stop();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::openStore)
			.withMessageContaining("RethinkDB");
	}

	@Test
	void serverThatDoesNotGreetIsUnavailable() {
		emulator().disturb(NOBODY, null);
		RethinkDbJobStore.Builder stranger = fixture()
			.builder(RethinkDB.r.connection().hostname("localhost").port(emulator().port()).user("stranger", "x"));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(stranger::build)
			.withMessageContaining("Wrong password");
	}

	@Test
	void storeThatWasOpenedBeforeTheServerWentDownGoesOnAfterwards() {
		add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		emulator().stop();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> store().counts(1));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.pulse(claim));
		emulator().start();
		Awaitility.await().ignoreExceptionsInstanceOf(JobStoreException.class).until(() -> store().counts(1) != null);
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void additionWhoseReplyWasLostIsThereAndCanBeRepeated() {
		TestNode node = disturbed();
		TestJob job = TestJob.job();
		emulator().disturb(DISTURBED, new Disturbance() {

			@Override
			public void beforeReply() {
				throw new Death();
			}

		});
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> node.store().addJobs(List.of(job.request())));
		emulator().disturb(DISTURBED, null);
		Function<TestJob, AddReply> again = (each) -> node.store().addJobs(List.of(each.request())).get(0);
		assertThat(again.apply(job).status()).isIn(AddReply.Status.ADDED, AddReply.Status.EXISTS);
		assertThat(again.apply(job).status()).isEqualTo(AddReply.Status.EXISTS);
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void completionWhoseReplyWasLostSaysAlreadyWhenRepeated() {
		TestNode node = disturbed();
		add(TestJob.job());
		Claim claim = node.claimOne();
		emulator().disturb(DISTURBED, new Disturbance() {

			@Override
			public void beforeReply() {
				throw new Death();
			}

		});
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.succeed(claim));
		emulator().disturb(DISTURBED, null);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
	}

	@ParameterizedTest
	@EnumSource(names = { "OP_FAILED", "OP_INDETERMINATE", "PERMISSION_ERROR", "INTERNAL" })
	void errorThatMayPassIsUnavailable(ErrorType type) {
		TestNode node = disturbed();
		answer(new ReqlFault(type, "Cannot perform write: primary replica for shard [\"\", +inf) not available"));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(node::pulse)
			.withMessageContaining("primary replica");
		emulator().disturb(DISTURBED, null);
		assertThat(node.pulse().registered()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "QUERY_LOGIC", "RESOURCE_LIMIT" })
	void errorThatDoesNotPassIsRejected(ErrorType type) {
		TestNode node = disturbed();
		answer(new ReqlFault(type, "Array over size limit `100000`."));
		assertThatExceptionOfType(StoreRejectedException.class).isThrownBy(node::pulse)
			.withMessageContaining("Array over size limit");
	}

	private void answer(ReqlFault fault) {
		emulator().disturb(DISTURBED, new Disturbance() {

			@Override
			public void beforeQuery() {
				throw fault;
			}

		});
	}

	@Test
	void errorsThatAreCountedAreRaised() {
		add(TestJob.job());
		TestNode node = node("a");
		fixture().update("meta", "token", Map.of("last", "nonsense"));
		assertThatExceptionOfType(StoreRejectedException.class).isThrownBy(() -> node.claim(1))
			.withMessageContaining("NUMBER");
	}

	@Test
	void tokenThatIsMissingIsNamed() {
		add(TestJob.job());
		TestNode node = node("a");
		fixture().table("meta").get("token").delete().run(fixture().connection()).single();
		assertThatExceptionOfType(StoreSchemaException.class).isThrownBy(() -> node.claim(1))
			.withMessageContaining("token");
	}

	@Test
	void whatWasClaimedIsReturnedThoughTheConnectionBreaksAfterwards() {
		TestNode node = disturbed();
		limit("import", 5, node);
		add(TestJob.job("import"));
		AtomicInteger queries = new AtomicInteger();
		emulator().disturb(DISTURBED, new Disturbance() {

			@Override
			public void beforeQuery() {
				if (queries.incrementAndGet() == 5) {
					throw new Death();
				}
			}

		});
		Claim claim = node.claimOne();
		emulator().disturb(DISTURBED, null);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void batchThatIsTooLargeForOneQueryGoesInSeveral() {
		Payload large = new Payload(1, "\"" + "x".repeat(900_000) + "\"");
		List<JobId> ids = IntStream.range(0, 80)
			.mapToObj((index) -> TestJob.job().withPayload(large))
			.map(TestJob::id)
			.toList();
		List<AddReply> replies = store()
			.addJobs(ids.stream().map((id) -> TestJob.job().withPayload(large).withChosenId(id).request()).toList());
		assertThat(replies).extracting(AddReply::status).containsOnly(AddReply.Status.ADDED);
		assertThat(store().counts(1000).pending()).isEqualTo(80);
	}

	@Test
	void nodeWaitsForNothingThatIsThereAlready() {
		JobStore second = opened(fixture().builder().createTables(false).build());
		assertThat(second.counts(1).pending()).isZero();
	}

	@Test
	void missingTablesAreNamedWithTheNextStep() {
		RethinkDbJobStore.Builder other = fixture().builder().tablePrefix("other_").createTables(false);
		assertThatExceptionOfType(JobStoreException.class).isThrownBy(other::build)
			.withMessageContaining("other_")
			.withMessageContaining("create");
	}

	@Test
	void missingIndexIsNamedWhenANodeOpens() {
		TestNode node = unregisteredNode("a");
		fixture().table("jobs").indexDrop("queue").run(fixture().connection()).single();
		assertThatExceptionOfType(StoreSchemaException.class).isThrownBy(node::open).withMessageContaining("queue");
	}

	@Test
	void storeThatIsClosedSaysSo() {
		JobStore closed = openStore();
		closed.close();
		closed.close();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> closed.counts(1))
			.withMessageContaining("closed");
	}

	@Test
	void serverThatMayLoseWritesIsWarnedOf() {
		assertThat(store().describe().warnings()).isEmpty();
		assertThat(store().describe().product()).startsWith("RethinkDB 2.4");
		String jobs = RethinkDbStoreFixture.DATABASE + "." + fixture().prefix() + "jobs";
		emulator().configure(jobs, "soft", "single", 1);
		assertThat(openStore().describe().warnings()).singleElement().asString().contains("durability");
		emulator().configure(jobs, "hard", "single", 3);
		assertThat(openStore().describe().warnings()).singleElement().asString().contains("write_acks");
	}

}
