package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Where a step is carried out: on no session, in the caller's transaction, or in one of
 * its own.
 */
final class Transactions {

	private static final int ATTEMPTS = 3;

	private final MongoDatabaseFactory factory;

	private final Server server;

	private final CallerTransaction caller;

	private final Session plain;

	private final Session reading;

	private final TransactionOptions options;

	Transactions(MongoDatabaseFactory factory, MongoDatabase database, Server server, CallerTransaction caller) {
		this.factory = factory;
		this.server = server;
		this.caller = caller;
		this.plain = new Session(database, server, ReadConcern.LOCAL, false);
		this.reading = new Session(database, server, server.isReplicated() ? ReadConcern.MAJORITY : ReadConcern.LOCAL,
				false);
		this.options = TransactionOptions.builder()
			.readPreference(ReadPreference.primary())
			.readConcern(ReadConcern.LOCAL)
			.writeConcern(server.writeConcern())
			.maxCommitTime(30L, TimeUnit.SECONDS)
			.build();
	}

	/** No session: each write stands by itself. */
	Session plain() {
		return this.plain;
	}

	/** The caller's transaction, or else no session. */
	Session callers() {
		return this.caller.isActive() ? transactional(this.caller.database()) : this.plain;
	}

	private Session transactional(MongoDatabase database) {
		return new Session(database, this.server, ReadConcern.LOCAL, true);
	}

	/** The caller's transaction, or else what no failover takes back. */
	Session readers() {
		return this.caller.isActive() ? callers() : this.reading;
	}

	/**
	 * Writes what a caller's transaction may hold, without waiting for it: in a
	 * transaction, since that fails at once where a plain write would wait. A batch that
	 * fails is halved, and a single item that fails is left out. Where there are no
	 * transactions, nobody holds anything.
	 * @param items what to write
	 * @param write writes a batch and returns what came of it, in any number
	 * @return what came of all that was not left out
	 */
	<I, O> List<O> unblocked(List<I> items, BiFunction<Session, List<I>, List<O>> write) {
		if (items.isEmpty()) {
			return List.of();
		}
		if (!this.server.hasTransactions()) {
			return write.apply(this.plain, items);
		}
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try {
				return inOwn((session) -> write.apply(session, items));
			}
			catch (MongoException ex) {
				if (!StoreErrors.isConflict(ex)) {
					throw ex;
				}
			}
		}
		if (items.size() == 1) {
			return List.of();
		}
		int half = items.size() / 2;
		List<O> written = new ArrayList<>(unblocked(items.subList(0, half), write));
		written.addAll(unblocked(items.subList(half, items.size()), write));
		return written;
	}

	private <O> O inOwn(Function<Session, O> work) {
		try (ClientSession client = this.factory
			.getSession(ClientSessionOptions.builder().causallyConsistent(true).build())) {
			client.startTransaction(this.options);
			O result;
			try {
				result = work.apply(transactional(this.factory.withSession(client).getMongoDatabase()));
			}
			catch (RuntimeException | Error ex) {
				abort(client, ex);
				throw ex;
			}
			commit(client);
			return result;
		}
	}

	/** A commit whose reply was lost is asked for again: it is carried out once. */
	private static void commit(ClientSession client) {
		for (int attempt = 1;; attempt++) {
			try {
				client.commitTransaction();
				return;
			}
			catch (MongoException ex) {
				if (!ex.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL) || attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static void abort(ClientSession client, Throwable failure) {
		try {
			client.abortTransaction();
		}
		catch (MongoException ex) {
			failure.addSuppressed(ex);
		}
	}

}
