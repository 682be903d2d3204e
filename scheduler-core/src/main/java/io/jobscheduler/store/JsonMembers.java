package io.jobscheduler.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.jobscheduler.serializer.StoredFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the members of a JSON object, strictly: one that is missing, one that does not
 * belong there, and a {@code "v"} above {@link StoreFormat#VERSION} are errors.
 */
public final class JsonMembers {

	private static final String VERSION_MEMBER = "v";

	private final JsonNode object;

	private final Set<String> unread;

	private JsonMembers(JsonNode object) {
		this.object = object;
		this.unread = new TreeSet<>(object.propertyNames());
	}

	/**
	 * Reads an object.
	 * @param <T> what it is read as
	 * @param node the object
	 * @param reader asks for all of its members
	 * @return what the reader made of it
	 * @throws StoredFormatException if it is no object, or has other members, or another
	 * version
	 */
	public static <T> T read(JsonNode node, Function<JsonMembers, T> reader) {
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

	/**
	 * A member, whatever it is.
	 * @param name its name
	 * @return its value; {@code null} if it is absent
	 */
	public @Nullable JsonNode find(String name) {
		this.unread.remove(name);
		return this.object.get(name);
	}

	/**
	 * A member that must be there, whatever it is.
	 * @param name its name
	 * @return its value
	 */
	public JsonNode node(String name) {
		return required(name, find(name));
	}

	/**
	 * A text that must be there.
	 * @param name the member's name
	 * @return its value
	 */
	public String text(String name) {
		return get(name, Function.identity());
	}

	/**
	 * A text that must be there, parsed.
	 * @param <T> what it is parsed to
	 * @param name the member's name
	 * @param parser parses it
	 * @return its value
	 */
	public <T> T get(String name, Function<String, T> parser) {
		return required(name, find(name, parser));
	}

	/**
	 * A text, parsed.
	 * @param <T> what it is parsed to
	 * @param name the member's name
	 * @param parser parses it
	 * @return its value; {@code null} if it is absent
	 */
	public <T> @Nullable T find(String name, Function<String, T> parser) {
		JsonNode node = find(name);
		return (node != null) ? parser.apply(node.stringValue()) : null;
	}

	/**
	 * A number that must be there.
	 * @param name the member's name
	 * @return its value
	 */
	public int integer(String name) {
		return required(name, findInteger(name));
	}

	/**
	 * A number.
	 * @param name the member's name
	 * @return its value; {@code null} if it is absent
	 */
	public @Nullable Integer findInteger(String name) {
		JsonNode node = find(name);
		return (node != null) ? node.intValue() : null;
	}

	/**
	 * An object that must be there.
	 * @param <T> what it is read as
	 * @param name the member's name
	 * @param reader asks for all of its members
	 * @return its value
	 */
	public <T> T child(String name, Function<JsonMembers, T> reader) {
		return required(name, findChild(name, reader));
	}

	/**
	 * An object.
	 * @param <T> what it is read as
	 * @param name the member's name
	 * @param reader asks for all of its members
	 * @return its value; {@code null} if it is absent
	 */
	public <T> @Nullable T findChild(String name, Function<JsonMembers, T> reader) {
		JsonNode node = find(name);
		return (node != null) ? read(node, reader) : null;
	}

	/**
	 * Texts in an array.
	 * @param name the member's name
	 * @return its values; none if it is absent
	 */
	public List<String> findTexts(String name) {
		JsonNode node = find(name);
		return (node != null) ? node.valueStream().map(JsonNode::stringValue).toList() : List.of();
	}

	/**
	 * All members, each a text.
	 * @return the values by name
	 */
	public Map<String, String> texts() {
		Map<String, String> texts = new LinkedHashMap<>();
		for (String name : List.copyOf(this.unread)) {
			texts.put(name, text(name));
		}
		return texts;
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			throw StoredFormatException.corrupt("member '" + name + "' is missing", null);
		}
		return value;
	}

}
