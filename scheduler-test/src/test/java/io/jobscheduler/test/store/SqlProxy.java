package io.jobscheduler.test.store;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * A {@link TestProxy} before a database on this machine, and pools that lead through it.
 */
final class SqlProxy implements AutoCloseable {

	private static final Pattern SERVER = Pattern.compile("//[^/?]+");

	private final TestProxy proxy;

	private final String url;

	SqlProxy(HikariDataSource database) {
		String direct = database.getJdbcUrl();
		this.proxy = new TestProxy(URI.create(direct.substring("jdbc:".length())).getPort());
		String through = SERVER.matcher(direct).replaceFirst("//127.0.0.1:" + this.proxy.port());
		// has PostgreSQL's driver send every COMMIT as text
		this.url = through.startsWith("jdbc:postgresql") ? through + "&prepareThreshold=0" : through;
	}

	TestProxy proxy() {
		return this.proxy;
	}

	void cut() {
		this.proxy.cut();
	}

	void restore() {
		this.proxy.restore();
	}

	void delayReplies(Duration by) {
		this.proxy.delayReplies(by);
	}

	void loseReplyTo(String sql) {
		this.proxy.loseReplyTo((request) -> Pattern.compile(sql).matcher(request).find());
	}

	boolean hasLost() {
		return this.proxy.hasLost();
	}

	/** A pool that waits for so long for a connection. */
	HikariDataSource pool(int size, Duration patience) {
		return new HikariDataSource(config(size, patience));
	}

	private HikariConfig config(int size, Duration patience) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.url);
		config.setMaximumPoolSize(size);
		config.setConnectionTimeout(patience.toMillis());
		config.setInitializationFailTimeout(-1);
		return config;
	}

	/** A pool that is not started before it is first used. */
	HikariDataSource lazyPool(Duration patience) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(this.url);
		pool.setConnectionTimeout(patience.toMillis());
		return pool;
	}

	@Override
	public void close() {
		this.proxy.close();
	}

}
