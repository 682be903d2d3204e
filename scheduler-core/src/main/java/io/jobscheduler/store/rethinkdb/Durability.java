package io.jobscheduler.store.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * What the server is, and whether it keeps what it has acknowledged.
 *
 * @param product the server, with its version if the user may know it
 * @param warnings what weakens the store's guarantees
 */
record Durability(String product, List<String> warnings) {

	private static final String UNKNOWN = "RethinkDB";

	static Durability of(Server server) {
		String product = server.tried(R.db("rethinkdb").table("server_status").nth(0).g("process").g("version"),
				(version) -> Objects.toString(version, UNKNOWN), UNKNOWN);
		return new Durability(product.startsWith("rethinkdb") ? product.replaceFirst("rethinkdb", UNKNOWN) : product,
				warnings(server));
	}

	/** The settings of the table that all others are made like. */
	private static List<String> warnings(Server server) {
		Fields config = server.tried(server.table(Tables.JOBS).config(), Fields::of, Fields.of(null));
		String table = server.database() + "." + server.nameOf(Tables.JOBS);
		List<String> warnings = new ArrayList<>();
		if ("soft".equals(config.find("durability"))) {
			warnings.add("Table '" + table + "' has durability 'soft': what it has acknowledged to others than this "
					+ "store is lost when a server dies; set durability to 'hard' in table_config");
		}
		if ("single".equals(config.find("write_acks")) && isReplicated(config)) {
			warnings.add("Table '" + table + "' has write_acks 'single': what it has acknowledged is lost when one "
					+ "server fails; set write_acks to 'majority' in table_config");
		}
		return List.copyOf(warnings);
	}

	private static boolean isReplicated(Fields config) {
		return config.children("shards").stream().anyMatch((shard) -> shard.texts("replicas").size() > 1);
	}

}
