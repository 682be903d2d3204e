package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What the tests of the Redis store start from that the contract does not have.
 */
abstract class RedisScenario implements StoreScenario {

	private final List<JobStore> opened = new ArrayList<>();

	private RedisStoreFixture fixture;

	private JobStore store;

	/** Where Redis is. */
	abstract LettuceConnectionFactory connections();

	@BeforeEach
	void open() {
		this.fixture = new RedisStoreFixture(connections());
		this.store = openStore();
	}

	@AfterEach
	void close() {
		this.opened.forEach(JobStore::close);
		this.fixture.close();
	}

	@Override
	public RedisStoreFixture fixture() {
		return this.fixture;
	}

	@Override
	public JobStore store() {
		return this.store;
	}

	@Override
	public JobStore openStore() {
		return openStore(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> openStore(TriggerFormat triggers) {
		Optional<JobStore> another = this.fixture.open(triggers);
		another.ifPresent(this.opened::add);
		return another;
	}

}
