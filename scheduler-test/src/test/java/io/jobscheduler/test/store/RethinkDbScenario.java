package io.jobscheduler.test.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.net.Connection;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of the RethinkDB store start from that the contract does not have: an
 * emulator of their own, to be disturbed.
 */
abstract class RethinkDbScenario implements StoreScenario {

	/** A user who is not disturbed. */
	static final String NOBODY = "admin";

	private final List<JobStore> opened = new CopyOnWriteArrayList<>();

	private final RethinkDbEmulator emulator = new RethinkDbEmulator();

	private RethinkDbStoreFixture fixture;

	private JobStore store;

	@BeforeEach
	void open() {
		this.fixture = newFixture();
		this.store = openStore();
	}

	/** Other tables on the same server. */
	RethinkDbStoreFixture newFixture() {
		return new RethinkDbStoreFixture(connection(NOBODY));
	}

	@AfterEach
	void close() {
		this.opened.forEach(JobStore::close);
		this.emulator.close();
	}

	RethinkDbEmulator emulator() {
		return this.emulator;
	}

	Connection.Builder connection(String user) {
		this.emulator.addUser(user, "");
		return RethinkDB.r.connection().hostname("localhost").port(this.emulator.port()).user(user, "");
	}

	@Override
	public RethinkDbStoreFixture fixture() {
		return this.fixture;
	}

	@Override
	public JobStore store() {
		return this.store;
	}

	@Override
	public JobStore openStore() {
		return opened(this.fixture.open());
	}

	/** Opens a store as a user, who may be disturbed. */
	JobStore openStore(String user) {
		return opened(this.fixture.builder(connection(user)).build());
	}

	JobStore opened(JobStore another) {
		this.opened.add(another);
		return another;
	}

	@Override
	public Optional<JobStore> openStore(TriggerFormat triggers) {
		return this.fixture.open(triggers).map(this::opened);
	}

}
