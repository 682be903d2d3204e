package io.jobscheduler.store.jpa;

import javax.sql.DataSource;

import io.jobscheduler.store.jdbc.JdbcJobStore;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Makes the SQL store take part in JPA transactions: jobs that are added are there if,
 * and only if, the entities that were saved with them are. The store's tables are no
 * entities, and no part of the application's persistence unit.
 */
public final class JpaJobStore {

	private JpaJobStore() {
	}

	/**
	 * Starts to build a store on the database of an entity manager factory.
	 * @param factory the factory, made by Spring with a DataSource
	 * @param manager the factory's {@code JpaTransactionManager}
	 * @return a builder
	 * @throws IllegalArgumentException if the factory's DataSource is not known
	 */
	public static JdbcJobStore.Builder builder(EntityManagerFactory factory, PlatformTransactionManager manager) {
		DataSource dataSource = dataSource(factory);
		if (dataSource == null) {
			throw new IllegalArgumentException("The DataSource of " + factory
					+ " is not known: let Spring make the factory, with a DataSource, or set"
					+ " jobscheduler.store.type=jdbc");
		}
		return JdbcJobStore.builder(dataSource).transactionManager(manager).kind("jpa");
	}

	private static @Nullable DataSource dataSource(EntityManagerFactory factory) {
		return (factory instanceof EntityManagerFactoryInfo info) ? info.getDataSource() : null;
	}

}
