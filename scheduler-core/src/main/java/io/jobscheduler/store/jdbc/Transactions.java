package io.jobscheduler.store.jdbc;

import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The transactions that steps run in.
 */
final class Transactions {

	private static final int ATTEMPTS = 5;

	private final TransactionTemplate own;

	private final TransactionTemplate suspending;

	private final CallerTransaction caller;

	/**
	 * Creates the transactions.
	 * @param dataSource where the store's own transactions are
	 * @param manager the manager of the callers' transactions
	 * @param caller the callers' transactions
	 */
	Transactions(DataSource dataSource, PlatformTransactionManager manager, CallerTransaction caller) {
		this.own = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.own.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		this.suspending = new TransactionTemplate(manager);
		this.suspending.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		this.caller = caller;
	}

	/**
	 * Runs a step in a transaction of its own, again if it lost against another one:
	 * every write is safe to repeat.
	 */
	<T> T step(Supplier<T> work) {
		for (int attempt = 1;; attempt++) {
			try {
				return alone(work);
			}
			catch (ConcurrencyFailureException ex) {
				if (attempt == ATTEMPTS) {
					throw StoreErrors.translate(ex);
				}
			}
			catch (DataAccessException | TransactionException ex) {
				throw StoreErrors.translate(ex);
			}
		}
	}

	/** Only the caller's manager knows how to set the caller's transaction aside. */
	private <T> T alone(Supplier<T> work) {
		if (this.caller.isBound()) {
			return this.suspending.execute((suspended) -> this.own.execute((status) -> work.get()));
		}
		return this.own.execute((status) -> work.get());
	}

	/** Runs in the caller's transaction if there is one, or else as a step. */
	<T> T inCallersOrOwn(Supplier<T> work) {
		return this.caller.isActive() ? read(work) : step(work);
	}

	/** Runs what needs no transaction, and sees what the caller's has written. */
	<T> T read(Supplier<T> work) {
		if (this.caller.isOver()) {
			return step(work);
		}
		try {
			return work.get();
		}
		catch (DataAccessException | TransactionException ex) {
			throw StoreErrors.translate(ex);
		}
	}

}
