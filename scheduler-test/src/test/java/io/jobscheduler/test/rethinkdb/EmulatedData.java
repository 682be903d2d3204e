package io.jobscheduler.test.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Databases and tables.
 */
final class EmulatedData {

	private final Map<String, Map<String, EmulatedTable>> databases = new ConcurrentSkipListMap<>();

	private final Map<String, Map<String, Object>> settings = new ConcurrentSkipListMap<>();

	EmulatedData() {
		EmulatedTable status = new EmulatedTable("rethinkdb.server_status");
		Map<String, Object> server = new TreeMap<>();
		server.put("id", "emulator");
		server.put("process", new TreeMap<>(Map.of("version", "rethinkdb 2.4.4 (emulated)")));
		status.write("emulator", (absent) -> server);
		this.databases.put("rethinkdb", new ConcurrentSkipListMap<>(Map.of("server_status", status)));
		this.databases.put("test", new ConcurrentSkipListMap<>());
	}

	List<Object> names() {
		return new ArrayList<>(this.databases.keySet());
	}

	synchronized void create(String database) {
		if (this.databases.putIfAbsent(database, new ConcurrentSkipListMap<>()) != null) {
			throw ReqlFault.failed("Database `" + database + "` already exists.");
		}
	}

	Map<String, EmulatedTable> tables(String database) {
		Map<String, EmulatedTable> tables = this.databases.get(database);
		if (tables == null) {
			throw ReqlFault.failed("Database `" + database + "` does not exist.");
		}
		return tables;
	}

	synchronized void createTable(String database, String table) {
		if (!table.matches("[A-Za-z0-9_-]+")) {
			throw ReqlFault.logic("Table name `" + table + "` invalid (Use A-Z, a-z, 0-9, _ and - only).");
		}
		if (tables(database).putIfAbsent(table, new EmulatedTable(database + "." + table)) != null) {
			throw ReqlFault.failed("Table `" + database + "." + table + "` already exists.");
		}
	}

	void dropTable(String database, String table) {
		table(database, table);
		tables(database).remove(table);
	}

	EmulatedTable table(String database, String table) {
		EmulatedTable found = tables(database).get(table);
		if (found == null) {
			throw ReqlFault.failed("Table `" + database + "." + table + "` does not exist.");
		}
		return found;
	}

	/** Changes the settings that a table shows. */
	void configure(String table, String durability, String writeAcks, int replicas) {
		Map<String, Object> config = new TreeMap<>();
		config.put("durability", durability);
		config.put("write_acks", writeAcks);
		List<Object> names = new ArrayList<>();
		for (int replica = 0; replica < replicas; replica++) {
			names.add("server" + replica);
		}
		config.put("shards", List.of(new TreeMap<>(Map.of("replicas", names))));
		this.settings.put(table, config);
	}

	Map<String, Object> config(EmulatedTable table) {
		if (!this.settings.containsKey(table.name())) {
			configure(table.name(), "hard", "majority", 1);
		}
		return this.settings.get(table.name());
	}

}
