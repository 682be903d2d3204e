package io.jobscheduler.test.store;

import java.util.List;

import io.jobscheduler.store.redis.RedisJobStore;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store says what its server's settings mean for acknowledged writes.
 */
class RedisWarningsTest {

	private static List<String> warnings(String... settings) {
		try (RedisProcess server = RedisProcess.embedded(settings)) {
			LettuceConnectionFactory connections = RedisServer.connect(server);
			try (RedisJobStore store = RedisJobStore.builder(connections).build()) {
				assertThat(store.describe().product()).startsWith("Redis 6.2");
				return store.describe().warnings();
			}
			finally {
				connections.destroy();
			}
		}
	}

	@Test
	void serverThatKeepsWhatItHasAcknowledgedIsNotWarnedOf() {
		assertThat(warnings("--maxmemory 100mb", "--maxmemory-policy noeviction")).isEmpty();
	}

	@Test
	void serverThatMayLoseWritesIsWarnedOf() {
		assertThat(warnings("--appendonly no")).singleElement().asString().contains("appendonly no");
		assertThat(warnings("--appendfsync everysec")).singleElement().asString().contains("appendfsync everysec");
	}

	@Test
	void serverThatMayEvictKeysIsWarnedOf() {
		assertThat(warnings("--maxmemory 100mb", "--maxmemory-policy volatile-lru")).singleElement()
			.asString()
			.contains("maxmemory-policy volatile-lru");
	}

	@Test
	void whatCannotBeAskedIsWarnedOf() {
		assertThat(warnings("--rename-command CONFIG \"\"")).singleElement()
			.asString()
			.contains("CONFIG GET appendfsync");
	}

}
