package io.jobscheduler.boot.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import io.jobscheduler.boot.autoconfigure.StoreProperties.SchemaInitialization;
import io.jobscheduler.store.jdbc.JdbcSchema;

import org.springframework.beans.factory.InitializingBean;

/**
 * Creates the tables of the job store that are missing, before anything uses the
 * database.
 */
final class SchemaInitializer implements InitializingBean {

	private final DataSource dataSource;

	private final StoreProperties.Jdbc properties;

	private final StartupPatience patience;

	SchemaInitializer(DataSource dataSource, StoreProperties.Jdbc properties, StartupPatience patience) {
		this.dataSource = dataSource;
		this.properties = properties;
		this.patience = patience;
	}

	@Override
	public void afterPropertiesSet() {
		SchemaInitialization mode = this.properties.initializeSchema();
		if (mode == SchemaInitialization.ALWAYS || (mode == SchemaInitialization.EMBEDDED && runsInThisProcess())) {
			this.patience.await(() -> {
				JdbcSchema.initialize(this.dataSource, this.properties.tablePrefix());
				return true;
			});
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
