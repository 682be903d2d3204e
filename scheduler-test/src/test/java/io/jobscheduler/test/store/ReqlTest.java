package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.ast.ReqlAst;
import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import com.rethinkdb.gen.ast.ReqlFunction3;
import com.rethinkdb.gen.ast.Table;
import com.rethinkdb.gen.exc.ReqlError;
import com.rethinkdb.gen.exc.ReqlQueryLogicError;
import com.rethinkdb.model.OptArgs;
import com.rethinkdb.net.Connection;
import com.rethinkdb.net.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the store relies on, one by one: by the emulator, which is written after
 * RethinkDB's documentation, or by a real server.
 */
@Timeout(60)
class ReqlTest {

	@RegisterExtension
	static final RethinkDbServer RETHINKDB = new RethinkDbServer();

	private static final RethinkDB R = RethinkDB.r;

	private static final ReqlFunction3 KEEP = (id, present, added) -> present;

	private final String name = "reql_" + System.nanoTime();

	private final Table table = R.db("test").table(this.name);

	private Connection connection;

	@BeforeEach
	void createTable() {
		this.connection = RETHINKDB.connection().timeout(20_000L).connect();
		if (!((List<?>) run(R.dbList())).contains("test")) {
			run(R.dbCreate("test"));
		}
		run(R.db("test").tableCreate(this.name));
		run(this.table.indexCreate("at"));
		run(this.table.indexWait());
	}

	@AfterEach
	void dropTable() {
		run(R.db("test").tableDrop(this.name));
		this.connection.close(false);
	}

	private Object run(ReqlAst term) {
		return term.run(this.connection, OptArgs.of("read_mode", "majority")).single();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> object(ReqlAst term) {
		return (Map<String, Object>) run(term);
	}

	private void insert(Object... documents) {
		assertThat(object(this.table.insert(Arrays.asList(documents)))).containsEntry("inserted",
				(long) documents.length);
	}

	@Test
	void replacingSaysWhatItChangedAndCountsTheRest() {
		insert(Map.of("id", "a", "n", 1), Map.of("id", "b", "n", 2), Map.of("id", "c", "n", 3));
		Map<String, Object> result = object(this.table.getAll(R.args(List.of("a", "b", "c", "absent")))
			.replace((ReqlFunction1) (row) -> R.branch(row.getField("n").eq(1), row.merge(R.hashMap("n", 7)),
					row.getField("n").eq(2), null, row))
			.optArg("return_changes", true)
			.optArg("durability", "hard"));
		assertThat(result).containsEntry("replaced", 1L)
			.containsEntry("deleted", 1L)
			.containsEntry("unchanged", 1L)
			.containsEntry("skipped", 0L)
			.containsEntry("errors", 0L);
		assertThat((List<?>) result.get("changes")).hasSize(2);
	}

	@Test
	void replacingNothingByNothingIsSkipped() {
		assertThat(object(this.table.get("absent").replace((ReqlFunction1) (row) -> null))).containsEntry("skipped",
				1L);
	}

	@Test
	void errorOfOneDocumentIsCountedAndTheOthersAreWritten() {
		insert(Map.of("id", "a", "n", 1), Map.of("id", "b", "n", "text"));
		Map<String, Object> result = object(this.table.getAll("a", "b")
			.replace((ReqlFunction1) (row) -> row.merge(R.hashMap("n", row.getField("n").add(1))))
			.optArg("return_changes", true));
		assertThat(result).containsEntry("replaced", 1L).containsEntry("errors", 1L);
		assertThat((String) result.get("first_error")).contains("NUMBER");
	}

	@Test
	void insertingDecidesWhereThereIsADocument() {
		insert(Map.of("id", "a", "n", 1), Map.of("id", "b", "n", 2));
		ReqlFunction3 higher = (id, present, added) -> R
			.branch(added.getField("n").gt(present.getField("n")).and(id.eq("a")), added, present);
		Map<String, Object> result = object(this.table
			.insert(List.of(Map.of("id", "a", "n", 5), Map.of("id", "b", "n", 5), Map.of("id", "c", "n", 5)))
			.optArg("conflict", higher)
			.optArg("return_changes", true));
		assertThat(result).containsEntry("inserted", 1L)
			.containsEntry("replaced", 1L)
			.containsEntry("unchanged", 1L)
			.containsEntry("errors", 0L);
		assertThat(run(this.table.get("b").getField("n"))).isEqualTo(2L);
	}

	@Test
	void returningAllChangesTellsOfADocumentThatWasKept() {
		insert(Map.of("id", "a", "n", 1));
		assertThat(run(this.table.insert(Map.of("id", "a", "n", 2))
			.optArg("conflict", KEEP)
			.optArg("return_changes", "always")
			.getField("changes")
			.nth(0)
			.getField("new_val")
			.getField("n"))).isEqualTo(1L);
	}

	@Test
	void functionThatReadsATableIsRefused() {
		insert(Map.of("id", "a"));
		assertThatExceptionOfType(ReqlQueryLogicError.class)
			.isThrownBy(() -> run(this.table.get("a")
				.replace((ReqlFunction1) (row) -> row.merge(R.hashMap("n", this.table.count())))))
			.withMessageContaining("deterministic");
	}

	@Test
	void writeWithinAStreamIsRefused() {
		assertThatExceptionOfType(ReqlError.class)
			.isThrownBy(() -> run(R.expr(List.of(1)).map((ReqlFunction1) (n) -> this.table.insert(Map.of("id", "a")))))
			.withMessageContaining("Cannot nest writes");
	}

	@Test
	void writeWithinAnObjectIsCarriedOut() {
		Map<String, Object> result = object(R.do_(R.now().toEpochTime(), (ReqlFunction1) (now) -> R.hashMap("now", now)
			.with("written", this.table.insert(R.hashMap("id", "a").with("at", now)).getField("inserted"))));
		assertThat(result).containsEntry("written", 1L);
		assertThat(run(this.table.get("a").getField("at"))).isEqualTo(result.get("now"));
	}

	@Test
	void argumentOfAFunctionIsEvaluatedFirst() {
		assertThat(run(this.table.insert(Map.of("id", "a")).do_((ReqlFunction1) (written) -> this.table.count())))
			.isEqualTo(1L);
	}

	@Test
	void timeIsTheSameThroughoutAQueryAndHasWholeMilliseconds() {
		double millis = ((Number) run(R.now().toEpochTime().mul(1000))).doubleValue();
		assertThat(Math.abs(millis - Math.rint(millis))).isLessThan(0.01);
		assertThat(run(R.now().eq(R.now()))).isEqualTo(true);
		assertThat(run(R.now().toEpochTime().mul(1000).round().mul(1000).typeOf())).isEqualTo("NUMBER");
	}

	@Test
	void largestNumbersOfTheStoreAreExact() {
		long largest = 1L << 53;
		insert(Map.of("id", "a", "at", largest), Map.of("id", "b", "at", -largest));
		assertThat(run(this.table.get("a").getField("at"))).isEqualTo(largest);
		assertThat(run(
				this.table.between(-largest, largest).optArg("index", "at").optArg("right_bound", "closed").count()))
			.isEqualTo(2L);
	}

	@Test
	void documentsWithoutTheFieldAreNotInTheIndex() {
		insert(Map.of("id", "a", "at", 1), Map.of("id", "b"), R.hashMap("id", "c").with("at", null),
				Map.of("id", "d", "at", Map.of("x", 1)));
		assertThat(run(this.table.orderBy().optArg("index", "at").getField("id").coerceTo("array")))
			.isEqualTo(List.of("a"));
	}

	@Test
	void valuesAreOrderedByTypeAndArraysByTheirItems() {
		insert(Map.of("id", "text", "at", "x"), Map.of("id", "number", "at", 5),
				Map.of("id", "second", "at", List.of("q", 2, "b")), Map.of("id", "first", "at", List.of("q", 2, "a")),
				Map.of("id", "earlier", "at", List.of("q", -1, "z")),
				Map.of("id", "other", "at", List.of("r", 0, "a")));
		assertThat(ids(this.table.orderBy().optArg("index", "at"))).containsExactly("earlier", "first", "second",
				"other", "number", "text");
		assertThat(ids(this.table.between(R.array("q", R.minval(), R.minval()), R.array("q", 2, R.maxval()))
			.optArg("index", "at")
			.orderBy()
			.optArg("index", "at"))).containsExactly("earlier", "first", "second");
		assertThat(ids(this.table.between(R.minval(), List.of("q", 2, "b"))
			.optArg("index", "at")
			.orderBy()
			.optArg("index", R.desc("at")))).containsExactly("first", "earlier");
		assertThat(ids(this.table.between(R.minval(), 5)
			.optArg("index", "at")
			.optArg("right_bound", "closed")
			.orderBy()
			.optArg("index", "at")
			.limit(5))).endsWith("number");
	}

	private List<Object> ids(ReqlExpr sequence) {
		return new ArrayList<>((List<?>) run(sequence.getField("id").coerceTo("array")));
	}

	@Test
	void textsAreOrderedByTheirBytes() {
		insert(Map.of("id", "1", "at", "b"), Map.of("id", "2", "at", "B"), Map.of("id", "3", "at", "ä"),
				Map.of("id", "4", "at", "\uD83D\uDE80"), Map.of("id", "5", "at", "\uFF5E"));
		assertThat(ids(this.table.orderBy().optArg("index", "at"))).containsExactly("2", "1", "3", "5", "4");
	}

	@Test
	void whatIsMissingHasADefault() {
		assertThat(run(R.expr(Map.of("a", 1)).getField("b").default_("none"))).isEqualTo("none");
		assertThat(run(R.expr(Map.of("a", 1)).getField("b").getField("c").default_("none"))).isEqualTo("none");
		assertThat(run(this.table.orderBy().optArg("index", "at").nth(0).getField("at").default_("none")))
			.isEqualTo("none");
		assertThat(run(this.table.get("absent").default_(R.hashMap()).getField("x").default_(4).ge(3))).isEqualTo(true);
		assertThat(run(this.table.orderBy()
			.optArg("index", "at")
			.nth(0)
			.do_((ReqlFunction1) (found) -> R.hashMap("key", found.getField("at")))
			.default_("none"))).isEqualTo("none");
	}

	@Test
	void keyOfMoreThan127CharactersIsAnError() {
		assertThat(object(this.table.insert(Map.of("id", "x".repeat(128))))).containsEntry("errors", 1L);
		insert(Map.of("id", "x".repeat(127)));
	}

	@Test
	void mergingGoesIntoObjectsUnlessTheFieldWasTakenOut() {
		ReqlExpr document = R.expr(Map.of("plan", Map.of("a", 1), "rest", 2));
		assertThat(run(document.merge(Map.of("plan", Map.of("b", 2))).getField("plan").keys()))
			.isEqualTo(List.of("a", "b"));
		assertThat(run(document.do_((ReqlFunction1) (each) -> each.without(R.args(R.expr(List.of("plan", "absent"))))
			.merge(Map.of("plan", Map.of("b", 2)))))).isEqualTo(Map.of("plan", Map.of("b", 2L), "rest", 2L));
	}

	@Test
	void selectedFieldsMayBeWithinOthers() {
		assertThat(run(R.expr(Map.of("end", Map.of("outcome", "x", "value", "y"), "id", 1, "rest", 2))
			.pluck("id", "absent", R.hashMap("end", R.hashMap("outcome", true)))))
			.isEqualTo(Map.of("id", 1L, "end", Map.of("outcome", "x")));
	}

	@Test
	void documentsAreReadWithinTheReadingOfOthers() {
		insert(Map.of("id", "a", "at", List.of("q", 1)), Map.of("id", "b", "at", List.of("q", 2)),
				Map.of("id", "c", "at", List.of("r", 1)));
		assertThat(run(R.expr(List.of("q", "r"))
			.concatMap((ReqlFunction1) (queue) -> this.table
				.between(R.array(queue, R.minval()), R.array(queue, R.maxval()))
				.optArg("index", "at")
				.orderBy()
				.optArg("index", "at")
				.limit(1)
				.map((ReqlFunction1) (job) -> R.hashMap("id", job.getField("id")).with("queue", queue)))
			.coerceTo("array"))).isEqualTo(List.of(Map.of("id", "a", "queue", "q"), Map.of("id", "c", "queue", "r")));
	}

	@Test
	void noKeysSelectNothing() {
		insert(Map.of("id", "a", "at", "x"));
		assertThat(run(this.table.getAll(R.args(List.of())).count())).isEqualTo(0L);
		assertThat(run(this.table.getAll(R.args(List.of("x", "y"))).optArg("index", "at").count())).isEqualTo(1L);
	}

	@Test
	void wholeDocumentsAreCompared() {
		insert(R.hashMap("id", "a").with("list", List.of(1, "x", Map.of("n", 1.5))).with("none", null));
		Object document = run(this.table.get("a"));
		assertThat(run(this.table.get("a").eq(document))).isEqualTo(true);
	}

	@Test
	void feedOfADocumentTellsOfEachChange() throws TimeoutException {
		try (Result<Object> feed = this.table.get("a").changes().run(this.connection)) {
			insert(Map.of("id", "b"));
			insert(Map.of("id", "a", "n", 1));
			Map<?, ?> change = (Map<?, ?>) feed.next(20, TimeUnit.SECONDS);
			while (change.get("new_val") == null) {
				change = (Map<?, ?>) feed.next(20, TimeUnit.SECONDS);
			}
			assertThat(change.get("new_val")).isEqualTo(Map.of("id", "a", "n", 1L));
		}
	}

	@Test
	void settingsOfATableAreShown() {
		assertThat(object(this.table.config())).containsKeys("durability", "write_acks", "shards");
	}

}
