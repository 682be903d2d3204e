package io.jobscheduler.boot.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.task.ScheduledJob;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Job stores on the connections that an application has to servers other than databases.
 */
class ConnectedStoresTests {

	private static RedisServer redisServer;

	private static MongoServer mongoServer;

	private static TestingServer zooKeeper;

	private static int redisPort;

	private static String mongoUri;

	private final ApplicationContextRunner context = SchedulerContext.auto();

	private final ApplicationContextRunner redis = this.context
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + redisPort);

	private final ApplicationContextRunner mongo = this.context
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + mongoUri);

	@BeforeAll
	static void startServers() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			redisPort = socket.getLocalPort();
		}
		redisServer = RedisServer.newRedisServer().port(redisPort).setting("save \"\"").build();
		redisServer.start();
		zooKeeper = new TestingServer();
		mongoServer = new MongoServer(new CopyingBackend());
		mongoUri = mongoServer.bindAndGetConnectionString() + "/test?directConnection=true";
	}

	@AfterAll
	static void stopServers() throws IOException {
		redisServer.stop();
		mongoServer.shutdownNow();
		zooKeeper.close();
	}

	private static String kind(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(Scheduler.class).store().describe().kind();
	}

	private static void failed(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void redisIsTakenIfItIsTheOnlyConnection() {
		this.redis.withUserConfiguration(Ticking.class).run((context) -> {
			assertThat(kind(context)).isEqualTo("redis");
			assertThat(context.getBean(Ticking.class).ran.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(context.getBean(StringRedisTemplate.class).hasKey("{jobscheduler}:schedule:tick")).isTrue();
		});
	}

	@Test
	void theKeysInRedisCanHaveAnotherPrefix() {
		this.redis.withPropertyValues("jobscheduler.store.type=redis", "jobscheduler.store.redis.key-prefix=other")
			.run((context) -> {
				assertThat(kind(context)).isEqualTo("redis");
				assertThat(context.getBean(StringRedisTemplate.class).hasKey("{other}:meta")).isTrue();
			});
		this.redis.withPropertyValues("jobscheduler.store.redis.key-prefix={")
			.run((context) -> failed(context, "(property 'jobscheduler.store.redis.key-prefix')",
					"Change the property"));
	}

	@Test
	void twoStoresInOneRedisNeedTwoPrefixes() {
		this.redis.withPropertyValues("jobscheduler.stores.reports.type=redis")
			.run((context) -> failed(context, "are the same one: redis", "prefix"));
		this.redis
			.withPropertyValues("jobscheduler.stores.reports.type=redis",
					"jobscheduler.stores.reports.redis.key-prefix=reports")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aConnectionThatDoesNotExistIsRefused() {
		this.redis.withPropertyValues("jobscheduler.store.redis.connection-factory=nowhere")
			.run((context) -> failed(context, "There is no RedisConnectionFactory bean 'nowhere'",
					"name of a RedisConnectionFactory bean"));
	}

	@Test
	void aRedisThatIsDownIsExplained() {
		this.redis.withPropertyValues("spring.data.redis.port=1", "spring.data.redis.connect-timeout=500ms")
			.run((context) -> failed(context, "The job store does not answer", "spring.data.redis.*"));
	}

	@Test
	void mongoDbIsTakenIfItIsTheOnlyConnection() {
		this.mongo.withUserConfiguration(Ticking.class).run((context) -> {
			assertThat(kind(context)).isEqualTo("mongodb");
			assertThat(context.getBean(Ticking.class).ran.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(context.getBean(MongoTemplate.class).collectionExists("jobscheduler_schedules")).isTrue();
		});
	}

	@Test
	void theCollectionsInMongoDbCanHaveAnotherPrefix() {
		this.mongo
			.withPropertyValues("jobscheduler.store.type=mongodb",
					"jobscheduler.store.mongodb.collection-prefix=other_")
			.run((context) -> {
				assertThat(kind(context)).isEqualTo("mongodb");
				assertThat(context.getBean(MongoTemplate.class).collectionExists("other_jobs")).isTrue();
			});
		this.mongo.withPropertyValues("jobscheduler.store.mongodb.collection-prefix=1")
			.run((context) -> failed(context, "(property 'jobscheduler.store.mongodb.collection-prefix')",
					"Change the property"));
	}

	@Test
	void aMongoDbThatIsDownIsExplained() {
		this.mongo.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/test?serverSelectionTimeoutMS=500")
			.run((context) -> failed(context, "The job store does not answer", "spring.mongodb.*"));
	}

	@Test
	void zooKeeperIsTakenIfItIsTheOnlyConnection() {
		this.context.withPropertyValues("jobscheduler.store.zookeeper.connect-string=" + zooKeeper.getConnectString())
			.withUserConfiguration(Ticking.class)
			.run((context) -> {
				assertThat(kind(context)).isEqualTo("zookeeper");
				assertThat(context.getBean(Ticking.class).ran.await(10, TimeUnit.SECONDS)).isTrue();
			});
	}

	@Test
	void zooKeeperIsConnectedToByConnectionDetailsOrByAClientOfTheApplications() {
		this.context.withBean(ZooKeeperConnectionDetails.class, () -> zooKeeper::getConnectString)
			.withPropertyValues("jobscheduler.store.zookeeper.connect-string=localhost:1",
					"jobscheduler.store.zookeeper.root=/by-details")
			.run((context) -> assertThat(kind(context)).isEqualTo("zookeeper"));
		try (CuratorFramework client = CuratorFrameworkFactory.newClient(zooKeeper.getConnectString(),
				new RetryOneTime(100))) {
			client.start();
			this.context
				.withBean(CuratorFramework.class, () -> client, (definition) -> definition.setDestroyMethodName(""))
				.withPropertyValues("jobscheduler.store.zookeeper.root=/by-client")
				.run((context) -> {
					assertThat(kind(context)).isEqualTo("zookeeper");
					assertThat(client.checkExists().forPath("/by-details")).isNotNull();
					assertThat(client.checkExists().forPath("/by-client")).isNotNull();
				});
		}
	}

	@Test
	void whatIsWrittenToZooKeeperWithANameIsForThatNameOnly() throws Exception {
		ApplicationContextRunner named = this.context.withPropertyValues(
				"jobscheduler.store.zookeeper.connect-string=" + zooKeeper.getConnectString(),
				"jobscheduler.store.zookeeper.root=/secret", "jobscheduler.store.zookeeper.username=scheduler",
				"jobscheduler.store.zookeeper.password=secret");
		named.run((context) -> assertThat(kind(context)).isEqualTo("zookeeper"));
		named.withPropertyValues("jobscheduler.store.zookeeper.password=wrong")
			.run((context) -> failed(context, "The job store does not answer", "jobscheduler.store.zookeeper.*"));
		named.run((context) -> assertThat(kind(context)).isEqualTo("zookeeper"));
	}

	@Test
	void aZooKeeperThatIsDownOrNotConfiguredIsExplained() {
		this.context
			.withPropertyValues("jobscheduler.store.zookeeper.connect-string=localhost:1",
					"jobscheduler.store.zookeeper.connection-timeout=500ms")
			.run((context) -> failed(context, "The job store does not answer", "jobscheduler.store.zookeeper.*"));
		this.context.withPropertyValues("jobscheduler.store.type=zookeeper")
			.run((context) -> failed(context, "needs a CuratorFramework, and there is none",
					"jobscheduler.store.zookeeper.connect-string"));
		this.context.withPropertyValues("jobscheduler.store.type=zookeeper")
			.withClassLoader(new FilteredClassLoader("org.apache.curator"))
			.run((context) -> failed(context, "needs a library that is not on the class path",
					"org.apache.curator:curator-framework:5.9.0"));
	}

	@Test
	void aRethinkDbThatIsDownOrNotConfiguredIsExplained() {
		this.context.withPropertyValues("jobscheduler.store.rethinkdb.uri=rethinkdb://localhost:1")
			.run((context) -> failed(context, "The job store does not answer", "jobscheduler.store.rethinkdb.*"));
		this.context.withBean(RethinkDbConnectionDetails.class, () -> () -> URI.create("rethinkdb://localhost:1"))
			.run((context) -> failed(context, "The job store does not answer", "jobscheduler.store.rethinkdb.*"));
		this.context.withPropertyValues("jobscheduler.store.rethinkdb.uri=http://localhost:1")
			.run((context) -> failed(context, "(property 'jobscheduler.store.rethinkdb.uri')", "Change the property"));
		this.context.withPropertyValues("jobscheduler.store.type=rethinkdb")
			.run((context) -> failed(context, "needs a connection to RethinkDB, and there is none",
					"jobscheduler.store.rethinkdb.uri"));
		this.context.withPropertyValues("jobscheduler.store.type=rethinkdb")
			.withClassLoader(new FilteredClassLoader("com.rethinkdb"))
			.run((context) -> failed(context, "needs a library that is not on the class path",
					"com.rethinkdb:rethinkdb-driver:2.4.4"));
	}

	@Test
	void aDatabaseComesFirst() {
		this.redis.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.generate-unique-name=true")
			.run((context) -> assertThat(kind(context)).isEqualTo("jdbc"));
	}

	@Test
	void ofTwoOtherConnectionsNoneIsGuessed() {
		ApplicationContextRunner both = this.mongo
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + redisPort);
		both.run((context) -> failed(context, "Jobs could be kept in several places, and none is chosen",
				"jobscheduler.store.type"));
		both.withPropertyValues("jobscheduler.store.type=redis", "jobscheduler.stores.documents.type=mongodb")
			.run((context) -> {
				assertThat(kind(context)).isEqualTo("redis");
				assertThat(context.getBean(Scheduler.class).stores().get("documents").describe().kind())
					.isEqualTo("mongodb");
			});
	}

	static class Ticking {

		final CountDownLatch ran = new CountDownLatch(2);

		@ScheduledJob(id = "tick", fixedRate = "10ms")
		void tick() {
			this.ran.countDown();
		}

	}

	/**
	 * The embedded server answers with the very documents that it keeps. Here commands
	 * are carried out one after the other, and answers are copies.
	 */
	private static final class CopyingBackend extends MemoryBackend {

		@Override
		public Document handleMessage(MongoMessage message) {
			synchronized (this) {
				return super.handleMessage(message).cloneDeeply();
			}
		}

	}

}
