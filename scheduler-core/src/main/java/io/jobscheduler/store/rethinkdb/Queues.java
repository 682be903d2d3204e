package io.jobscheduler.store.rethinkdb;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.job.JobSpec;
import io.jobscheduler.store.StoreFormat;

/**
 * Which queues there are: the jobs of one task, priority, version of arguments and
 * version of the store's format wait in one. A queue is entered before the first job
 * comes into it, and stays.
 */
final class Queues {

	private final Server server;

	private final Documents documents;

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connection = new AtomicInteger();

	Queues(Server server, Documents documents) {
		this.server = server;
		this.documents = documents;
	}

	static String idOf(JobSpec spec) {
		return Hash
			.of(StoreFormat.VERSION + " " + spec.payload().version() + " " + spec.priority() + " " + spec.task());
	}

	/** Enters the queues of jobs that are about to be inserted. */
	void enter(Collection<JobSpec> specs) {
		int present = this.server.connections();
		if (this.connection.getAndSet(present) != present) {
			forget();
		}
		Map<String, Map<String, Object>> unknown = new LinkedHashMap<>();
		for (JobSpec spec : specs) {
			String id = idOf(spec);
			if (!this.known.contains(id)) {
				unknown.put(id, Map.of("id", id, "of", Hash.of(spec.task()), "task", spec.task(), "priority",
						spec.priority(), "version", spec.payload().version(), "format", StoreFormat.VERSION));
			}
		}
		if (!unknown.isEmpty()) {
			this.documents.insertAbsent(List.copyOf(unknown.values()));
			this.known.addAll(unknown.keySet());
		}
	}

	/** In case that the tables are not what they were. */
	void forget() {
		this.known.clear();
	}

}
