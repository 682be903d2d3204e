package io.jobscheduler.test.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes documents, each one alone: between two of a batch, others write theirs.
 */
final class Writes {

	private final Runnable beforeWrite;

	Writes(Runnable beforeWrite) {
		this.beforeWrite = beforeWrite;
	}

	/** What happens to a document that is there already, by name. */
	static Conflict named(String resolution) {
		return switch (resolution) {
			case "error" -> (id, present, added) -> {
				throw ReqlFault.logic("Duplicate primary key `id`:\n" + present + "\n" + added);
			};
			case "replace" -> (id, present, added) -> added;
			case "update" -> (id, present, added) -> Operations.merge(present, added);
			default -> throw ReqlFault.logic("Conflict option `" + resolution
					+ "` unrecognized (options are \"error\", \"replace\" and \"update\").");
		};
	}

	void insert(EmulatedTable table, List<Object> documents, Conflict conflict, Stats stats) {
		for (Object document : documents) {
			if (!(document instanceof Map<?, ?> added)) {
				throw ReqlFault.logic("Cannot insert into `" + table.name() + "`: " + Values.type(document));
			}
			if (!added.containsKey("id")) {
				throw ReqlFault.logic("The emulator makes no primary keys");
			}
			Object key = added.get("id");
			try {
				Values.requireKey(key);
			}
			catch (ReqlFault ex) {
				stats.failed(null, null, ex);
				continue;
			}
			replace(table, key, (present) -> (present == null) ? document : conflict.resolve(key, present, document),
					stats);
		}
	}

	void replace(EmulatedTable table, Object key, Replacement replacement, Stats stats) {
		this.beforeWrite.run();
		if (ThreadLocalRandom.current().nextInt(4) == 0) {
			Thread.yield();
		}
		table.write(key, (present) -> {
			try {
				return stats.written(present, checked(key, present, replacement.of(present)));
			}
			catch (ReqlFault ex) {
				stats.failed(present, present, ex);
				return present;
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> checked(Object key, Map<String, Object> present, Object after) {
		if (after == null) {
			return null;
		}
		if (!(after instanceof Map)) {
			throw ReqlFault.logic("Inserted value must be an OBJECT (got " + Values.type(after) + "):\n" + after);
		}
		Map<String, Object> document = (Map<String, Object>) after;
		if (!document.containsKey("id")) {
			throw ReqlFault.logic("Inserted object must have primary key `id`:\n" + after);
		}
		if (!Values.isEqual(document.get("id"), key)) {
			throw ReqlFault.logic("Primary key `id` cannot be changed (`" + present + "` -> `" + after + "`).");
		}
		requireWritable(after);
		return document;
	}

	private static void requireWritable(Object value) {
		if (value == Values.MINVAL || value == Values.MAXVAL) {
			throw ReqlFault.logic("`r.minval` and `r.maxval` cannot be written to disk.");
		}
		if (value instanceof Map<?, ?> members) {
			members.values().forEach(Writes::requireWritable);
		}
		if (value instanceof List<?> items) {
			items.forEach(Writes::requireWritable);
		}
	}

	/** Makes a document of one that is there. */
	@FunctionalInterface
	interface Replacement {

		Object of(Map<String, Object> present);

	}

	/** Decides between two documents of one id. */
	@FunctionalInterface
	interface Conflict {

		Object resolve(Object id, Map<String, Object> present, Object added);

	}

	/** What is told of a write. */
	static final class Stats {

		private final Map<String, Double> counts = new TreeMap<>();

		private final List<Object> changes = new ArrayList<>();

		private final boolean returnsChanges;

		private final boolean always;

		private String firstError;

		Stats(boolean returnsChanges, boolean always) {
			this.returnsChanges = returnsChanges;
			this.always = always;
			for (String count : new String[] { "inserted", "replaced", "unchanged", "errors", "skipped", "deleted" }) {
				this.counts.put(count, 0.0);
			}
		}

		Map<String, Object> written(Map<String, Object> before, Map<String, Object> after) {
			if (before == null && after == null) {
				count("skipped", null, null, false);
				return null;
			}
			if (before != null && after != null && Values.isEqual(before, after)) {
				count("unchanged", before, before, false);
				return before;
			}
			count((before == null) ? "inserted" : (after == null) ? "deleted" : "replaced", before, after, true);
			return after;
		}

		void failed(Map<String, Object> before, Map<String, Object> after, ReqlFault fault) {
			this.firstError = (this.firstError != null) ? this.firstError : fault.getMessage();
			count("errors", before, after, false);
		}

		private void count(String what, Map<String, Object> before, Map<String, Object> after, boolean changed) {
			this.counts.merge(what, 1.0, Double::sum);
			if (changed || this.always) {
				Map<String, Object> change = new TreeMap<>();
				change.put("old_val", before);
				change.put("new_val", after);
				this.changes.add(change);
			}
		}

		Map<String, Object> result() {
			Map<String, Object> result = new TreeMap<>(this.counts);
			if (this.firstError != null) {
				result.put("first_error", this.firstError);
			}
			boolean tried = this.counts.values().stream().anyMatch((count) -> count > 0);
			if (this.returnsChanges && tried) {
				result.put("changes", Values.limited(this.changes));
			}
			return result;
		}

	}

}
