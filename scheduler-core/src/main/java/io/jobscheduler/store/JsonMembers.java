package io.jobscheduler.store;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.jobscheduler.serializer.StoredFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of a stored JSON object, counted off as they are read, so that one that
 * nobody understands is not lost silently.
 */
final class JsonMembers {

	private static final String VERSION_MEMBER = "v";

	private final JsonNode object;

	private final Set<String> unread;

	private JsonMembers(JsonNode object) {
		this.object = object;
		this.unread = new TreeSet<>(object.propertyNames());
	}

	static <T> T read(JsonNode node, Function<JsonMembers, T> reader) {
		if (!node.isObject()) {
			throw StoredFormatException.corrupt("a JSON object is expected", null);
		}
		JsonMembers members = new JsonMembers(node);
		members.requireKnownVersion();
		T value = reader.apply(members);
		if (!members.unread.isEmpty()) {
			throw StoredFormatException.corrupt("members " + members.unread + " do not belong there", null);
		}
		return value;
	}

	private void requireKnownVersion() {
		Integer version = findInteger(VERSION_MEMBER);
		if (version != null && version > StoreFormat.VERSION) {
			throw StoredFormatException.unknown("Version " + version + " of the stored format is not known here; "
					+ "the highest known is " + StoreFormat.VERSION);
		}
	}

	@Nullable JsonNode find(String name) {
		this.unread.remove(name);
		return this.object.get(name);
	}

	JsonNode node(String name) {
		return required(name, find(name));
	}

	String text(String name) {
		return get(name, Function.identity());
	}

	<T> T get(String name, Function<String, T> parser) {
		return required(name, find(name, parser));
	}

	<T> @Nullable T find(String name, Function<String, T> parser) {
		JsonNode node = find(name);
		return (node != null) ? parser.apply(node.stringValue()) : null;
	}

	int integer(String name) {
		return required(name, findInteger(name));
	}

	@Nullable Integer findInteger(String name) {
		JsonNode node = find(name);
		return (node != null) ? node.intValue() : null;
	}

	<T> T child(String name, Function<JsonMembers, T> reader) {
		return required(name, findChild(name, reader));
	}

	<T> @Nullable T findChild(String name, Function<JsonMembers, T> reader) {
		JsonNode node = find(name);
		return (node != null) ? read(node, reader) : null;
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			throw StoredFormatException.corrupt("member '" + name + "' is missing", null);
		}
		return value;
	}

}
