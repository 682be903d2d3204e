package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.jobscheduler.store.TaskSettings;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running jobs. Which tasks have one is remembered between pulses; how many
 * jobs may still be claimed is always found out anew.
 */
final class TaskLimits {

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	private volatile Map<String, String> canonicalOfLimited = Map.of();

	/** The tasks that have a limit, aliases among them, each with the id it counts as. */
	Map<String, String> canonicalOfLimited() {
		return this.canonicalOfLimited;
	}

	void refresh(Session session) {
		Map<String, String> found = new HashMap<>();
		Fields.each(
				session.tasks.find(new Document("limit", new Document("$gte", 0)))
					.projection(Projections.include("canonical")),
				(task) -> found.put(task.text("_id"), task.text("canonical")));
		this.canonicalOfLimited = Map.copyOf(found);
	}

	/** The revision rises, so that who counts at this moment counts again. */
	void put(Session session, List<TaskSettings> settings) {
		Map<String, UpdateOneModel<Document>> writes = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> writes.put(id, write(id, each.task(), each.maxRunningJobs())));
		}
		session.tasks.write(new ArrayList<>(writes.values()));
		refresh(session);
	}

	private static UpdateOneModel<Document> write(String id, String canonical, @Nullable Integer limit) {
		Change change = new Change();
		change.set("canonical", canonical);
		change.set("limit", limit);
		change.with("$inc", new Document("revision", 1L));
		return new UpdateOneModel<>(new Document("_id", id), change.update(), UPSERT);
	}

}
