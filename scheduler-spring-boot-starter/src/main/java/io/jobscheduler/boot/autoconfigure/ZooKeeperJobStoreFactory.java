package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.zookeeper.ZooKeeperJobStore;
import org.apache.curator.framework.CuratorFramework;

/**
 * Makes job stores in ZooKeeper.
 */
final class ZooKeeperJobStoreFactory implements JobStoreFactory {

	private final ZooKeeperClients clients;

	private final TriggerFormat triggers;

	ZooKeeperJobStoreFactory(ZooKeeperClients clients, TriggerFormat triggers) {
		this.clients = clients;
		this.triggers = triggers;
	}

	@Override
	public StoreKind kind() {
		return StoreKind.ZOOKEEPER;
	}

	@Override
	public boolean hasConnection() {
		return this.clients.hasAny();
	}

	@Override
	public PlacedStore create(StoreSettings settings) {
		StoreProperties.ZooKeeper properties = settings.properties().zookeeper();
		ZooKeeperConnectionDetails details = this.clients.details(settings);
		if (details == null) {
			CuratorFramework client = this.clients.choose(settings);
			return new PlacedStore(build(settings, client), List.of(client, properties.root()));
		}
		CuratorFramework client = this.clients.make(details, properties);
		try {
			return new PlacedStore(build(settings, client), List.of(details.getConnectString(), properties.root()));
		}
		catch (RuntimeException ex) {
			this.clients.close(client);
			throw ex;
		}
	}

	private ZooKeeperJobStore build(StoreSettings settings, CuratorFramework client) {
		ZooKeeperJobStore.Builder builder = settings.valid("zookeeper.root",
				() -> ZooKeeperJobStore.builder(client).root(settings.properties().zookeeper().root()));
		return builder.triggers(this.triggers).build();
	}

}
