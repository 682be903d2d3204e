package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of the ZooKeeper store start from that the contract does not have.
 */
abstract class ZooKeeperScenario implements StoreScenario {

	private final List<JobStore> opened = new ArrayList<>();

	private ZooKeeperStoreFixture fixture;

	private JobStore store;

	/** What stores are opened with. */
	abstract CuratorFramework client();

	@BeforeEach
	void open() {
		this.fixture = new ZooKeeperStoreFixture(client());
		this.store = openStore();
	}

	@AfterEach
	void close() {
		this.opened.forEach(JobStore::close);
		this.fixture.close();
	}

	@Override
	public ZooKeeperStoreFixture fixture() {
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
		return Optional.of(openStore(client(), triggers));
	}

	/** Opens a store on the same data through another client. */
	JobStore openStore(CuratorFramework through) {
		return openStore(through, TriggerFormat.standard());
	}

	private JobStore openStore(CuratorFramework through, TriggerFormat triggers) {
		JobStore another = this.fixture.open(through, triggers);
		this.opened.add(another);
		return another;
	}

	/** A registered node whose store goes through another client. */
	TestNode node(String id, CuratorFramework through) {
		TestNode node = new TestNode(id, "of " + id, openStore(through), this.fixture);
		node.open();
		return node;
	}

}
