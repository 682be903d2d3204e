package io.jobscheduler.test.store;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A Redis for all tests of a run.
 */
final class RedisServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RedisServer.class);

	private final boolean installed;

	private LettuceConnectionFactory connections;

	private RedisServer(boolean installed) {
		this.installed = installed;
	}

	/**
	 * The server at {@code SCHEDULER_TEST_REDIS_URI}, or else an embedded one, of version
	 * 6.2.
	 */
	static RedisServer any() {
		return new RedisServer(false);
	}

	/**
	 * The server that is installed on this machine, {@code redis-server} on the path;
	 * without it, the tests are not run.
	 */
	static RedisServer installed() {
		return new RedisServer(true);
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		assumeTrue(!this.installed || executable().isPresent(), "There is no redis-server on the path");
		this.connections = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(this.installed, (key) -> this.installed ? Running.installed() : Running.any(),
					Running.class).connections;
	}

	private static Optional<Path> executable() {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "redis-server"))
			.filter(Files::isExecutable)
			.findFirst();
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

	private record Running(LettuceConnectionFactory connections, RedisProcess process) implements AutoCloseable {

		static Running any() {
			String uri = System.getenv("SCHEDULER_TEST_REDIS_URI");
			if (uri != null) {
				return new Running(
						started(new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(uri))),
						null);
			}
			return of(RedisProcess.embedded("--appendonly no"));
		}

		static Running installed() {
			return of(RedisProcess.start(executable().orElseThrow().toString(), "--appendonly no"));
		}

		private static Running of(RedisProcess process) {
			return new Running(connect(process), process);
		}

		@Override
		public void close() {
			this.connections.destroy();
			if (this.process != null) {
				this.process.close();
			}
		}

	}

}
