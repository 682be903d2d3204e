package io.jobscheduler.test.example;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.FireReply.Quarantined;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The jobs that have not ended.
 */
final class JobTable {

	private final ObjectNode entries;

	private final EntryFormat format;

	private final NavigableMap<JobId, Job> jobs = new TreeMap<>();

	private final Map<String, String> corrupt = new LinkedHashMap<>();

	JobTable(ObjectNode entries, EntryFormat format) {
		this.entries = entries;
		this.format = format;
		entries.properties().forEach((entry) -> load(entry.getKey(), entry.getValue()));
	}

	/** One that was set aside is shown as far as it can be. */
	private void load(String id, JsonNode entry) {
		try {
			this.jobs.put(JobId.of(id), this.format.readJob(JobId.of(id), entry));
		}
		catch (IllegalArgumentException ex) {
			this.corrupt.put(id, String.valueOf(ex.getMessage()));
		}
		catch (StoredFormatException ex) {
			if (state(entry).equals(JobState.QUARANTINED.name())) {
				this.jobs.put(JobId.of(id), standIn(JobId.of(id), entry));
			}
			else if (!ex.isUnknown()) {
				this.corrupt.put(id, String.valueOf(ex.getMessage()));
			}
		}
	}

	private static Job standIn(JobId id, JsonNode entry) {
		String task = entry.path("task").stringValue("");
		JobSpec spec = new JobSpec(task.isBlank() ? "unknown" : task, Payload.EMPTY, JobSettings.NONE, null, null);
		String reason = entry.path("reason").stringValue("cannot be read");
		return new Job(id, spec, Instant.EPOCH, Instant.EPOCH, JobState.QUARANTINED, Attempts.NONE.quarantined(reason));
	}

	private static String state(JsonNode entry) {
		return entry.path("state").stringValue("");
	}

	boolean has(JobId id) {
		return this.entries.has(id.toString());
	}

	/** Only what can be read. */
	@Nullable Job get(JobId id) {
		return this.jobs.get(id);
	}

	/** Only what can be read, by id. */
	Collection<Job> all() {
		return this.jobs.values();
	}

	/** By id, from after a cursor. */
	Collection<Job> after(@Nullable String cursor) {
		return (cursor != null) ? this.jobs.tailMap(JobId.of(cursor), false).values() : this.jobs.values();
	}

	Stream<Job> pending() {
		return all().stream().filter((job) -> job.state() == JobState.PENDING);
	}

	/** Jobs that run, the one whose lease ends first in front. */
	Stream<Job> running() {
		return all().stream()
			.filter((job) -> job.attempts().leaseUntil() != null)
			.sorted(Comparator.comparing((job) -> job.attempts().leaseUntil()));
	}

	void put(Job job) {
		this.jobs.put(job.id(), job);
		this.entries.set(job.id().toString(), this.format.write(job));
	}

	void remove(JobId id) {
		this.jobs.remove(id);
		this.entries.remove(id.toString());
	}

	@Nullable JobId holderOf(String uniqueKey) {
		return this.entries.properties()
			.stream()
			.filter((entry) -> entry.getValue().path("uniqueKey").stringValue("").equals(uniqueKey))
			.map((entry) -> JobId.of(entry.getKey()))
			.findFirst()
			.orElse(null);
	}

	/** Whether the claim still holds its job: a damaged one is held, too. */
	boolean isHeld(Claim claim) {
		JsonNode entry = this.entries.path(claim.job().id().toString());
		return state(entry).equals(JobState.RUNNING.name()) && token(entry) == claim.token();
	}

	private static long token(JsonNode entry) {
		return entry.path("attempts").path("token").longValue(0);
	}

	void extend(Claim claim, Instant leaseUntil, @Nullable Progress progress) {
		ObjectNode entry = (ObjectNode) this.entries.path(claim.job().id().toString());
		this.format.write(claim.job().attempts().renewed(leaseUntil, progress), entry);
		load(claim.job().id().toString(), entry);
	}

	/** What is there of a job, for a completion that does not hold it. */
	Completion.@Nullable Trace trace(JobId id) {
		JsonNode entry = this.entries.get(id.toString());
		return (entry != null) ? new Completion.Trace(token(entry), state(entry).equals(JobState.RUNNING.name()), null)
				: null;
	}

	/** Also counts what cannot be read: it has been claimed, and may run. */
	List<String> runningTasks() {
		return this.entries.properties()
			.stream()
			.filter((entry) -> state(entry.getValue()).equals(JobState.RUNNING.name()))
			.map((entry) -> entry.getValue().path("task").stringValue(""))
			.toList();
	}

	int liveOf(String schedule) {
		return (int) this.entries.properties()
			.stream()
			.filter((entry) -> entry.getValue().path("origin").path("schedule").stringValue("").equals(schedule))
			.filter((entry) -> !state(entry.getValue()).equals(JobState.QUARANTINED.name()))
			.count();
	}

	long count(JobState state) {
		return this.entries.properties()
			.stream()
			.filter((entry) -> state(entry.getValue()).equals(state.name()))
			.count();
	}

	/** Claims whose lease has ended, the one that ended first in front. */
	Stream<Claim> expired(Instant now) {
		return running().filter((job) -> job.attempts().leaseUntil().isBefore(now))
			.map((job) -> new Claim(job, job.attempts().token(), job.attempts().leaseUntil()));
	}

	/** Sets aside what no node can read and no node holds. */
	List<Quarantined> quarantinePending() {
		return quarantine((entry) -> !state(entry).equals(JobState.RUNNING.name()));
	}

	/** Sets aside what no node can read and none holds any longer. */
	List<Quarantined> quarantineExpired(Instant now) {
		return quarantine((entry) -> state(entry).equals(JobState.RUNNING.name()) && isExpired(entry, now));
	}

	/** Adds the reason, and leaves what cannot be read as it is. */
	private List<Quarantined> quarantine(Predicate<JsonNode> which) {
		List<Quarantined> quarantined = new ArrayList<>();
		this.corrupt.forEach((id, reason) -> {
			JsonNode entry = this.entries.path(id);
			if (which.test(entry)) {
				ObjectNode aside = (entry instanceof ObjectNode object) ? object
						: this.format.object().set("was", entry);
				this.entries.set(id, aside.put("state", JobState.QUARANTINED.name()).put("reason", reason));
				quarantined.add(new Quarantined(id, reason));
			}
		});
		return quarantined;
	}

	private static boolean isExpired(JsonNode entry, Instant now) {
		try {
			return Instant.parse(entry.path("attempts").path("leaseUntil").stringValue("")).isBefore(now);
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

}
