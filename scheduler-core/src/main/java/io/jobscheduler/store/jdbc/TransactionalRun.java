package io.jobscheduler.store.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.jobscheduler.job.Claim;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs a task in a transaction of the application's manager, and ends its job in the same
 * one. The claim is checked, and its row locked, after everything that the task has
 * written.
 */
final class TransactionalRun {

	private static final Logger LOG = LoggerFactory.getLogger(TransactionalRun.class);

	private static final String NAME = "jobscheduler-run";

	/** PostgreSQL: a statement has failed, and the transaction takes no other. */
	private static final String ABORTED = "25P02";

	private final PlatformTransactionManager manager;

	private final CallerTransaction caller;

	private final Session session;

	private final RunningRows running;

	private final CompleteStep step;

	TransactionalRun(PlatformTransactionManager manager, CallerTransaction caller, Session session, CompleteStep step) {
		this.manager = manager;
		this.caller = caller;
		this.session = session;
		this.running = new RunningRows(session);
		this.step = step;
	}

	@Nullable CompletionStatus complete(Claim claim, Supplier<Completion.@Nullable End> run) {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("Job " + claim.job().id() + " cannot run in a transaction of its own: "
					+ "one is active on this thread already. Begin none around the run");
		}
		TransactionStatus transaction = begin();
		Map<String, ScheduleEnd> missed = new HashMap<>();
		CompletionStatus status;
		try {
			status = run(claim, run, transaction, missed);
		}
		catch (Throwable ex) { // also errors: nothing may stay behind
			rollback(transaction, ex);
			throw ex;
		}
		if (status != CompletionStatus.APPLIED) {
			rollback(transaction, null);
			return status;
		}
		this.manager.commit(transaction);
		this.step.wakeOnceMore(missed);
		return status;
	}

	/**
	 * What is committed while the task runs, as the lease that the pulse renews, must be
	 * seen at its end; where statements see the past, or refuse what has changed since, a
	 * long run could never end.
	 */
	private TransactionStatus begin() {
		try {
			try {
				return this.manager.getTransaction(definition(TransactionDefinition.ISOLATION_READ_COMMITTED));
			}
			catch (InvalidIsolationLevelException ex) {
				LOG.debug("The isolation of transactional runs is the database's default", ex);
				return this.manager.getTransaction(definition(TransactionDefinition.ISOLATION_DEFAULT));
			}
		}
		catch (DataAccessException | TransactionException ex) {
			throw StoreErrors.translate(ex);
		}
	}

	private static TransactionDefinition definition(int isolation) {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
		definition.setName(NAME);
		definition.setIsolationLevel(isolation);
		return definition;
	}

	private @Nullable CompletionStatus run(Claim claim, Supplier<Completion.@Nullable End> run,
			TransactionStatus transaction, Map<String, ScheduleEnd> missed) {
		if (!this.caller.isActive()) {
			throw new IllegalStateException("Transactions of " + this.manager.getClass().getName()
					+ " hold no connection of the job store's DataSource: give the store the transaction manager of "
					+ "the application's data, and the same DataSource");
		}
		String mark = this.session.dialect().transactionMark();
		if (mark != null) {
			this.session.update(new Query("SAVEPOINT " + mark));
		}
		Completion.End end = run.get();
		if (end == null) {
			return null;
		}
		if (transaction.isRollbackOnly()) {
			throw new UnexpectedRollbackException("The run of job " + claim.job().id()
					+ " has ended, but something in it has marked its transaction as rollback-only");
		}
		transaction.flush();
		return end(new Completion(claim, end), mark, missed);
	}

	private CompletionStatus end(Completion completion, @Nullable String mark, Map<String, ScheduleEnd> missed) {
		try {
			if (mark != null) {
				requireMark(mark);
			}
			if (!this.running.await(completion.claim())) {
				return CompletionStatus.STALE;
			}
			missed.putAll(this.step.write(List.of(completion), this.session.now()));
			return CompletionStatus.APPLIED;
		}
		catch (DataAccessException ex) {
			if (isAborted(ex)) {
				throw new UnexpectedRollbackException(
						"The run went on after one of its statements had failed, which has spoilt its transaction", ex);
			}
			throw StoreErrors.translate(ex);
		}
	}

	private static boolean isAborted(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException said && ABORTED.equals(said.getSQLState())) {
				return true;
			}
		}
		return false;
	}

	/** It is gone if the database has rolled the transaction back, and begun another. */
	private void requireMark(String mark) {
		try {
			this.session.update(new Query("RELEASE SAVEPOINT " + mark));
		}
		catch (DataAccessException ex) {
			throw new UnexpectedRollbackException("The run went on after the database had rolled its transaction back, "
					+ "as it does in a deadlock, or it has ended the transaction by itself", ex);
		}
	}

	private void rollback(TransactionStatus transaction, @Nullable Throwable cause) {
		try {
			this.manager.rollback(transaction);
		}
		catch (RuntimeException ex) {
			// a connection that is lost is rolled back by the database
			if (cause != null) {
				cause.addSuppressed(ex);
			}
			LOG.debug("The transaction of a run could not be rolled back", ex);
		}
	}

}
