package io.jobscheduler.test.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import com.rethinkdb.gen.proto.TermType;

/**
 * Operations on values.
 */
final class Operations {

	private Operations() {
	}

	static Object apply(TermType type, Object first, List<Object> others) {
		return switch (type) {
			case GET_FIELD -> field(first, (String) others.get(0));
			case HAS_FIELDS -> hasFields(Evaluator.datum(first), others);
			case PLUCK -> mapped(first, (item) -> pluck(object(item), others));
			case WITHOUT -> mapped(first, (item) -> without(object(item), others));
			case MERGE -> mapped(first, (item) -> merge(item, others.get(0)));
			case KEYS -> new ArrayList<Object>(object(Evaluator.datum(first)).keySet());
			case EQ -> others.stream().allMatch((other) -> Values.isEqual(Evaluator.datum(first), other));
			case NE -> !others.stream().allMatch((other) -> Values.isEqual(Evaluator.datum(first), other));
			case LT -> compare(first, others) < 0;
			case LE -> compare(first, others) <= 0;
			case GT -> compare(first, others) > 0;
			case GE -> compare(first, others) >= 0;
			case NOT -> !Values.isTrue(Evaluator.datum(first));
			case ADD -> add(Evaluator.datum(first), others);
			case SUB -> {
				double result = number(first);
				for (Object other : others) {
					result -= number(other);
				}
				yield finite(result);
			}
			case MUL -> {
				double result = number(first);
				for (Object other : others) {
					result *= number(other);
				}
				yield finite(result);
			}
			case ROUND -> (double) Math.round(number(first));
			case TYPE_OF -> Values.type(Evaluator.datum(first));
			case TO_EPOCH_TIME -> epochTime(Evaluator.datum(first));
			default -> throw ReqlFault.logic("The emulator does not know the term " + type);
		};
	}

	private static int compare(Object first, List<Object> others) {
		if (others.size() != 1) {
			throw ReqlFault.logic("The emulator compares two values only");
		}
		return Values.ORDER.compare(Evaluator.datum(first), others.get(0));
	}

	private static double number(Object value) {
		Object datum = Evaluator.datum(value);
		if (datum instanceof Double number) {
			return number;
		}
		if (datum == null) {
			throw ReqlFault.missing("Expected type NUMBER but found NULL.");
		}
		throw ReqlFault.logic("Expected type NUMBER but found " + Values.type(datum) + ".");
	}

	private static double finite(double number) {
		if (Double.isNaN(number) || Double.isInfinite(number)) {
			throw ReqlFault.logic("Non-finite number: " + number);
		}
		return number;
	}

	private static Object add(Object first, List<Object> others) {
		if (first instanceof String text) {
			StringBuilder all = new StringBuilder(text);
			for (Object other : others) {
				if (!(other instanceof String)) {
					throw ReqlFault.logic("Expected type STRING but found " + Values.type(other) + ".");
				}
				all.append(other);
			}
			return all.toString();
		}
		double sum = number(first);
		for (Object other : others) {
			sum += number(other);
		}
		return finite(sum);
	}

	private static Object epochTime(Object time) {
		if (time instanceof Map<?, ?> pseudotype && "TIME".equals(pseudotype.get(Values.PSEUDOTYPE))) {
			return pseudotype.get("epoch_time");
		}
		throw ReqlFault.logic("Not a TIME pseudotype: `" + time + "`.");
	}

	/** Of each item of a sequence, or of the one value. */
	static Object mapped(Object value, UnaryOperator<Object> operation) {
		if (value instanceof List<?> items) {
			return items.stream().map(operation).collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
		}
		if (value instanceof Sequence || value instanceof EmulatedTable) {
			List<Object> all = new ArrayList<>();
			Evaluator.items(value).forEach((item) -> all.add(operation.apply(item)));
			return Sequence.stream(all);
		}
		return operation.apply(Evaluator.datum(value));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(Object value) {
		if (value instanceof Map) {
			return (Map<String, Object>) value;
		}
		String message = "Expected type OBJECT but found " + Values.type(value) + ".";
		throw (value == null) ? ReqlFault.missing(message) : ReqlFault.logic(message);
	}

	private static Object field(Object value, String name) {
		if (value instanceof List || value instanceof Sequence || value instanceof EmulatedTable) {
			List<Object> fields = new ArrayList<>();
			for (Object item : Evaluator.items(value)) {
				if (object(item).get(name) != null) {
					fields.add(object(item).get(name));
				}
			}
			return (value instanceof List) ? fields : Sequence.stream(fields);
		}
		Object datum = Evaluator.datum(value);
		if (!(datum instanceof Map)) {
			String message = "Cannot perform get_field on a non-object non-sequence `" + datum + "`.";
			throw (datum == null) ? ReqlFault.missing(message) : ReqlFault.logic(message);
		}
		if (!object(datum).containsKey(name)) {
			throw ReqlFault.missing("No attribute `" + name + "` in object:\n" + datum);
		}
		return object(datum).get(name);
	}

	private static boolean hasFields(Object value, List<Object> names) {
		return names.stream().allMatch((name) -> object(value).get((String) name) != null);
	}

	private static Map<String, Object> pluck(Map<String, Object> object, List<Object> paths) {
		Map<String, Object> plucked = new TreeMap<>();
		for (Object path : paths) {
			if (path instanceof String name) {
				if (object.containsKey(name)) {
					plucked.put(name, object.get(name));
				}
				continue;
			}
			object(path).forEach((name, inner) -> {
				if (object.get(name) instanceof Map) {
					List<Object> innerPaths = Boolean.TRUE.equals(inner)
							? List.copyOf(object(object.get(name)).keySet())
							: (inner instanceof Map) ? innerPaths(object(inner)) : List.of(inner);
					plucked.put(name, pluck(object(object.get(name)), innerPaths));
				}
			});
		}
		return plucked;
	}

	private static List<Object> innerPaths(Map<String, Object> inner) {
		List<Object> paths = new ArrayList<>();
		inner.forEach((name, path) -> paths.add(Boolean.TRUE.equals(path) ? name : Map.of(name, path)));
		return paths;
	}

	private static Map<String, Object> without(Map<String, Object> object, List<Object> names) {
		Map<String, Object> rest = new TreeMap<>(object);
		for (Object name : names) {
			if (!(name instanceof String)) {
				throw ReqlFault.logic("The emulator takes out whole fields only");
			}
			rest.remove(name);
		}
		return rest;
	}

	/** Objects within objects are merged, too. */
	static Object merge(Object into, Object added) {
		if (!(added instanceof Map)) {
			throw ReqlFault.logic("Expected type OBJECT but found " + Values.type(added) + ".");
		}
		Map<String, Object> merged = new TreeMap<>(object(into));
		object(added).forEach((name, value) -> {
			boolean both = value instanceof Map && merged.get(name) instanceof Map;
			merged.put(name, both ? merge(merged.get(name), value) : value);
		});
		return merged;
	}

}
