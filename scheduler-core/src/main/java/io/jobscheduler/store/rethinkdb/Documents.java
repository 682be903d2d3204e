package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import com.rethinkdb.gen.ast.ReqlFunction3;
import com.rethinkdb.gen.ast.Table;
import io.jobscheduler.store.JobStoreException;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * One table of the store. Each write decides for each document by what the document is,
 * at once with writing it, and says which it has written.
 */
final class Documents {

	/** What is sent in one query. The server takes 64 MB. */
	private static final int LARGEST_BATCH = 1000;

	private static final int LARGEST_TEXT = 8_000_000;

	private static final ReqlFunction3 KEEP = (id, present, added) -> present;

	private final Server server;

	private final String name;

	Documents(Server server, String name) {
		this.server = server;
		this.name = name;
	}

	Table table() {
		return this.server.table(this.name);
	}

	/** Documents by their ids; those that are not there are left out. */
	ReqlExpr all(Collection<String> ids) {
		return table().getAll(R.args(new ArrayList<>(ids)));
	}

	/** What an index of numbers has, in its order, without what is no number. */
	ReqlExpr numbers(String index) {
		return table().between(-Micros.EXACT, Micros.EXACT)
			.optArg("index", index)
			.optArg("right_bound", "closed")
			.orderBy()
			.optArg("index", index);
	}

	/** The least number of an index, or null. */
	ReqlExpr least(String index) {
		return numbers(index).nth(0).getField(index).default_((Object) null);
	}

	/**
	 * An instant by which a document is looked up, and the field that has it exactly.
	 * @return for {@link Fields#findLooked}; null for no document
	 */
	static ReqlExpr looked(ReqlExpr document, String index, String exact) {
		return document
			.do_((ReqlFunction1) (found) -> R.hashMap("key", found.getField(index)).with("exact", field(found, exact)))
			.default_((Object) null);
	}

	/** What an index has up to a value, in its order. */
	ReqlExpr upTo(String index, Object last) {
		return table().between(R.minval(), last)
			.optArg("index", index)
			.optArg("right_bound", "closed")
			.orderBy()
			.optArg("index", index);
	}

	/** A field of a document, or null. */
	static ReqlExpr field(ReqlExpr document, String name) {
		return document.getField(name).default_((Object) null);
	}

	/** Whether something is a number that is at least, or at most, another. */
	static ReqlExpr isNumber(ReqlExpr value) {
		return value.typeOf().eq("NUMBER");
	}

	/** Inserts documents whose ids are not there, and leaves alone those that are. */
	Written insertAbsent(List<Map<String, Object>> documents) {
		return insert(documents, (document, now) -> document, KEEP);
	}

	/**
	 * Inserts documents.
	 * @param items what to insert
	 * @param document makes a document of each, given the server's time
	 * @param present what becomes of one that is there already
	 */
	<I> Written insert(List<I> items, BiFunction<I, ReqlExpr, Map<String, Object>> document, ReqlFunction3 present) {
		return inParts(items,
				(part) -> write((now) -> table().insert(part.stream().map((item) -> document.apply(item, now)).toList())
					.optArg("conflict", present)
					.optArg("return_changes", true)
					.optArg("durability", "hard"), Documents::id));
	}

	<I> Written insert(List<I> items, BiFunction<I, ReqlExpr, Map<String, Object>> document) {
		return insert(items, document, KEEP);
	}

	/**
	 * Changes documents that are as expected.
	 * @param items what to change, by id
	 * @param change makes a change of each, given the server's time; all expect the same
	 * fields
	 */
	<I> Written change(Map<String, I> items, BiFunction<I, ReqlExpr, Change> change) {
		return change(items, change, (document, own, now) -> R.expr(true), Documents::id);
	}

	/**
	 * Changes documents that are as expected, and meet a condition.
	 * @param condition what else must be so
	 * @param answer what to say of a document, given what it was and is
	 */
	<I> Written change(Map<String, I> items, BiFunction<I, ReqlExpr, Change> change, Condition condition,
			ReqlFunction1 answer) {
		String stamp = UUID.randomUUID().toString();
		return inParts(List.copyOf(items.entrySet()), (part) -> {
			List<String> ids = part.stream().map(Map.Entry::getKey).toList();
			return write((now) -> {
				Map<String, Object> changes = new LinkedHashMap<>();
				List<String> expected = new ArrayList<>();
				boolean whole = false;
				for (Map.Entry<String, I> item : part) {
					Change each = change.apply(item.getValue(), now).set("by", stamp);
					expected = each.expectedFields();
					whole = each.expectsAll();
					changes.put(item.getKey(), each.sent());
				}
				List<String> fields = expected;
				boolean all = whole;
				return R.expr(changes).do_((ReqlFunction1) (sent) -> replace(ids, (document) -> {
					ReqlExpr own = sent.getField(document.getField("id"));
					return R
						.branch(isAsExpected(document, own, fields, all).and(condition.of(document, own, now)),
								R.branch(own.getField("remove"), null,
										document.without(R.args(own.getField("out"))).merge(own.getField("in"))),
								document);
				}));
			}, answer);
		});
	}

	private static ReqlExpr isAsExpected(ReqlExpr document, ReqlExpr own, List<String> fields, boolean all) {
		ReqlExpr is = all ? document.eq(own.getField("whole")) : R.expr(true);
		for (String field : fields) {
			is = is.and(field(document, field).eq(own.getField("expected").getField(field)));
		}
		return is;
	}

	/**
	 * Replaces documents, each by what is made of it. Must change it, or else is not said
	 * to have been written.
	 * @param ids the ids of the documents
	 * @param replacement given the document and the server's time
	 */
	Written replace(Collection<String> ids, BiFunction<ReqlExpr, ReqlExpr, Object> replacement) {
		return replace(ids, replacement, Documents::id);
	}

	/**
	 * Replaces documents, each by what is made of it.
	 * @param ids the ids of the documents
	 * @param replacement given the document and the server's time
	 * @param answer what to say of a document, given what it was and is
	 */
	Written replace(Collection<String> ids, BiFunction<ReqlExpr, ReqlExpr, Object> replacement, ReqlFunction1 answer) {
		return inParts(List.copyOf(ids),
				(part) -> write((now) -> replace(part, (document) -> replacement.apply(document, now)), answer));
	}

	/**
	 * Replaces documents, each by what is made of it. Must change it, or else is not said
	 * to have been written.
	 * @param values a value for each document, by its id
	 * @param replacement given the document, its value and the server's time
	 */
	Written replace(Map<String, Object> values, Condition replacement) {
		return inParts(List.copyOf(values.entrySet()), (part) -> {
			Map<String, Object> own = new LinkedHashMap<>();
			part.forEach((value) -> own.put(value.getKey(), value.getValue()));
			return write(
					(now) -> R.expr(own)
						.do_((ReqlFunction1) (sent) -> replace(own.keySet(),
								(document) -> replacement.of(document, sent.getField(document.getField("id")), now))),
					Documents::id);
		});
	}

	/** A document that is gone by now stays so. */
	private ReqlExpr replace(Collection<String> ids, Function<ReqlExpr, Object> replacement) {
		return all(ids).replace(
				(ReqlFunction1) (document) -> R.branch(document.eq((Object) null), null, replacement.apply(document)))
			.optArg("return_changes", true)
			.optArg("durability", "hard");
	}

	/** Deletes documents that meet a condition. */
	int delete(Collection<String> ids, Function<ReqlExpr, ReqlExpr> condition) {
		return replace(ids, (document, now) -> R.branch(condition.apply(document), null, document)).ids().size();
	}

	/** The id of a document that was changed. */
	static ReqlExpr id(ReqlExpr change) {
		ReqlExpr after = change.getField("new_val");
		return R.branch(after.eq((Object) null), change.getField("old_val"), after).getField("id");
	}

	private Written write(Function<ReqlExpr, ReqlExpr> writing, ReqlFunction1 answer) {
		Fields reply = this.server.write((now) -> {
			Map<String, Object> members = new LinkedHashMap<>();
			members.put("written", R
				.do_(writing.apply(now), (ReqlFunction1) (written) -> R.hashMap("errors", written.getField("errors"))
					.with("first", written.getField("first_error").default_(""))
					.with("count",
							written.getField("inserted").add(written.getField("replaced"), written.getField("deleted")))
					.with("changes", written.getField("changes").default_(R.array()).map(answer))));
			return members;
		});
		Fields written = reply.child("written");
		long errors = written.number("errors");
		if (errors > 0) {
			throw StoreErrors.ofDocuments(errors, written.text("first"));
		}
		List<?> changes = (written.find("changes") instanceof List<?> list) ? list : List.of();
		if (changes.size() != written.number("count")) {
			throw new JobStoreException("RethinkDB has changed " + written.number("count") + " documents of '"
					+ this.name + "', and tells of " + changes.size(), null);
		}
		return Written.of(reply.instant("now"), changes);
	}

	/** A batch that is too large for one query goes in several. */
	private static <I> Written inParts(List<I> items, Function<List<I>, Written> writing) {
		Written all = Written.NOTHING;
		List<I> part = new ArrayList<>();
		long size = 0;
		for (I item : items) {
			long added = Size.of(item);
			if (!part.isEmpty() && (part.size() == LARGEST_BATCH || size + added > LARGEST_TEXT)) {
				all = all.and(writing.apply(part));
				part = new ArrayList<>();
				size = 0;
			}
			part.add(item);
			size += added;
		}
		return part.isEmpty() ? all : all.and(writing.apply(part));
	}

	/** What must be so for a document to be changed, or what it becomes. */
	@FunctionalInterface
	interface Condition {

		/**
		 * Asks.
		 * @param document the document
		 * @param own what was sent for it: a change, or a value
		 * @param now the server's time
		 */
		ReqlExpr of(ReqlExpr document, ReqlExpr own, ReqlExpr now);

	}

	/**
	 * What was written.
	 *
	 * @param now the server's time then
	 * @param answers what was asked about the documents that were written: by default
	 * their ids
	 */
	record Written(Instant now, List<Object> answers) {

		static final Written NOTHING = new Written(Instant.EPOCH, List.of());

		static Written of(Instant now, List<?> answers) {
			return new Written(now, new ArrayList<>(answers));
		}

		Written and(Written later) {
			List<Object> all = new ArrayList<>(this.answers);
			all.addAll(later.answers);
			return new Written(Instant.EPOCH.equals(this.now) ? later.now : this.now, all);
		}

		Set<String> ids() {
			Set<String> ids = new HashSet<>();
			this.answers.forEach((answer) -> ids.add(String.valueOf(answer)));
			return ids;
		}

		/** The documents, where these were asked for. */
		List<Fields> documents() {
			return this.answers.stream().map((@Nullable Object answer) -> Fields.of(answer)).toList();
		}

	}

}
