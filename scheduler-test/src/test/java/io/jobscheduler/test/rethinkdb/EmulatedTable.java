package io.jobscheduler.test.rethinkdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Documents by their primary keys. One document is written at a time.
 */
final class EmulatedTable {

	private final String name;

	private final Map<Object, Map<String, Object>> documents = new ConcurrentSkipListMap<>(Values.ORDER);

	private final Set<String> indexes = new ConcurrentSkipListSet<>();

	private final List<BiConsumer<Map<String, Object>, Map<String, Object>>> feeds = new CopyOnWriteArrayList<>();

	EmulatedTable(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	List<Object> all() {
		return new ArrayList<>(this.documents.values());
	}

	Map<String, Object> get(Object key) {
		return this.documents.get(Values.requireKey(key));
	}

	/**
	 * Writes one document, alone.
	 * @param write makes a document, or nothing, of what is there
	 */
	synchronized void write(Object key, UnaryOperator<Map<String, Object>> write) {
		Map<String, Object> before = this.documents.get(key);
		Map<String, Object> after = write.apply(before);
		if (after == before) {
			return;
		}
		if (after == null) {
			this.documents.remove(key);
		}
		else {
			this.documents.put(key, after);
		}
		this.feeds.forEach((feed) -> feed.accept(before, after));
	}

	void createIndex(String index) {
		if (!this.indexes.add(index)) {
			throw ReqlFault.failed("Index `" + index + "` already exists on table `" + this.name + "`.");
		}
	}

	void dropIndex(String index) {
		requireIndex(index);
		this.indexes.remove(index);
	}

	List<Object> indexes() {
		return new ArrayList<>(new TreeSet<>(this.indexes));
	}

	/** What an index holds of a document, or nothing. */
	Object indexed(String index, Map<String, Object> document) {
		if (index.equals("id")) {
			return document.get("id");
		}
		if (!this.indexes.contains(index)) {
			throw ReqlFault.failed("Index `" + index + "` was not found on table `" + this.name + "`.");
		}
		Object value = document.get(index);
		return Values.isIndexable(value) ? value : null;
	}

	void requireIndex(String index) {
		indexed(index, Map.of("id", ""));
	}

	void listen(BiConsumer<Map<String, Object>, Map<String, Object>> feed) {
		this.feeds.add(feed);
	}

	void unlisten(BiConsumer<Map<String, Object>, Map<String, Object>> feed) {
		this.feeds.remove(feed);
	}

}
