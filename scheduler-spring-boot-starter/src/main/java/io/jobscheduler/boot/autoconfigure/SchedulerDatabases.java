package io.jobscheduler.boot.autoconfigure;

import javax.sql.DataSource;

import io.jobscheduler.store.jdbc.JdbcJobStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The databases that job stores can be in.
 */
final class SchedulerDatabases {

	private static final String PATH = "jdbc.data-source";

	private final ListableBeanFactory beans;

	private final Connections<DataSource> dataSources;

	private final ObjectProvider<DataSource> marked;

	private final ObjectProvider<PlatformTransactionManager> managers;

	private final ObjectProvider<PlatformTransactionManager> markedManagers;

	/**
	 * The databases.
	 * @param beans all DataSources
	 * @param marked the DataSource that the application marks as the scheduler's
	 * @param managers all transaction managers
	 * @param markedManagers the transaction manager that the application marks as the
	 * scheduler's
	 */
	SchedulerDatabases(ListableBeanFactory beans, ObjectProvider<DataSource> marked,
			ObjectProvider<PlatformTransactionManager> managers,
			ObjectProvider<PlatformTransactionManager> markedManagers) {
		this.beans = beans;
		this.dataSources = new Connections<>(beans, DataSource.class, StoreKind.JDBC, PATH);
		this.marked = marked;
		this.managers = managers;
		this.markedManagers = markedManagers;
	}

	boolean hasAny() {
		return this.dataSources.hasAny();
	}

	/**
	 * The database of a store: the one that it names, or else the one that is marked, or
	 * else the only one, or the primary one.
	 */
	SchedulerDatabase choose(StoreSettings settings) {
		StoreProperties.Jdbc properties = settings.properties().jdbc();
		DataSource chosen = settings.bean(this.beans, DataSource.class, properties.dataSource(), PATH);
		if (chosen == null) {
			chosen = this.marked.getIfAvailable();
		}
		DataSource dataSource = (chosen != null) ? chosen : this.dataSources.choose(settings, null);
		settings.valid("jdbc.table-prefix",
				() -> JdbcJobStore.builder(dataSource).tablePrefix(properties.tablePrefix()));
		return new SchedulerDatabase(dataSource, this.managers, settings.isDefault() ? this.markedManagers : null);
	}

}
