package io.jobscheduler.boot.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param items what it lists
 * @param next where the next page starts, {@code null} if there is none
 */
record Listed(List<JsonObject> items, @Nullable String next) {

	JsonObject toJson() {
		return new JsonObject().with("items", this.items).with("nextCursor", this.next);
	}

}
