package io.jobscheduler.store.jdbc;

import java.lang.reflect.Method;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * What is to be known of a pool of connections, which may be of any library.
 */
final class ConnectionPool {

	/** From this size on, some connections can be kept for the store alone. */
	static final int ROOMY = 4;

	private ConnectionPool() {
	}

	static boolean hasRoomForOwnConnections(DataSource dataSource) {
		Integer size = maximumSize(dataSource);
		return size == null || size >= ROOMY;
	}

	private static @Nullable Integer maximumSize(DataSource dataSource) {
		Method getter = ReflectionUtils.findMethod(dataSource.getClass(), "getMaximumPoolSize");
		if (getter == null) {
			return null;
		}
		return (ReflectionUtils.invokeMethod(getter, dataSource) instanceof Integer size) ? size : null;
	}

}
