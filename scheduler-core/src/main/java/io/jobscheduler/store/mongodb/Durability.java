package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.WriteConcern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server keeps what it has acknowledged.
 *
 * @param persistent whether data outlives the server's process
 * @param warnings what weakens it
 */
record Durability(boolean persistent, List<String> warnings) {

	private static final String IN_MEMORY = "inMemory";

	/**
	 * Looks at how things are set up.
	 * @param server the server
	 * @param application the write concern of the application's own writes
	 */
	static Durability of(Server server, WriteConcern application) {
		List<String> warnings = new ArrayList<>();
		boolean persistent = !IN_MEMORY.equals(server.storageEngine());
		if (!persistent) {
			warnings.add("The storage engine 'inMemory' loses what it has acknowledged when the server's process ends");
		}
		if (server.hasTransactions()) {
			String weakness = weakness(application);
			if (weakness != null) {
				warnings.add("The connection's write concern " + weakness
						+ ": what the application commits, with the jobs "
						+ "added in its transactions, may be lost when a server fails; set w=majority, and do not set "
						+ "journal=false");
			}
		}
		return new Durability(persistent, List.copyOf(warnings));
	}

	private static @Nullable String weakness(WriteConcern application) {
		if (Boolean.FALSE.equals(application.getJournal())) {
			return "does not wait for the journal";
		}
		Object w = application.getWObject();
		return (w instanceof Integer nodes && nodes < 2) ? "waits for " + nodes + " of the servers" : null;
	}

}
