package io.jobscheduler.test.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.mongodb.MongoJobStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the server has change streams, nodes tell each other of changes. Shown on the
 * replica set at {@code SCHEDULER_TEST_MONGODB_URI}, or else on an embedded server.
 */
class MongoDbPushTest {

	@Test
	void hintIsHeardByOtherNodes() {
		withServer(true, (store, other) -> {
			List<Hint> heard = new CopyOnWriteArrayList<>();
			assertThat(store.describe().pushes()).isTrue();
			try (JobStore.Subscription subscription = other.subscribe(heard::add)) {
				// what is sent before the stream is open is lost, as hints may be
				Awaitility.await().until(() -> {
					store.sendHint(Hint.JOBS);
					return heard.contains(Hint.JOBS);
				});
				store.sendHint(Hint.SCHEDULES);
				Awaitility.await().untilAsserted(() -> assertThat(heard).contains(Hint.SCHEDULES));
				heard.clear();
				store.sendHint(Hint.SCHEDULES);
				Awaitility.await().untilAsserted(() -> assertThat(heard).contains(Hint.SCHEDULES));
			}
		});
	}

	@Test
	void nodesPollWhereThereAreNoChangeStreams() {
		withServer(false, (store, other) -> {
			assertThat(store.describe().pushes()).isFalse();
			store.sendHint(Hint.JOBS);
			other.subscribe((hint) -> {
			}).close();
		});
	}

	private static void withServer(boolean changeStreams, Nodes nodes) {
		Optional<String> real = changeStreams ? MongoDbServer.real(MongoDbServer.Kind.REPLICA_SET) : Optional.empty();
		if (real.isPresent()) {
			withNodes(real.get(), nodes);
			return;
		}
		MongoServer server = new MongoServer(new EmbeddedMongoBackend());
		if (changeStreams) {
			server.enableOplog();
		}
		try {
			withNodes(server.bindAndGetConnectionString(), nodes);
		}
		finally {
			server.shutdownNow();
		}
	}

	private static void withNodes(String uri, Nodes nodes) {
		try (MongoClient client = MongoClients.create(uri)) {
			MongoTemplate template = new MongoTemplate(client, "scheduler_test");
			try (JobStore store = MongoJobStore.builder(template).collectionPrefix("push_").build();
					JobStore other = MongoJobStore.builder(template).collectionPrefix("push_").build()) {
				nodes.use(store, other);
			}
		}
	}

	/** Two nodes with a store each. */
	private interface Nodes {

		void use(JobStore store, JobStore other);

	}

}
