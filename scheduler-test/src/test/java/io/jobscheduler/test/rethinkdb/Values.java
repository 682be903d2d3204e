package io.jobscheduler.test.rethinkdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of ReQL: null, booleans, numbers (always doubles), strings, lists, objects
 * (sorted maps), and the bounds of all values. None is ever modified.
 */
final class Values {

	/** The least of all values. */
	static final Object MINVAL = "r.minval bound".toCharArray();

	/** The greatest of all values. */
	static final Object MAXVAL = "r.maxval bound".toCharArray();

	static final String PSEUDOTYPE = "$reql_type$";

	static final int ARRAY_LIMIT = 100_000;

	private static final int LONGEST_KEY = 127;

	static final Comparator<Object> ORDER = Values::compare;

	private Values() {
	}

	/** What came as JSON, as a value. */
	static Object of(Object json) {
		if (json instanceof Number number) {
			return number.doubleValue();
		}
		if (json instanceof List<?> items) {
			List<Object> copy = new ArrayList<>();
			items.forEach((item) -> copy.add(of(item)));
			return copy;
		}
		if (json instanceof Map<?, ?> members) {
			Map<String, Object> copy = new TreeMap<>();
			members.forEach((name, value) -> copy.put((String) name, of(value)));
			return copy;
		}
		return json;
	}

	/** A value as JSON: whole numbers as such. */
	static Object json(Object value) {
		if (value == MINVAL || value == MAXVAL) {
			throw ReqlFault.logic("Cannot convert `r.minval` or `r.maxval` to JSON.");
		}
		if (value instanceof Double number) {
			boolean whole = number == Math.rint(number) && Math.abs(number) <= (1L << 53);
			return whole ? (Object) number.longValue() : number;
		}
		if (value instanceof List<?> items) {
			return items.stream().map(Values::json).collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
		}
		if (value instanceof Map<?, ?> members) {
			Map<String, Object> copy = new TreeMap<>();
			members.forEach((name, each) -> copy.put((String) name, json(each)));
			return copy;
		}
		return value;
	}

	static boolean isTrue(Object value) {
		return value != null && !Boolean.FALSE.equals(value);
	}

	static boolean isEqual(Object a, Object b) {
		return compare(a, b) == 0;
	}

	static String type(Object value) {
		if (value == null) {
			return "NULL";
		}
		if (value == MINVAL) {
			return "MINVAL";
		}
		if (value == MAXVAL) {
			return "MAXVAL";
		}
		if (value instanceof Boolean) {
			return "BOOL";
		}
		if (value instanceof Double) {
			return "NUMBER";
		}
		if (value instanceof String) {
			return "STRING";
		}
		if (value instanceof List) {
			return "ARRAY";
		}
		if (value instanceof Map<?, ?> object) {
			Object pseudotype = object.get(PSEUDOTYPE);
			return (pseudotype != null) ? "PTYPE<" + pseudotype + ">" : "OBJECT";
		}
		throw new IllegalStateException("No value: " + value.getClass());
	}

	/** Values of different types are ordered by the names of the types. */
	private static int compare(Object a, Object b) {
		if (a == b) {
			return 0;
		}
		if (a == MINVAL || b == MAXVAL) {
			return -1;
		}
		if (a == MAXVAL || b == MINVAL) {
			return 1;
		}
		int types = type(a).compareTo(type(b));
		if (types != 0 || a == null) {
			return types;
		}
		if (a instanceof Boolean flag) {
			return flag.compareTo((Boolean) b);
		}
		if (a instanceof Double number) {
			double other = (Double) b;
			return (number < other) ? -1 : (number > other) ? 1 : 0;
		}
		if (a instanceof String text) {
			return Arrays.compareUnsigned(text.getBytes(StandardCharsets.UTF_8),
					((String) b).getBytes(StandardCharsets.UTF_8));
		}
		if (a instanceof List<?> items) {
			return compareItems(items, (List<?>) b);
		}
		return compareMembers((Map<?, ?>) a, (Map<?, ?>) b);
	}

	private static int compareItems(List<?> a, List<?> b) {
		for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
			int items = compare(a.get(i), b.get(i));
			if (items != 0) {
				return items;
			}
		}
		return Integer.compare(a.size(), b.size());
	}

	private static int compareMembers(Map<?, ?> a, Map<?, ?> b) {
		List<Object> left = new ArrayList<>();
		List<Object> right = new ArrayList<>();
		a.forEach((name, value) -> left.add(Arrays.asList(name, value)));
		b.forEach((name, value) -> right.add(Arrays.asList(name, value)));
		return compareItems(left, right);
	}

	/** Documents whose field is of no such type are not in an index. */
	static boolean isIndexable(Object value) {
		if (value instanceof List<?> items) {
			return items.stream().allMatch(Values::isIndexable);
		}
		return value instanceof String || value instanceof Double || value instanceof Boolean;
	}

	static Object requireKey(Object key) {
		if (key == null || (key instanceof Map && !((Map<?, ?>) key).containsKey(PSEUDOTYPE))) {
			throw ReqlFault.logic("Primary keys must be either a number, string, bool, pseudotype or array (got type "
					+ type(key) + "):\n" + key);
		}
		if (key instanceof String text) {
			if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
				throw ReqlFault.logic("Primary key too long (max " + LONGEST_KEY + " characters): " + text);
			}
			if (text.indexOf('\0') >= 0) {
				throw ReqlFault.logic("Key cannot contain null characters");
			}
		}
		return key;
	}

	static List<Object> limited(List<Object> array) {
		if (array.size() > ARRAY_LIMIT) {
			throw new ReqlFault(com.rethinkdb.gen.proto.ErrorType.RESOURCE_LIMIT,
					"Array over size limit `" + ARRAY_LIMIT + "`.");
		}
		return array;
	}

}
