package io.jobscheduler.test.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that break as if the process had died: before or after a statement, or the
 * commit, of a number.
 */
final class DyingDataSource extends DelegatingDataSource {

	private static final Set<String> STATEMENTS = Set.of("execute", "executeQuery", "executeUpdate",
			"executeLargeUpdate", "executeBatch", "executeLargeBatch", "commit");

	private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

	private volatile boolean afterwards;

	DyingDataSource(DataSource target) {
		super(target);
	}

	/** Breaks the connection that comes to the nth statement from now. */
	void dieAt(int statement, boolean afterTheStatement) {
		this.afterwards = afterTheStatement;
		this.left.set(statement);
	}

	void liveOn() {
		this.left.set(Integer.MAX_VALUE);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		return dying(Connection.class, connection, connection);
	}

	@SuppressWarnings("unchecked")
	private <T> T dying(Class<T> type, T target, Connection connection) {
		return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> {
			boolean last = STATEMENTS.contains(method.getName()) && this.left.decrementAndGet() == 0;
			if (last && !this.afterwards) {
				throw die(connection);
			}
			Object value;
			try {
				value = method.invoke(target, args);
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
			if (last) {
				throw die(connection);
			}
			return wrapped(value, connection);
		});
	}

	private Object wrapped(Object value, Connection connection) {
		if (value instanceof CallableStatement) {
			return value;
		}
		if (value instanceof PreparedStatement statement) {
			return dying(PreparedStatement.class, statement, connection);
		}
		return (value instanceof Statement statement) ? dying(Statement.class, statement, connection) : value;
	}

	/** H2 lives in this process, and knows of no broken connection but a closed one. */
	private static SQLException die(Connection connection) throws SQLException {
		if (connection.getMetaData().getURL().startsWith("jdbc:h2:")) {
			connection.close();
		}
		else {
			connection.abort(Runnable::run);
		}
		return new SQLNonTransientConnectionException("The process has died", "08006");
	}

}
