package io.jobscheduler.test.rethinkdb;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.rethinkdb.gen.proto.TermType;

/**
 * A term of a query: a literal value, an object of terms, or an operation.
 *
 * @param type the operation; {@code null} for a literal or an object
 * @param literal the literal value, if it is one
 * @param members the members, if it is an object
 * @param args the operation's arguments
 * @param options its named arguments
 */
record Term(TermType type, Object literal, Map<String, Term> members, List<Term> args, Map<String, Term> options) {

	private static final Set<TermType> WRITES = EnumSet.of(TermType.INSERT, TermType.UPDATE, TermType.REPLACE,
			TermType.DELETE, TermType.DB_CREATE, TermType.TABLE_CREATE, TermType.TABLE_DROP, TermType.INDEX_CREATE);

	private static final Set<TermType> NOT_DETERMINISTIC = EnumSet.of(TermType.TABLE, TermType.GET, TermType.GET_ALL,
			TermType.RANDOM, TermType.UUID, TermType.HTTP, TermType.JAVASCRIPT);

	/** Reads a term as drivers send it. */
	static Term of(Object json) {
		if (json instanceof List<?> operation) {
			TermType type = TermType.fromValue(((Number) operation.get(0)).intValue());
			List<?> args = (operation.size() > 1) ? (List<?>) operation.get(1) : List.of();
			Map<String, Term> options = new LinkedHashMap<>();
			if (operation.size() > 2) {
				((Map<?, ?>) operation.get(2)).forEach((name, value) -> options.put((String) name, of(value)));
			}
			if (type == TermType.MAKE_OBJ) {
				return new Term(null, null, options, List.of(), Map.of());
			}
			return new Term(type, null, null, args.stream().map(Term::of).toList(), options);
		}
		if (json instanceof Map<?, ?> object) {
			Map<String, Term> members = new LinkedHashMap<>();
			object.forEach((name, value) -> members.put((String) name, of(value)));
			return new Term(null, null, members, List.of(), Map.of());
		}
		return new Term(null, Values.of(json), null, List.of(), Map.of());
	}

	/** The parameters of a function. */
	List<Integer> parameters() {
		return this.args.get(0).args().stream().map((id) -> ((Double) id.literal()).intValue()).toList();
	}

	/** The body of a function. */
	Term body() {
		return this.args.get(1);
	}

	boolean writes() {
		return contains(WRITES);
	}

	/** Whether nobody can prove that it is always the same. */
	boolean isNotDeterministic() {
		return contains(NOT_DETERMINISTIC);
	}

	private boolean contains(Set<TermType> types) {
		return (this.type != null && types.contains(this.type))
				|| this.args.stream().anyMatch((arg) -> arg.contains(types))
				|| this.options.values().stream().anyMatch((option) -> option.contains(types)) || (this.members != null
						&& this.members.values().stream().anyMatch((member) -> member.contains(types)));
	}

	/** The variables that occur in it. */
	Set<Integer> variables() {
		Set<Integer> variables = new HashSet<>();
		if (this.type == TermType.VAR) {
			variables.add(((Double) this.args.get(0).literal()).intValue());
		}
		this.args.forEach((arg) -> variables.addAll(arg.variables()));
		this.options.values().forEach((option) -> variables.addAll(option.variables()));
		if (this.members != null) {
			this.members.values().forEach((member) -> variables.addAll(member.variables()));
		}
		return variables;
	}

}
