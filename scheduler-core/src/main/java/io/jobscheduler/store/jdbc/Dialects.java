package io.jobscheduler.store.jdbc;

import java.util.Locale;

import javax.sql.DataSource;

import io.jobscheduler.store.StoreRejectedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Finds out what database a DataSource leads to.
 */
final class Dialects {

	private Dialects() {
	}

	static Dialect of(DataSource dataSource) {
		String product = product(dataSource).toLowerCase(Locale.ROOT);
		if (product.startsWith("postgresql")) {
			return new PostgresDialect();
		}
		if (product.startsWith("h2")) {
			return new Dialect();
		}
		if (product.startsWith("mariadb")) {
			return new MariaDbDialect();
		}
		throw new StoreRejectedException(
				"The scheduler does not know the database '" + product + "'; it knows H2, MariaDB and PostgreSQL",
				null);
	}

	/** The database's name and version, for people. */
	static String product(DataSource dataSource) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource,
					(metaData) -> metaData.getDatabaseProductName() + " " + metaData.getDatabaseProductVersion());
		}
		catch (MetaDataAccessException ex) {
			throw unreachable(ex);
		}
		catch (RuntimeException ex) {
			// what a pool throws that connects for the first time
			throw StoreErrors.isOfDatabase(ex) ? unreachable(ex) : ex;
		}
	}

	private static RuntimeException unreachable(Exception failure) {
		return StoreErrors.translate(new DataAccessResourceFailureException("no connection", failure));
	}

	static String url(DataSource dataSource) {
		try {
			String url = JdbcUtils.extractDatabaseMetaData(dataSource, (metaData) -> metaData.getURL());
			return (url != null) ? url : "";
		}
		catch (MetaDataAccessException ex) {
			return "";
		}
	}

}
