package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis Cluster of three embedded servers, each with a third of the slots, for all
 * tests of a run.
 */
final class RedisClusterServers implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(RedisClusterServers.class);

	private static final int SLOTS = 16_384;

	private Running running;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.running = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> Running.start(), Running.class);
	}

	LettuceConnectionFactory connections() {
		return this.running.connections;
	}

	/** The commands of each server, in no particular order. */
	List<RedisCommands<String, String>> servers() {
		return this.running.commands;
	}

	private record Running(List<RedisProcess> servers, RedisClient client, List<RedisCommands<String, String>> commands,
			LettuceConnectionFactory connections) implements AutoCloseable {

		static Running start() {
			List<RedisProcess> servers = Stream
				.generate(() -> RedisProcess.embedded("--appendonly no", "--cluster-enabled yes"))
				.limit(3)
				.toList();
			RedisClient client = RedisClient.create();
			List<RedisCommands<String, String>> commands = new ArrayList<>();
			for (int i = 0; i < servers.size(); i++) {
				RedisCommands<String, String> server = client
					.connect(RedisURI.create("127.0.0.1", servers.get(i).port()))
					.sync();
				server.clusterMeet("127.0.0.1", servers.get(0).port());
				server.clusterAddSlots(
						IntStream.range(SLOTS * i / servers.size(), SLOTS * (i + 1) / servers.size()).toArray());
				commands.add(server);
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(20))
				.until(() -> commands.stream().allMatch(Running::isReady));
			RedisClusterConfiguration configuration = new RedisClusterConfiguration();
			servers.forEach((server) -> configuration.clusterNode("127.0.0.1", server.port()));
			return new Running(servers, client, commands,
					RedisServer.started(new LettuceConnectionFactory(configuration)));
		}

		private static boolean isReady(RedisCommands<String, String> server) {
			return server.clusterInfo().contains("cluster_state:ok") && server.clusterNodes().lines().count() == 3;
		}

		@Override
		public void close() {
			this.connections.destroy();
			this.client.shutdown();
			this.servers.forEach(RedisProcess::close);
		}

	}

}
