package io.jobscheduler.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * How to connect to ZooKeeper. A bean of this type takes the place of the properties
 * {@code jobscheduler.store.zookeeper.connect-string}, {@code username} and
 * {@code password}.
 */
public interface ZooKeeperConnectionDetails extends ConnectionDetails {

	/**
	 * The servers.
	 * @return as in {@code one:2181,two:2181,three:2181}
	 */
	String getConnectString();

	/**
	 * The name to authenticate with, by digest.
	 * @return the name; {@code null} for not at all
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * The password to authenticate with.
	 * @return the password; {@code null} without a name
	 */
	default @Nullable String getPassword() {
		return null;
	}

}
