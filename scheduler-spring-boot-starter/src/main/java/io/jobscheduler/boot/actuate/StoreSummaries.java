package io.jobscheduler.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.StoreDescription;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;

/**
 * What is in each store, and in all of them. A store that does not answer says so, and is
 * left out of what is counted.
 */
final class StoreSummaries {

	private static final int COUNT_CAP = 10_000;

	private final Map<String, JsonObject> byName = new LinkedHashMap<>();

	private final Map<String, StoreCounts> counts = new LinkedHashMap<>();

	StoreSummaries(Map<String, JobStore> stores) {
		stores.forEach((name, store) -> this.byName.put(name, summary(name, store)));
	}

	private JsonObject summary(String name, JobStore store) {
		StoreDescription description = store.describe();
		JsonObject json = new JsonObject().with("kind", description.kind())
			.with("product", description.product())
			.with("persistent", description.persistent())
			.with("transactional", description.transactional())
			.with("pushes", description.pushes())
			.with("warnings", description.warnings());
		try {
			StoreCounts counted = store.counts(COUNT_CAP + 1);
			this.counts.put(name, counted);
			return json.with("counts", counts(Map.of(name, counted))).with("lagSeconds", lagSeconds(counted));
		}
		catch (JobStoreException ex) {
			return json.with("counts", null).with("lagSeconds", null).with("error", ex.getMessage());
		}
	}

	Map<String, JsonObject> byName() {
		return this.byName;
	}

	JsonObject counts() {
		return counts(this.counts);
	}

	@Nullable Double lagSeconds() {
		return this.counts.values().stream().map(StoreSummaries::lagSeconds).reduce(Math::max).orElse(null);
	}

	private static JsonObject counts(Map<String, StoreCounts> counts) {
		return new JsonObject().with("schedules", capped(counts, StoreCounts::schedules))
			.with("pending", capped(counts, StoreCounts::pending))
			.with("running", capped(counts, StoreCounts::running))
			.with("quarantined", capped(counts, StoreCounts::quarantined))
			.with("results", capped(counts, StoreCounts::results));
	}

	private static Object capped(Map<String, StoreCounts> counts, ToLongFunction<StoreCounts> counted) {
		long sum = counts.values().stream().mapToLong(counted).sum();
		return (sum > COUNT_CAP) ? COUNT_CAP + "+" : sum;
	}

	private static double lagSeconds(StoreCounts counts) {
		return counts.overdueMicros() / 1e6;
	}

}
