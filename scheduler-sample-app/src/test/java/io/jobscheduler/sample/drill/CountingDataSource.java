package io.jobscheduler.sample.drill;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Counts the statements that are executed. It is what the pool takes its connections
 * from, so that nothing passes it by.
 */
final class CountingDataSource extends DriverManagerDataSource {

	private final AtomicLong executed = new AtomicLong();

	CountingDataSource(String url) {
		super(url);
	}

	long executed() {
		return this.executed.get();
	}

	@Override
	public Connection getConnection() throws SQLException {
		return counting(Connection.class, super.getConnection());
	}

	private <T> T counting(Class<T> type, Object target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (target instanceof Statement && method.getName().startsWith("execute")) {
					this.executed.incrementAndGet();
				}
				try {
					Object result = method.invoke(target, arguments);
					boolean statement = Statement.class.isAssignableFrom(method.getReturnType());
					return statement ? counting(method.getReturnType(), result) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

}
