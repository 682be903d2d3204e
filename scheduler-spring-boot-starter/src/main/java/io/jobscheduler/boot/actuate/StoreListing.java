package io.jobscheduler.boot.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.jobscheduler.store.JobStore;
import org.jspecify.annotations.Nullable;

/**
 * Lists what is in several stores, one store after the other. A cursor is then preceded
 * by the number of the store.
 */
final class StoreListing {

	private static final String SEPARATOR = "@";

	private final List<Map.Entry<String, JobStore>> stores;

	StoreListing(Map<String, JobStore> stores) {
		this.stores = List.copyOf(stores.entrySet());
	}

	/**
	 * A page of the listing of all stores.
	 * @param query what to list
	 * @param listing a page of the listing of one store
	 */
	Listed list(ListQuery query, BiFunction<JobStore, ListQuery, Listed> listing) {
		List<JsonObject> items = new ArrayList<>();
		int index = index(query.cursor());
		String next = position(query.cursor());
		while (index < this.stores.size() && items.size() < query.size()) {
			Map.Entry<String, JobStore> store = this.stores.get(index);
			Listed page = listing.apply(store.getValue(), query.at(next, query.size() - items.size()));
			page.items().forEach((item) -> items.add(item.with("store", store.getKey())));
			next = page.next();
			if (next == null) {
				index++;
			}
		}
		boolean ended = index >= this.stores.size();
		return new Listed(items, ended ? null : cursor(index, next));
	}

	private @Nullable String cursor(int index, @Nullable String position) {
		return (this.stores.size() > 1) ? index + SEPARATOR + ((position != null) ? position : "") : position;
	}

	private int index(@Nullable String cursor) {
		if (isFirst(cursor) || this.stores.size() == 1) {
			return 0;
		}
		String text = String.valueOf(cursor);
		int separator = text.indexOf(SEPARATOR);
		String number = (separator < 0) ? "" : text.substring(0, separator);
		if (!number.matches("[0-9]{1,3}") || Integer.parseInt(number) >= this.stores.size()) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': use the nextCursor of a page before");
		}
		return Integer.parseInt(number);
	}

	private @Nullable String position(@Nullable String cursor) {
		if (isFirst(cursor) || this.stores.size() == 1) {
			return cursor;
		}
		String text = String.valueOf(cursor);
		String position = text.substring(text.indexOf(SEPARATOR) + 1);
		return position.isEmpty() ? null : position;
	}

	private static boolean isFirst(@Nullable String cursor) {
		return cursor == null || cursor.isBlank();
	}

}
