package io.jobscheduler.boot.autoconfigure;

import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * The database that holds the job store, and the transaction manager of the application's
 * transactions on it.
 */
final class SchedulerDatabase {

	private static final boolean JPA_PRESENT = ClassUtils.isPresent("org.springframework.orm.jpa.JpaTransactionManager",
			SchedulerDatabase.class.getClassLoader());

	private final DataSource dataSource;

	private final ObjectProvider<PlatformTransactionManager> managers;

	private final @Nullable ObjectProvider<PlatformTransactionManager> marked;

	/**
	 * Creates the database.
	 * @param dataSource the DataSource
	 * @param managers all transaction managers; not asked for before they are needed,
	 * since those of JPA need the schema first
	 * @param marked the transaction manager that the application marks as the
	 * scheduler's; {@code null} if that is meant for another store
	 */
	SchedulerDatabase(DataSource dataSource, ObjectProvider<PlatformTransactionManager> managers,
			@Nullable ObjectProvider<PlatformTransactionManager> marked) {
		this.dataSource = dataSource;
		this.managers = managers;
		this.marked = marked;
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * The transaction manager of the application's transactions on this database, one of
	 * JPA first.
	 */
	Optional<PlatformTransactionManager> transactionManager() {
		PlatformTransactionManager chosen = (this.marked != null) ? this.marked.getIfAvailable() : null;
		if (chosen != null) {
			return Optional.of(chosen);
		}
		PlatformTransactionManager unique = this.managers.getIfUnique();
		if (unique != null && manages(unique)) {
			return Optional.of(unique);
		}
		List<PlatformTransactionManager> fitting = this.managers.orderedStream().filter(this::manages).toList();
		return fitting.stream().filter(SchedulerDatabase::isJpa).findFirst().or(() -> fitting.stream().findFirst());
	}

	static boolean isJpa(PlatformTransactionManager manager) {
		return JPA_PRESENT && Jpa.isJpa(manager);
	}

	private boolean manages(PlatformTransactionManager manager) {
		Object managed = isJpa(manager) ? Jpa.dataSource(manager)
				: (manager instanceof ResourceTransactionManager resource) ? resource.getResourceFactory() : null;
		return managed instanceof DataSource candidate && target(candidate) == target(this.dataSource);
	}

	private static @Nullable DataSource target(@Nullable DataSource dataSource) {
		return (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? target(proxy.getTargetDataSource())
				: dataSource;
	}

	/** Touches JPA, which need not be there. */
	private static final class Jpa {

		private Jpa() {
		}

		static boolean isJpa(PlatformTransactionManager manager) {
			return manager instanceof org.springframework.orm.jpa.JpaTransactionManager;
		}

		static @Nullable DataSource dataSource(PlatformTransactionManager manager) {
			return ((org.springframework.orm.jpa.JpaTransactionManager) manager).getDataSource();
		}

	}

}
