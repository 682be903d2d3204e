package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.job.JobId;
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
		return RedisJobStore.builder(this.connections).keyPrefix(this.prefix).clockOffset(this.offset::get).build();
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

	void set(String key, String field, String value) {
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.hashCommands().hSet(key(key), bytes(field), bytes(value));
		}
	}

	byte[] key(String end) {
		return bytes("{" + this.prefix + "}:" + end);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.scriptingCommands().eval(bytes(REMOVAL), ReturnType.STATUS, 1, key(""), key("*"));
		}
	}

}
