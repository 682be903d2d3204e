package io.jobscheduler.store.rethinkdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction3;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.AddReply.Status;
import io.jobscheduler.store.NewJob;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Adds jobs. Those without a unique key are simply inserted, the write deciding about the
 * ids that are there.
 */
final class AddStep {

	private static final String CHOSEN = "chosen";

	/** A chosen id of which there is no result can be taken again. */
	private static final ReqlFunction3 RETAKEN = (id, present, added) -> R
		.branch(added.hasFields(CHOSEN).and(Documents.field(present, "state").eq(JobDocuments.GONE)), added, present);

	private final Documents jobs;

	private final JobDocuments documents;

	private final Queues queues;

	private final UniqueKeys keys;

	AddStep(Steps steps) {
		this.jobs = steps.jobs;
		this.documents = steps.jobDocuments;
		this.queues = steps.entered;
		this.keys = steps.uniqueKeys;
	}

	List<AddReply> add(List<NewJob> additions) {
		Map<Integer, NewJob> plain = new LinkedHashMap<>();
		Map<Integer, NewJob> keyed = new LinkedHashMap<>();
		for (int index = 0; index < additions.size(); index++) {
			NewJob job = additions.get(index);
			((job.spec().uniqueKey() != null) ? keyed : plain).put(index, job);
		}
		this.queues.enter(additions.stream().map(NewJob::spec).toList());
		Map<Integer, AddReply> replies = new HashMap<>(insert(plain));
		replies.putAll(this.keys.add(keyed));
		List<AddReply> inOrder = new ArrayList<>();
		for (int index = 0; index < additions.size(); index++) {
			inOrder.add(Objects.requireNonNull(replies.get(index)));
		}
		return inOrder;
	}

	private Map<String, Object> document(NewJob job, ReqlExpr now) {
		Map<String, Object> document = this.documents.pending(job, now);
		if (job.chosen()) {
			document.put(CHOSEN, true);
		}
		return document;
	}

	private Map<Integer, AddReply> insert(Map<Integer, NewJob> plain) {
		Map<JobId, NewJob> first = new LinkedHashMap<>();
		plain.values().forEach((job) -> first.putIfAbsent(job.id(), job));
		Set<String> inserted = this.jobs.insert(List.copyOf(first.values()), this::document, RETAKEN).ids();
		Map<Integer, AddReply> replies = new HashMap<>();
		plain.forEach((index, job) -> {
			// a job that is there already was added before, and the reply was lost
			boolean added = inserted.remove(job.id().toString());
			replies.put(index, new AddReply(job.id(), added ? Status.ADDED : Status.EXISTS));
		});
		return replies;
	}

}
