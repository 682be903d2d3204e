package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.store.jdbc.JdbcSchema;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tables of their own for each test, in a database that several tests may share.
 */
class JdbcStoreFixture implements TransactionalStoreFixture {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final String prefix = "T" + COUNT.incrementAndGet() + "_";

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final DataSource dataSource;

	private final PlatformTransactionManager transactions;

	private final JdbcTemplate jdbc;

	JdbcStoreFixture(DataSource dataSource) {
		this.dataSource = dataSource;
		this.transactions = new JdbcTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		JdbcSchema.initialize(dataSource, this.prefix);
		this.jdbc.execute("CREATE TABLE " + table("USER_ROW") + " (id VARCHAR(100) PRIMARY KEY)");
	}

	@Override
	public JobStore open() {
		return open(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(builder(this.dataSource).transactionManager(this.transactions).triggers(triggers).build());
	}

	/** Opens a store on the data that has a way of its own to the server. */
	JobStore open(DataSource through) {
		return builder(through).build();
	}

	private JdbcJobStore.Builder builder(DataSource connections) {
		return JdbcJobStore.builder(connections).tablePrefix(this.prefix).clockOffset(this.offset::get).push(false);
	}

	/** The whole name of one of the store's tables. */
	String table(String end) {
		return this.prefix + end;
	}

	@Override
	public Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MICROS).plus(this.offset.get());
	}

	@Override
	public void advance(Duration step) {
		this.offset.updateAndGet((before) -> before.plus(step));
	}

	@Override
	public boolean corruptJob(JobId id) {
		return update("UPDATE " + this.prefix + "JOB SET settings = '{\"priority\": \"odd\"}' WHERE id = ?", id);
	}

	@Override
	public boolean corruptSchedule(String id) {
		return update("UPDATE " + this.prefix + "SCHEDULE SET definition = '{\"task\"' WHERE id = ?", id);
	}

	private boolean update(String sql, Object id) {
		Object key = (id instanceof JobId job) ? key(job.value()) : id;
		new TransactionTemplate(this.transactions).executeWithoutResult((status) -> this.jdbc.update(sql, key));
		return true;
	}

	/** A job's id as the database keeps it. */
	protected Object key(UUID id) {
		return id;
	}

	@Override
	public void inTransaction(Runnable action) {
		new TransactionTemplate(this.transactions).executeWithoutResult((status) -> action.run());
	}

	@Override
	public void writeRow(String key) {
		writeRow(this.dataSource, key);
	}

	void writeRow(DataSource through, String key) {
		new JdbcTemplate(through).update("INSERT INTO " + table("USER_ROW") + " (id) VALUES (?)", key);
	}

	@Override
	public List<String> rows() {
		return this.jdbc.queryForList("SELECT id FROM " + table("USER_ROW"), String.class);
	}

	@Override
	public void beforeCommit(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				action.run();
			}

		});
	}

	@Override
	public void close() {
		for (String table : new String[] { "SCHEDULE", "JOB", "RESULT", "SKIPPED", "TASK", "CANCEL", "NODE", "MODE",
				"META" }) {
			this.jdbc.execute("DROP TABLE " + this.prefix + table);
		}
		this.jdbc.execute("DROP SEQUENCE " + this.prefix + "TOKEN");
	}

}
