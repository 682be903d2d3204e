package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.rethinkdb.ast.ReqlAst;
import com.rethinkdb.gen.exc.ReqlError;
import com.rethinkdb.gen.exc.ReqlOpFailedError;
import io.jobscheduler.store.StoreSchemaException;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * The tables and their indexes: made, waited for, and checked. Every index is of one
 * field, and holds the documents that have it.
 */
final class Tables {

	static final String JOBS = "jobs";

	static final String SCHEDULES = "schedules";

	static final String SKIPS = "skips";

	static final String QUEUES = "queues";

	static final String KEYS = "keys";

	static final String TASKS = "tasks";

	static final String CANCELS = "cancels";

	static final String NODES = "nodes";

	static final String META = "meta";

	/** The document of {@link #META} that has the last fencing token. */
	static final String TOKEN = "token";

	/** The document of {@link #META} that carries hints. */
	static final String HINT = "hint";

	private static final String LAYOUT = "layout";

	private static final int VERSION = 1;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Map<String, List<String>> INDEXES = new LinkedHashMap<>();

	static {
		INDEXES.put(JOBS,
				List.of("queue", "pending", "until", "running", "live", "open", "quarantined", "ended", "expires"));
		INDEXES.put(SCHEDULES, List.of("due", "look", "finished", "name"));
		INDEXES.put(SKIPS, List.of("latest", "at"));
		INDEXES.put(QUEUES, List.of("of"));
		INDEXES.put(KEYS, List.of("look"));
		INDEXES.put(TASKS, List.of(TaskLimits.HEARD));
		INDEXES.put(CANCELS, List.of());
		INDEXES.put(NODES, List.of("name", "until"));
		INDEXES.put(META, List.of());
	}

	private final Server server;

	Tables(Server server) {
		this.server = server;
	}

	/** Makes what is not there, and waits until it can be used. */
	void create() {
		createUnlessThere(R.dbList(), this.server.database(), R.dbCreate(this.server.database()));
		Set<String> present = names(R.db(this.server.database()).tableList());
		INDEXES.forEach((table, indexes) -> {
			String name = this.server.nameOf(table);
			if (!present.contains(name)) {
				createUnlessThere(R.db(this.server.database()).tableList(), name,
						R.db(this.server.database()).tableCreate(name));
			}
		});
		await();
		Map<String, Set<String>> made = indexes();
		INDEXES.forEach((table, indexes) -> {
			for (String index : indexes) {
				if (!made.getOrDefault(table, Set.of()).contains(index)) {
					createUnlessThere(this.server.table(table).indexList(), index,
							this.server.table(table).indexCreate(index));
				}
			}
		});
		this.server
			.run(R.expr(INDEXES.keySet().stream().map((table) -> this.server.table(table).indexWait()).toList()));
		new Documents(this.server, META)
			.insertAbsent(List.of(Map.of("id", LAYOUT, "version", VERSION), Map.of("id", TOKEN, "last", 0L)));
	}

	/**
	 * Waits for the tables after a start of the server.
	 * @throws StoreSchemaException if one is missing
	 */
	void await() {
		requireTables(() -> this.server.run(R.expr(INDEXES.keySet()
			.stream()
			.map((table) -> this.server.table(table)
				.wait_()
				.optArg("wait_for", "ready_for_writes")
				.optArg("timeout", PATIENCE.toSeconds()))
			.toList())));
	}

	/** The indexes that there are, by table. */
	private Map<String, Set<String>> indexes() {
		Map<String, Object> lists = new LinkedHashMap<>();
		INDEXES.keySet().forEach((table) -> lists.put(table, this.server.table(table).indexList()));
		Fields found = Fields.of(this.server.run(R.expr(lists)));
		Map<String, Set<String>> indexes = new HashMap<>();
		INDEXES.keySet().forEach((table) -> indexes.put(table, Set.copyOf(found.texts(table))));
		return indexes;
	}

	/** Another node may do the same at the same time. */
	private void createUnlessThere(ReqlAst list, String name, ReqlAst creation) {
		if (names(list).contains(name)) {
			return;
		}
		try {
			this.server.run(creation);
		}
		catch (ReqlError ex) {
			if (!names(list).contains(name)) {
				throw ex;
			}
		}
	}

	private Set<String> names(ReqlAst list) {
		Set<String> names = new HashSet<>();
		if (this.server.run(list) instanceof List<?> found) {
			found.forEach((name) -> names.add(String.valueOf(name)));
		}
		return names;
	}

	/**
	 * Checks what is there.
	 * @throws StoreSchemaException if it is not what this version needs
	 */
	void check() {
		Fields found = found();
		Object version = found.find(LAYOUT);
		if (!(version instanceof Number number) || number.intValue() != VERSION) {
			throw new StoreSchemaException("The layout of the tables '" + this.server.nameOf("*") + "' in database '"
					+ this.server.database() + "' has " + ((version != null) ? "version " + version : "no version")
					+ ", this scheduler needs version " + VERSION
					+ ". Let the store create its tables, or use a version of the scheduler that fits", null);
		}
		INDEXES.forEach((table, indexes) -> {
			List<String> missing = new ArrayList<>(indexes);
			missing.removeAll(found.texts(table));
			if (!missing.isEmpty()) {
				throw new StoreSchemaException("Indexes " + missing + " of table '" + this.server.nameOf(table)
						+ "' in database '" + this.server.database() + "' are missing. Let the store create its tables",
						null);
			}
		});
	}

	private Fields found() {
		return requireTables(() -> this.server.read((now) -> {
			Map<String, Object> members = new LinkedHashMap<>();
			members.put(LAYOUT, this.server.table(META).get(LAYOUT).getField("version").default_((Object) null));
			INDEXES.keySet().forEach((table) -> members.put(table, this.server.table(table).indexList()));
			return members;
		}));
	}

	private static <T extends @Nullable Object> T requireTables(Supplier<T> query) {
		try {
			return query.get();
		}
		catch (ReqlOpFailedError ex) {
			if (isMissing(ex.getMessage())) {
				throw new StoreSchemaException("The store's tables are missing: " + ex.getMessage()
						+ " Let the store create them, or name the database and the prefix that they have", ex);
			}
			throw ex;
		}
	}

	private static boolean isMissing(@Nullable String message) {
		return message != null && message.contains("does not exist");
	}

}
