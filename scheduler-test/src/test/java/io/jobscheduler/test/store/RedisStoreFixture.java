package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.redis.RedisJobStore;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Keys of their own for each test, in a Redis that several tests may share.
 */
class RedisStoreFixture implements StoreFixture {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private static final String REMOVAL = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";

	private final String prefix = "test-" + COUNT.incrementAndGet();

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final RedisConnectionFactory connections;

	RedisStoreFixture(RedisConnectionFactory connections) {
		this.connections = connections;
	}

	@Override
	public JobStore open() {
		return open(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(RedisJobStore.builder(this.connections)
			.keyPrefix(this.prefix)
			.clockOffset(this.offset::get)
			.triggers(triggers)
			.build());
	}

	@Override
	public Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MICROS).plus(this.offset.get());
	}

	@Override
	public void advance(Duration step) {
		this.offset.updateAndGet((before) -> before.plus(step));
	}

	@Override
	public boolean corruptJob(JobId id) {
		set("job:" + id, "settings", "{\"priority\": \"odd\"}");
		return true;
	}

	@Override
	public boolean corruptSchedule(String id) {
		set("schedule:" + id, "definition", "{\"task\"");
		return true;
	}

	private void set(String key, String field, String value) {
		command("HSET", key(key), field, value);
	}

	/** Sends a command as someone with a shell would. */
	Object command(String name, String... arguments) {
		try (RedisConnection connection = this.connections.getConnection()) {
			return connection.execute(name,
					Arrays.stream(arguments).map(RedisStoreFixture::bytes).toArray(byte[][]::new));
		}
	}

	/** Brings back what DUMP gave; nothing if there was nothing. */
	void restore(String key, byte[] dump) {
		if (dump != null) {
			try (RedisConnection connection = this.connections.getConnection()) {
				connection.keyCommands().restore(bytes(key(key)), 0, dump);
			}
		}
	}

	/** The whole name of one of the store's keys. */
	String key(String end) {
		return "{" + this.prefix + "}:" + end;
	}

	String prefix() {
		return this.prefix;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.scriptingCommands().eval(bytes(REMOVAL), ReturnType.STATUS, 1, bytes(key("")), bytes(key("*")));
		}
	}

}
