package io.jobscheduler.test.example;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.serializer.StoredFormatException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results. One that cannot be read is not shown.
 */
final class ResultTable {

	private final ObjectNode entries;

	private final EntryFormat format;

	ResultTable(ObjectNode entries, EntryFormat format) {
		this.entries = entries;
		this.format = format;
	}

	boolean has(JobId id) {
		return this.entries.has(id.toString());
	}

	Optional<JobResult> get(JobId id) {
		return read(this.entries.path(id.toString()));
	}

	private Optional<JobResult> read(JsonNode entry) {
		try {
			return Optional.of(this.format.readResult(entry));
		}
		catch (StoredFormatException ex) {
			return Optional.empty();
		}
	}

	void put(JobResult result) {
		this.entries.set(result.jobId().toString(), this.format.write(result));
	}

	int size() {
		return this.entries.size();
	}

	/** The latest first. */
	List<JobResult> latestFirst() {
		return this.entries.valueStream()
			.map(this::read)
			.flatMap(Optional::stream)
			.sorted(Comparator.comparing((JobResult result) -> result.run().endedAt())
				.thenComparing(JobResult::jobId)
				.reversed())
			.toList();
	}

	int prune(int limit, Instant now) {
		List<String> expired = latestFirst().stream()
			.filter((result) -> !result.expiresAt().isAfter(now))
			.sorted(Comparator.comparing(JobResult::expiresAt))
			.limit(limit)
			.map((result) -> result.jobId().toString())
			.toList();
		this.entries.remove(expired);
		return expired.size();
	}

}
