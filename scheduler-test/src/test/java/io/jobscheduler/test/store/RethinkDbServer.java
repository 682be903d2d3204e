package io.jobscheduler.test.store;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.net.Connection;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A RethinkDB for all tests of a run: the one at {@code SCHEDULER_TEST_RETHINKDB_URI}, or
 * else an emulator.
 */
final class RethinkDbServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(RethinkDbServer.class);

	private Running running;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.running = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> Running.start(), Running.class);
	}

	Connection.Builder connection() {
		return new Connection.Builder(this.running.connection);
	}

	private record Running(Connection.Builder connection, RethinkDbEmulator emulator) implements AutoCloseable {

		static Running start() {
			String uri = System.getenv("SCHEDULER_TEST_RETHINKDB_URI");
			if (uri != null) {
				return new Running(RethinkDB.r.connection(uri), null);
			}
			RethinkDbEmulator started = new RethinkDbEmulator();
			return new Running(RethinkDB.r.connection().hostname("localhost").port(started.port()), started);
		}

		@Override
		public void close() {
			RethinkDbStoreFixture.dropTables(this.connection);
			if (this.emulator != null) {
				this.emulator.close();
			}
		}

	}

}
