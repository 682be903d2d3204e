package io.jobscheduler.store.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction of the calling thread on the store's database.
 * <p>
 * While callbacks run after a commit, Spring still has the connection at hand, and says
 * that a transaction is active; but it is over, and what would be written then would be
 * lost. So this listens to the transaction manager, which knows.
 */
final class CallerTransaction implements TransactionExecutionListener {

	private final DataSource dataSource;

	/** The transactions of a thread, the innermost first; {@code true} if committing. */
	private final ThreadLocal<Deque<Boolean>> committing = ThreadLocal.withInitial(ArrayDeque::new);

	CallerTransaction(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	void listenTo(PlatformTransactionManager manager) {
		if (manager instanceof ConfigurableTransactionManager configurable) {
			configurable.addListener(this);
		}
	}

	/** Whether what is written now commits or rolls back with the caller's data. */
	boolean isActive() {
		return isBound() && TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive() && !isCommitting();
	}

	/** Whether the thread has a connection whose transaction, if any, has ended. */
	boolean isOver() {
		return isBound() && !isActive();
	}

	/** Whether the thread has a connection at hand. */
	boolean isBound() {
		return TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	private boolean isCommitting() {
		return Boolean.TRUE.equals(this.committing.get().peek());
	}

	void afterCommit(Runnable action) {
		if (!isActive()) {
			action.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure == null) {
			this.committing.get().push(false);
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		Deque<Boolean> stack = this.committing.get();
		if (!stack.isEmpty()) {
			stack.pop();
			stack.push(true);
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		ended();
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
		ended();
	}

	private void ended() {
		Deque<Boolean> stack = this.committing.get();
		stack.poll();
		if (stack.isEmpty()) {
			this.committing.remove();
		}
	}

}
