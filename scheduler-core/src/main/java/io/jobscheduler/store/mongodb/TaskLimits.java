package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.TaskSettings;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running jobs, and of how often jobs may be claimed. Which tasks have one
 * is remembered between pulses; how many may still be claimed is always found out anew.
 */
final class TaskLimits {

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	private volatile Map<String, String> canonicalOfLimited = Map.of();

	/** The tasks that have a limit, aliases among them, each with the id it counts as. */
	Map<String, String> canonicalOfLimited() {
		return this.canonicalOfLimited;
	}

	/**
	 * Reads which tasks have a limit.
	 * @return what nodes have been told, which is read with it
	 */
	NodeModes refresh(Session session) {
		List<Document> read = session.tasks
			.list(session.tasks.find(Filters.or(Filters.gte("limit", 0), Filters.exists("rate"), NodeModes.told()))
				.projection(Projections.include("canonical", "mode")));
		Map<String, String> found = new HashMap<>();
		Fields.each(read.stream().filter((each) -> each.get("_id") instanceof String).toList(),
				(task) -> found.put(task.text("_id"), task.text("canonical")));
		this.canonicalOfLimited = Map.copyOf(found);
		return NodeModes.of(read);
	}

	/** The revision rises, so that who counts at this moment counts again. */
	void put(Session session, List<TaskSettings> settings) {
		Map<String, UpdateOneModel<Document>> writes = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> writes.put(id, write(id, each)));
		}
		session.tasks.write(new ArrayList<>(writes.values()));
		refresh(session);
	}

	private static UpdateOneModel<Document> write(String id, TaskSettings settings) {
		RateLimit rate = settings.rate();
		Change change = new Change();
		change.set("canonical", settings.task());
		change.set("limit", settings.maxRunningJobs());
		change.set("rate", (rate != null) ? document(rate) : null);
		if (rate == null || !id.equals(settings.task())) {
			change.set("window", null);
		}
		change.with("$inc", new Document("revision", 1L));
		return new UpdateOneModel<>(new Document("_id", id), change.update(), UPSERT);
	}

	private static Document document(RateLimit rate) {
		return new Document("permits", rate.permits()).append("period", Micros.of(rate.period()));
	}

	/** The rate of a task; {@code null} if it has none. */
	static @Nullable RateLimit rate(Fields task) {
		Fields rate = task.findChild("rate");
		return (rate != null) ? new RateLimit(rate.integer("permits"), Micros.duration(rate.number("period"))) : null;
	}

}
