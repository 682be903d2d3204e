package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis for all tests of a run: the one at {@code SCHEDULER_TEST_REDIS_URI}, or else an
 * embedded one, of version 6.2.
 */
final class RedisServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RedisServer.class);

	private LettuceConnectionFactory connections;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.connections = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> Running.start(), Running.class).connections;
	}

	LettuceConnectionFactory connections() {
		return this.connections;
	}

	static LettuceConnectionFactory connect(RedisProcess server) {
		return started(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", server.port())));
	}

	static LettuceConnectionFactory started(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private record Running(LettuceConnectionFactory connections, RedisProcess embedded) implements AutoCloseable {

		static Running start() {
			String uri = System.getenv("SCHEDULER_TEST_REDIS_URI");
			if (uri != null) {
				return new Running(
						started(new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(uri))),
						null);
			}
			RedisProcess embedded = RedisProcess.embedded("--appendonly no");
			return new Running(connect(embedded), embedded);
		}

		@Override
		public void close() {
			this.connections.destroy();
			if (this.embedded != null) {
				this.embedded.close();
			}
		}

	}

}
