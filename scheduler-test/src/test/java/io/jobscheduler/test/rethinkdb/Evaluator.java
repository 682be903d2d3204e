package io.jobscheduler.test.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.rethinkdb.gen.proto.TermType;

/**
 * Evaluates one query on the data, as RethinkDB documents its language. What it does not
 * know it refuses.
 */
final class Evaluator {

	private final EmulatedData data;

	private final Writes writes;

	private final Instant now = Instant.now();

	Evaluator(EmulatedData data, Runnable beforeWrite) {
		this.data = data;
		this.writes = new Writes(beforeWrite);
	}

	/** The value of a query, which may be a sequence. */
	Object evaluate(Term query) {
		return evaluate(query, Map.of());
	}

	private Object evaluate(Term term, Map<Integer, Object> variables) {
		if (term.type() == null) {
			return (term.members() != null) ? object(term, variables) : term.literal();
		}
		return switch (term.type()) {
			case MAKE_ARRAY -> array(term, variables);
			case VAR -> variables.get(((Double) term.args().get(0).literal()).intValue());
			case FUNCALL -> call(term, variables);
			case BRANCH -> branch(term, variables);
			case AND -> and(term, variables);
			case OR -> or(term, variables);
			case DEFAULT -> orDefault(term, variables);
			case MINVAL -> Values.MINVAL;
			case MAXVAL -> Values.MAXVAL;
			case NOW -> time();
			case DB, DB_LIST, DB_CREATE, TABLE, TABLE_LIST, TABLE_CREATE, TABLE_DROP, INDEX_CREATE, INDEX_DROP,
					INDEX_LIST, INDEX_WAIT, WAIT, CONFIG ->
				administer(term, variables);
			case GET -> get(term, variables);
			case GET_ALL -> getAll(term, variables);
			case BETWEEN -> between(term, variables);
			case ORDER_BY -> orderBy(term, variables);
			case MAP, FILTER, CONCAT_MAP, CONTAINS, COUNT, LIMIT, NTH, COERCE_TO -> ofSequence(term, variables);
			case INSERT -> insert(term, variables);
			case REPLACE, UPDATE, DELETE -> write(term, variables);
			default -> ofValues(term, variables);
		};
	}

	private Map<String, Object> time() {
		Map<String, Object> time = new TreeMap<>();
		time.put(Values.PSEUDOTYPE, "TIME");
		time.put("epoch_time", this.now.toEpochMilli() / 1000.0);
		time.put("timezone", "+00:00");
		return time;
	}

	private Map<String, Object> object(Term term, Map<Integer, Object> variables) {
		Map<String, Object> object = new TreeMap<>();
		term.members().forEach((name, member) -> object.put(name, datum(member, variables)));
		return object;
	}

	private List<Object> array(Term term, Map<Integer, Object> variables) {
		List<Object> array = new ArrayList<>();
		for (Term item : term.args()) {
			array.add(datum(item, variables));
		}
		return Values.limited(array);
	}

	/** The value of a term that must not be a sequence. */
	private Object datum(Term term, Map<Integer, Object> variables) {
		return datum(evaluate(term, variables));
	}

	static Object datum(Object value) {
		if (value instanceof Sequence.Single single) {
			return single.document();
		}
		if (value instanceof Sequence sequence) {
			throw ReqlFault.logic(
					"Expected type DATUM but found " + ((sequence.table() != null) ? "SELECTION<STREAM>" : "STREAM"));
		}
		if (value instanceof EmulatedTable || value instanceof Database) {
			throw ReqlFault.logic("Expected type DATUM but found TABLE or DATABASE");
		}
		return value;
	}

	/** The arguments from an index on, with {@code r.args} spliced in. */
	private List<Object> datums(Term term, int from, Map<Integer, Object> variables) {
		List<Object> values = new ArrayList<>();
		for (Term arg : term.args().subList(from, term.args().size())) {
			if (arg.type() == TermType.ARGS) {
				values.addAll(list(datum(arg.args().get(0), variables)));
			}
			else {
				values.add(datum(arg, variables));
			}
		}
		return values;
	}

	private static List<?> list(Object value) {
		if (value instanceof List<?> items) {
			return items;
		}
		throw ReqlFault.logic("Expected type ARRAY but found " + Values.type(value) + ".");
	}

	private Object call(Term term, Map<Integer, Object> variables) {
		Term function = term.args().get(0);
		if (function.type() != TermType.FUNC) {
			return evaluate(function, variables);
		}
		List<Object> values = new ArrayList<>();
		term.args().subList(1, term.args().size()).forEach((arg) -> values.add(datum(arg, variables)));
		return apply(function, variables, values.toArray());
	}

	/** Calls a function, or takes a constant as its value. */
	private Object apply(Term function, Map<Integer, Object> variables, Object... values) {
		if (function.type() != TermType.FUNC) {
			return evaluate(function, variables);
		}
		List<Integer> parameters = function.parameters();
		if (parameters.size() != values.length) {
			throw ReqlFault.logic("Expected function with " + values.length + " arguments but found function with "
					+ parameters.size() + " arguments.");
		}
		Map<Integer, Object> inner = new HashMap<>(variables);
		for (int i = 0; i < values.length; i++) {
			inner.put(parameters.get(i), values[i]);
		}
		return evaluate(function.body(), inner);
	}

	private Object branch(Term term, Map<Integer, Object> variables) {
		List<Term> args = term.args();
		for (int i = 0; i + 1 < args.size(); i += 2) {
			if (Values.isTrue(datum(args.get(i), variables))) {
				return evaluate(args.get(i + 1), variables);
			}
		}
		if (args.size() % 2 == 0) {
			throw ReqlFault.logic("Cannot call `branch` term with an even number of arguments.");
		}
		return evaluate(args.get(args.size() - 1), variables);
	}

	private Object and(Term term, Map<Integer, Object> variables) {
		Object value = true;
		for (Term arg : term.args()) {
			value = datum(arg, variables);
			if (!Values.isTrue(value)) {
				return value;
			}
		}
		return value;
	}

	private Object or(Term term, Map<Integer, Object> variables) {
		Object value = false;
		for (Term arg : term.args()) {
			value = datum(arg, variables);
			if (Values.isTrue(value)) {
				return value;
			}
		}
		return value;
	}

	private Object orDefault(Term term, Map<Integer, Object> variables) {
		Object value;
		try {
			value = evaluate(term.args().get(0), variables);
			if (value instanceof Sequence || value instanceof EmulatedTable) {
				return value;
			}
			value = datum(value);
		}
		catch (ReqlFault ex) {
			if (!ex.isMissing()) {
				throw ex;
			}
			value = null;
		}
		return (value != null) ? value : apply(term.args().get(1), variables, new Object[] { null });
	}

	private Object ofValues(Term term, Map<Integer, Object> variables) {
		Object first = term.args().isEmpty() ? null : evaluate(term.args().get(0), variables);
		if (term.type() == TermType.MERGE && term.args().get(1).type() == TermType.FUNC) {
			requireNoWrites(term.args().get(1));
			return Operations.mapped(first,
					(item) -> Operations.merge(item, datum(apply(term.args().get(1), variables, item))));
		}
		return Operations.apply(term.type(), first, datums(term, 1, variables));
	}

	private static void requireNoWrites(Term function) {
		if (function.writes()) {
			throw ReqlFault.logic("Cannot nest writes or meta ops in stream operations.  Use FOR_EACH instead.");
		}
	}

	private Object ofSequence(Term term, Map<Integer, Object> variables) {
		Object value = evaluate(term.args().get(0), variables);
		Term second = (term.args().size() > 1) ? term.args().get(1) : null;
		if (second != null) {
			requireNoWrites(second);
		}
		return switch (term.type()) {
			case MAP -> same(value, items(value).stream().map((item) -> datum(apply(second, variables, item))));
			case FILTER -> filtered(value, items(value).stream().filter((item) -> passes(second, variables, item)));
			case CONCAT_MAP ->
				same(value, items(value).stream().flatMap((item) -> items(apply(second, variables, item)).stream()));
			case CONTAINS -> contains(term, items(value), variables);
			case COUNT -> (double) items(value).size();
			case LIMIT -> filtered(value, items(value).stream().limit(integer(datum(second, variables))));
			case NTH -> nth(value, integer(datum(second, variables)));
			case COERCE_TO -> coerced(value, (String) datum(second, variables));
			default -> throw new IllegalStateException(term.type().toString());
		};
	}

	private static int integer(Object value) {
		if (value instanceof Double number && number == Math.rint(number)) {
			return number.intValue();
		}
		throw ReqlFault.logic("Expected an integer but found " + value);
	}

	private static Object same(Object source, Stream<Object> items) {
		List<Object> list = items.collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
		return (source instanceof List) ? Values.limited(list) : Sequence.stream(list);
	}

	/** Documents of a selection are one still. */
	private static Object filtered(Object source, Stream<Object> items) {
		if (source instanceof EmulatedTable table) {
			return new Sequence(table, List.of(), null).of(items);
		}
		return (source instanceof Sequence sequence) ? sequence.of(items) : same(source, items);
	}

	private boolean passes(Term predicate, Map<Integer, Object> variables, Object item) {
		try {
			return Values.isTrue(datum(apply(predicate, variables, item)));
		}
		catch (ReqlFault ex) {
			if (ex.isMissing()) {
				return false;
			}
			throw ex;
		}
	}

	private Object contains(Term term, List<Object> items, Map<Integer, Object> variables) {
		return term.args().subList(1, term.args().size()).stream().allMatch((arg) -> items.stream().anyMatch((item) -> {
			Object value = (arg.type() == TermType.FUNC) ? apply(arg, variables, item) : datum(arg, variables);
			return (arg.type() == TermType.FUNC) ? Values.isTrue(value) : Values.isEqual(value, item);
		}));
	}

	private static Object nth(Object value, int index) {
		List<Object> items = items(value);
		if (index < 0 || index >= items.size()) {
			throw ReqlFault.missing("Index out of bounds: " + index);
		}
		return items.get(index);
	}

	private static Object coerced(Object value, String type) {
		if (type.equalsIgnoreCase("array")) {
			return Values.limited(new ArrayList<>(items(value)));
		}
		throw ReqlFault.logic("Cannot coerce to " + type.toUpperCase() + " here: the emulator does not know how");
	}

	@SuppressWarnings("unchecked")
	static List<Object> items(Object value) {
		if (value instanceof EmulatedTable table) {
			return table.all();
		}
		if (value instanceof Sequence sequence) {
			return sequence.items();
		}
		if (value instanceof List) {
			return (List<Object>) value;
		}
		throw ReqlFault.logic("Cannot convert " + Values.type(datum(value)) + " to SEQUENCE");
	}

	private EmulatedTable table(Term term, Map<Integer, Object> variables) {
		if (evaluate(term.args().get(0), variables) instanceof EmulatedTable table) {
			return table;
		}
		throw ReqlFault.logic("Expected type TABLE in " + term.type());
	}

	private Object get(Term term, Map<Integer, Object> variables) {
		EmulatedTable table = table(term, variables);
		Object key = Values.requireKey(datum(term.args().get(1), variables));
		return new Sequence.Single(table, key, table.get(key));
	}

	private Object getAll(Term term, Map<Integer, Object> variables) {
		EmulatedTable table = table(term, variables);
		String index = option(term, "index", "id", variables);
		table.requireIndex(index);
		List<Object> found = new ArrayList<>();
		for (Object key : datums(term, 1, variables)) {
			if (key == null) {
				throw ReqlFault.missing("Keys cannot be NULL.");
			}
			if (index.equals("id")) {
				Stream.ofNullable((Object) table.get(key)).forEach(found::add);
			}
			else {
				table.all().stream().filter((document) -> isEqual(table, index, document, key)).forEach(found::add);
			}
		}
		return new Sequence(table, found, null);
	}

	private static boolean isEqual(EmulatedTable table, String index, Object document, Object key) {
		Object value = table.indexed(index, document(document));
		return value != null && Values.isEqual(value, key);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> document(Object value) {
		return (Map<String, Object>) value;
	}

	private Object between(Term term, Map<Integer, Object> variables) {
		EmulatedTable table = table(term, variables);
		String index = option(term, "index", "id", variables);
		table.requireIndex(index);
		Object lower = datum(term.args().get(1), variables);
		Object upper = datum(term.args().get(2), variables);
		if (lower == null || upper == null) {
			throw ReqlFault
				.missing("Cannot use `null` in BETWEEN, use `r.minval` or `r.maxval` to denote unboundedness.");
		}
		int least = option(term, "left_bound", "closed", variables).equals("open") ? 1 : 0;
		int most = option(term, "right_bound", "open", variables).equals("open") ? -1 : 0;
		List<Object> found = new ArrayList<>();
		for (Object document : table.all()) {
			Object value = table.indexed(index, document(document));
			if (value != null && Values.ORDER.compare(value, lower) >= least
					&& Values.ORDER.compare(value, upper) <= most) {
				found.add(document);
			}
		}
		return new Sequence(table, found, index);
	}

	private String option(Term term, String name, String otherwise, Map<Integer, Object> variables) {
		Term option = term.options().get(name);
		return (option != null) ? (String) datum(option, variables) : otherwise;
	}

	private Object orderBy(Term term, Map<Integer, Object> variables) {
		Object source = evaluate(term.args().get(0), variables);
		Term option = term.options().get("index");
		if (option == null || term.args().size() > 1) {
			throw ReqlFault.logic("The emulator orders by indexes only");
		}
		boolean descending = option.type() == TermType.DESC;
		String index = (String) datum((option.type() == null) ? option : option.args().get(0), variables);
		EmulatedTable table = (source instanceof EmulatedTable all) ? all
				: (source instanceof Sequence sequence && sequence.range() != null) ? sequence.table() : null;
		if (table == null) {
			throw ReqlFault.logic("Indexed order_by can only be performed on a TABLE or TABLE_SLICE.");
		}
		table.requireIndex(index);
		if (source instanceof Sequence range && !range.range().equals(index)) {
			throw ReqlFault
				.logic("Cannot order by index `" + index + "` after calling BETWEEN on index `" + range.range() + "`.");
		}
		Function<Object, Object> value = (document) -> table.indexed(index, document(document));
		Comparator<Object> order = Comparator.comparing(value, Values.ORDER)
			.thenComparing((document) -> document(document).get("id"), Values.ORDER);
		List<Object> ordered = items(source).stream()
			.filter((document) -> value.apply(document) != null)
			.sorted(descending ? order.reversed() : order)
			.collect(Collectors.toList());
		return new Sequence(table, ordered, null);
	}

	private Object insert(Term term, Map<Integer, Object> variables) {
		EmulatedTable table = table(term, variables);
		requireNoWrites(term.args().get(1));
		term.options().values().forEach(Evaluator::requireNoWrites);
		Object source = evaluate(term.args().get(1), variables);
		List<Object> documents = (source instanceof Map) ? List.of(source) : items(source);
		Term conflict = term.options().get("conflict");
		Writes.Stats stats = stats(term, variables);
		Writes.Conflict resolution = (conflict == null || conflict.type() != TermType.FUNC)
				? Writes.named(option(term, "conflict", "error", variables)) : (id, present, added) -> {
					return datum(apply(conflict, variables, id, present, added));
				};
		if (conflict != null) {
			requireDeterministic(conflict, variables);
		}
		this.writes.insert(table, documents, resolution, stats);
		return stats.result();
	}

	private Writes.Stats stats(Term term, Map<Integer, Object> variables) {
		String durability = option(term, "durability", "hard", variables);
		if (!durability.equals("hard") && !durability.equals("soft")) {
			throw ReqlFault
				.logic("Durability option `" + durability + "` unrecognized (options are \"hard\" and \"soft\").");
		}
		Term changes = term.options().get("return_changes");
		Object wanted = (changes != null) ? datum(changes, variables) : Boolean.FALSE;
		return new Writes.Stats(Values.isTrue(wanted), "always".equals(wanted));
	}

	/** What is written must be the same on every replica. */
	private static void requireDeterministic(Term function, Map<Integer, Object> variables) {
		boolean captured = function.variables()
			.stream()
			.map(variables::get)
			.anyMatch((value) -> value instanceof Sequence || value instanceof Sequence.Single
					|| value instanceof EmulatedTable);
		if (captured || function.isNotDeterministic()) {
			throw ReqlFault
				.logic("Could not prove argument deterministic.  Maybe you want to use the non_atomic flag?");
		}
	}

	private Object write(Term term, Map<Integer, Object> variables) {
		Object selection = evaluate(term.args().get(0), variables);
		Writes.Stats stats = stats(term, variables);
		EmulatedTable table;
		List<Object> keys;
		if (selection instanceof Sequence.Single single) {
			table = single.table();
			keys = List.of(single.key());
		}
		else {
			table = (selection instanceof EmulatedTable all) ? all
					: (selection instanceof Sequence sequence) ? sequence.table() : null;
			keys = items(selection).stream().map((document) -> document(document).get("id")).toList();
		}
		if (table == null) {
			throw ReqlFault.logic("Expected type SELECTION but found DATUM or STREAM");
		}
		Writes.Replacement replacement = replacement(term, variables);
		keys.forEach((key) -> this.writes.replace(table, key, replacement, stats));
		return stats.result();
	}

	private Writes.Replacement replacement(Term term, Map<Integer, Object> variables) {
		if (term.type() == TermType.DELETE) {
			return (present) -> null;
		}
		Term function = term.args().get(1);
		requireNoWrites(function);
		requireDeterministic(function, variables);
		if (term.type() == TermType.REPLACE) {
			return (present) -> datum(apply(function, variables, new Object[] { present }));
		}
		return (present) -> (present == null) ? null
				: Operations.merge(present, datum(apply(function, variables, present)));
	}

	private Object administer(Term term, Map<Integer, Object> variables) {
		List<Object> args = new ArrayList<>();
		term.args().forEach((arg) -> args.add(evaluate(arg, variables)));
		Object first = args.isEmpty() ? null : args.get(0);
		return switch (term.type()) {
			case DB -> new Database((String) first);
			case DB_LIST -> this.data.names();
			case DB_CREATE -> {
				this.data.create((String) first);
				yield new TreeMap<>(Map.of("dbs_created", 1.0));
			}
			case TABLE -> {
				requireReadMode(option(term, "read_mode", "single", variables));
				yield this.data.table(((Database) first).name(), (String) args.get(1));
			}
			case TABLE_LIST -> new ArrayList<Object>(this.data.tables(((Database) first).name()).keySet());
			case TABLE_CREATE -> {
				this.data.createTable(((Database) first).name(), (String) args.get(1));
				yield new TreeMap<>(Map.of("tables_created", 1.0));
			}
			case TABLE_DROP -> {
				this.data.dropTable(((Database) first).name(), (String) args.get(1));
				yield new TreeMap<>(Map.of("tables_dropped", 1.0));
			}
			case INDEX_CREATE -> {
				if (args.size() > 2) {
					throw ReqlFault.logic("The emulator has indexes of single fields only");
				}
				((EmulatedTable) first).createIndex((String) args.get(1));
				yield new TreeMap<>(Map.of("created", 1.0));
			}
			case INDEX_DROP -> {
				((EmulatedTable) first).dropIndex((String) args.get(1));
				yield new TreeMap<>(Map.of("dropped", 1.0));
			}
			case INDEX_LIST -> ((EmulatedTable) first).indexes();
			case INDEX_WAIT -> new ArrayList<>();
			case WAIT -> new TreeMap<>(Map.of("ready", 1.0));
			case CONFIG -> this.data.config((EmulatedTable) first);
			default -> throw new IllegalStateException(term.type().toString());
		};
	}

	static void requireReadMode(String mode) {
		if (!Set.of("single", "majority", "outdated").contains(mode)) {
			throw ReqlFault.logic("Read mode `" + mode + "` unrecognized (options are \"majority\", \"single\", and "
					+ "\"outdated\").");
		}
	}

	/**
	 * A database that a term names.
	 *
	 * @param name its name
	 */
	private record Database(String name) {
	}

}
