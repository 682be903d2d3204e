package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.jdbc.JdbcJobStore;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Makes job stores in databases.
 */
final class SqlJobStoreFactory implements JobStoreFactory {

	private final SchedulerDatabases databases;

	private final TriggerFormat triggers;

	SqlJobStoreFactory(SchedulerDatabases databases, TriggerFormat triggers) {
		this.databases = databases;
		this.triggers = triggers;
	}

	@Override
	public StoreKind kind() {
		return StoreKind.JDBC;
	}

	@Override
	public boolean makes(StoreKind kind) {
		return kind == StoreKind.JDBC || kind == StoreKind.JPA;
	}

	@Override
	public boolean hasConnection() {
		return this.databases.hasAny();
	}

	@Override
	public PlacedStore create(StoreSettings settings) {
		StoreKind kind = settings.kind();
		SchedulerDatabase database = this.databases.choose(settings);
		PlatformTransactionManager manager = database.transactionManager().orElse(null);
		boolean jpa = manager != null && SchedulerDatabase.isJpa(manager);
		if (!jpa && kind == StoreKind.JPA) {
			throw new InvalidConfigurationException(
					"Job store 'jpa' (property '" + settings.property("type")
							+ "') needs a JpaTransactionManager for the DataSource that holds it, and there is none",
					"Set the property to jdbc; or choose the DataSource of the EntityManagerFactory with "
							+ "@SchedulerDataSource, and its transaction manager with @SchedulerTransactionManager.");
		}
		StoreProperties.Jdbc properties = settings.properties().jdbc();
		if (!settings.isDefault()) {
			new SchemaInitializer(database.dataSource(), properties, StartupPatience.NONE).afterPropertiesSet();
		}
		JdbcJobStore.Builder builder = JdbcJobStore.builder(database.dataSource())
			.tablePrefix(properties.tablePrefix())
			.triggers(this.triggers);
		if (manager != null) {
			builder.transactionManager(manager);
		}
		if (jpa && kind != StoreKind.JDBC) {
			builder.kind("jpa");
		}
		return new PlacedStore(builder.build(), List.of(database.dataSource(), properties.tablePrefix()));
	}

}
