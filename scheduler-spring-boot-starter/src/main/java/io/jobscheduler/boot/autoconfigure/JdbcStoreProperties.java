package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.store.jdbc.JdbcSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Properties of the job store in a database.
 *
 * @param initializeSchema When to create the tables that are missing. 'embedded' means a
 * database that runs in this process, in memory or in a file.
 * @param tablePrefix Prefix of the tables.
 * @param dataSource Name of the DataSource bean that holds the tables, in an application
 * that has several.
 */
@ConfigurationProperties("jobscheduler.store.jdbc")
record JdbcStoreProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@DefaultValue(JdbcSchema.DEFAULT_PREFIX) String tablePrefix, @Nullable String dataSource) {
}
