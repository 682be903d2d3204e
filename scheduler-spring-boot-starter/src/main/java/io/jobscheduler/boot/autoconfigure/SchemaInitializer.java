package io.jobscheduler.boot.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import io.jobscheduler.store.jdbc.JdbcSchema;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Creates the tables of the job store that are missing, before anything uses the
 * database.
 */
final class SchemaInitializer implements InitializingBean {

	private final DataSource dataSource;

	private final JdbcStoreProperties properties;

	SchemaInitializer(DataSource dataSource, JdbcStoreProperties properties) {
		this.dataSource = dataSource;
		this.properties = properties;
	}

	@Override
	public void afterPropertiesSet() {
		DatabaseInitializationMode mode = this.properties.initializeSchema();
		if (mode == DatabaseInitializationMode.ALWAYS
				|| (mode == DatabaseInitializationMode.EMBEDDED && runsInThisProcess())) {
			JdbcSchema.initialize(this.dataSource, this.properties.tablePrefix());
		}
	}

	private boolean runsInThisProcess() {
		try (Connection connection = this.dataSource.getConnection()) {
			String url = String.valueOf(connection.getMetaData().getURL()).toLowerCase(Locale.ROOT);
			return url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
		}
		catch (SQLException ex) {
			// the store will say that the database does not answer
			return false;
		}
	}

}
