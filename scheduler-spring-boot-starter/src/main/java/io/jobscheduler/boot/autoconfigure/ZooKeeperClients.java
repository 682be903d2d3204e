package io.jobscheduler.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.StringUtils;

/**
 * The clients that job stores in ZooKeeper are connected by: the application's own, or
 * those made here, which are closed here.
 */
final class ZooKeeperClients implements DisposableBean {

	private static final int RETRY_PAUSE_MILLIS = 100;

	private static final int RETRIES = 3;

	private final Connections<CuratorFramework> beans;

	private final StoreProperties.ZooKeeper defaults;

	private final ObjectProvider<ZooKeeperConnectionDetails> details;

	private final List<CuratorFramework> made = new CopyOnWriteArrayList<>();

	ZooKeeperClients(ListableBeanFactory beans, StoreProperties.ZooKeeper defaults,
			ObjectProvider<ZooKeeperConnectionDetails> details) {
		this.beans = new Connections<>(beans, CuratorFramework.class, StoreKind.ZOOKEEPER, "zookeeper.client");
		this.defaults = defaults;
		this.details = details;
	}

	boolean hasAny() {
		return StringUtils.hasText(this.defaults.connectString()) || this.beans.hasAny()
				|| this.details.getIfAvailable() != null;
	}

	/**
	 * Where a store is to be connected to, if that takes a client of its own.
	 */
	@Nullable ZooKeeperConnectionDetails details(StoreSettings settings) {
		StoreProperties.ZooKeeper properties = settings.properties().zookeeper();
		if (StringUtils.hasText(properties.client())) {
			return null;
		}
		ZooKeeperConnectionDetails bean = settings.isDefault() ? this.details.getIfUnique() : null;
		String connectString = properties.connectString();
		return (bean != null || !StringUtils.hasText(connectString)) ? bean
				: new PropertiesConnectionDetails(connectString, properties.username(), properties.password());
	}

	/** The application's client for a store. */
	CuratorFramework choose(StoreSettings settings) {
		return this.beans.choose(settings, settings.properties().zookeeper().client());
	}

	/** A client of the store's own, which is started. */
	CuratorFramework make(ZooKeeperConnectionDetails connection, StoreProperties.ZooKeeper properties) {
		CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
			.connectString(connection.getConnectString())
			.sessionTimeoutMs(Math.toIntExact(properties.sessionTimeout().toMillis()))
			.connectionTimeoutMs(Math.toIntExact(properties.connectionTimeout().toMillis()))
			.retryPolicy(new ExponentialBackoffRetry(RETRY_PAUSE_MILLIS, RETRIES));
		if (StringUtils.hasText(connection.getUsername())) {
			String credentials = connection.getUsername() + ":" + connection.getPassword();
			builder.authorization("digest", credentials.getBytes(StandardCharsets.UTF_8)).aclProvider(new OwnerOnly());
		}
		CuratorFramework client = builder.build();
		this.made.add(client);
		client.start();
		return client;
	}

	/** Closes a client that was made here. */
	void close(CuratorFramework client) {
		if (this.made.remove(client)) {
			client.close();
		}
	}

	@Override
	public void destroy() {
		this.made.forEach(this::close);
	}

	private record PropertiesConnectionDetails(String connectString, @Nullable String username,
			@Nullable String password) implements ZooKeeperConnectionDetails {

		@Override
		public String getConnectString() {
			return this.connectString;
		}

		@Override
		public @Nullable String getUsername() {
			return this.username;
		}

		@Override
		public @Nullable String getPassword() {
			return this.password;
		}

	}

	/** Gives all permissions to the one who creates, and none to others. */
	private static final class OwnerOnly implements ACLProvider {

		@Override
		public List<ACL> getDefaultAcl() {
			return ZooDefs.Ids.CREATOR_ALL_ACL;
		}

		@Override
		public List<ACL> getAclForPath(String path) {
			return ZooDefs.Ids.CREATOR_ALL_ACL;
		}

	}

}
