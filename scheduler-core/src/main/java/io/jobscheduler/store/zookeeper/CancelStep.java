package io.jobscheduler.store.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelReply.Status;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.zookeeper.Endings.Ended;
import io.jobscheduler.store.zookeeper.Endings.Held;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs: ends those that wait, and writes a request for those that run.
 */
final class CancelStep {

	private static final int ATTEMPTS = 50;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final Endings endings;

	CancelStep(Connection connection, Layout layout, JobFields jobs, Endings endings) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.endings = endings;
	}

	List<CancelReply> cancel(CancelRequest request) {
		Map<JobId, Status> statuses = new LinkedHashMap<>();
		Set<JobId> open = new HashSet<>(request.jobs());
		for (int attempt = 0; !open.isEmpty(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new StoreUnavailableException("Jobs are changed by others all the time: " + open + "; try again",
						null);
			}
			round(open, request.retention(), statuses, attempt > 0);
			open.removeAll(statuses.keySet());
		}
		return request.jobs()
			.stream()
			.map((id) -> new CancelReply(id, statuses.getOrDefault(id, Status.UNKNOWN)))
			.toList();
	}

	private void round(Set<JobId> open, Duration retention, Map<JobId, Status> statuses, boolean search) {
		Round round = this.connection.round();
		Round.Tick tick = round.tick();
		Round.Children cancels = round.children(this.layout.cancels());
		Map<JobId, Round.Data> znodes = new LinkedHashMap<>();
		open.forEach((id) -> znodes.put(id, round.data(this.layout.job(id))));
		round.run();
		Map<JobId, LiveEntry> found = search(znodes, search);
		Set<String> asked = new HashSet<>(cancels.names());
		List<Departure> departures = new ArrayList<>();
		Map<JobId, Round.Commit> requests = new LinkedHashMap<>();
		Round write = this.connection.round();
		znodes.forEach((id, znode) -> {
			Fields fields = znode.fields();
			LiveEntry entry = found.get(id);
			if (!znode.exists() && entry == null) {
				statuses.put(id, Status.UNKNOWN);
			}
			else if (JobFields.isEnded(fields)) {
				statuses.put(id, Status.ENDED);
			}
			else if (isRunning(fields, entry)) {
				requests.put(id,
						write.commit(this.connection.change()
							.check(znode.path, znode.version())
							.create(this.layout.cancel(id.toString()),
									new Fields().put("retention", Micros.of(retention)).bytes())));
			}
			else {
				Held held = new Held(id, znode, entryPath(id, fields, entry, search), Change.ANY);
				departures
					.add(departure(this.jobs, held, new Request(retention, asked.contains(id.toString())), tick.now()));
			}
		});
		write.run();
		requests.forEach((id, commit) -> {
			if (commit.isDone() || asked.contains(id.toString())) {
				statuses.put(id, Status.REQUESTED);
			}
		});
		this.endings.apply(departures, tick.now()).forEach((done) -> statuses.put(done.held().id(), Status.CANCELLED));
	}

	private static boolean isRunning(@Nullable Fields fields, @Nullable LiveEntry entry) {
		return (fields != null) ? fields.has("state", JobState.RUNNING.name()) : entry instanceof LiveEntry.Running;
	}

	private @Nullable String entryPath(JobId id, @Nullable Fields fields, @Nullable LiveEntry entry, boolean searched) {
		if (entry != null || searched || fields == null) {
			return (entry != null) ? entry.path() : null;
		}
		String name = fields.find("entry");
		return (name != null) ? this.layout.liveEntry(id, name) : null;
	}

	/** Looks for the entries of jobs whose data does not tell. */
	private Map<JobId, LiveEntry> search(Map<JobId, Round.Data> znodes, boolean all) {
		Set<JobId> wanted = znodes.entrySet()
			.stream()
			.filter((each) -> all || (each.getValue().exists() && each.getValue().fields() == null))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		Round first = this.connection.round();
		Directory<LiveEntry>.Looking live = this.layout.live().look(first, wanted.stream().map(JobId::toString));
		first.run();
		Round second = this.connection.round();
		live.refresh(second);
		second.run();
		return live.entries()
			.stream()
			.filter((entry) -> wanted.contains(entry.id()))
			.collect(Collectors.toMap(LiveEntry::id, Function.identity(), (one, other) -> one));
	}

	/**
	 * A job that is not running ends as cancelled; what cannot be read of it is left out.
	 */
	static Departure departure(JobFields jobs, Held held, Request request, Instant now) {
		Job job = jobs.read(held.id(), held.znode().fields(), null).value();
		JobResult result = (job != null) ? JobResult.cancelled(job, now, request.retention())
				: cancelled(held, request.retention(), now);
		return new Departure(held, new Ended(result, !request.retention().isZero() && held.znode().exists()),
				request.asked());
	}

	private static JobResult cancelled(Held held, Duration retention, Instant now) {
		Fields fields = held.znode().fields();
		Fields known = (fields != null) ? fields : new Fields();
		JobOrigin origin = JobFields.knownOrigin(known);
		int attempt = number(known, "failures") + number(known, "abandonments") + 1;
		long token = orElse(() -> known.number("token"), 0L);
		JobResult.Run run = new JobResult.Run(attempt, token, null, null, now);
		Ending ending = Ending.unsuccessful(Outcome.CANCELLED, new JobError("cancelled", "before it started", null));
		return new JobResult(held.id(), known.textOr("task", "unknown"), origin, ending, run, now.plus(retention));
	}

	/**
	 * How a job is cancelled.
	 *
	 * @param retention how long the result is kept
	 * @param asked whether there is a znode that asks for it
	 */
	record Request(Duration retention, boolean asked) {
	}

	private static int number(Fields fields, String name) {
		return orElse(() -> fields.integer(name), 0);
	}

	private static <T> T orElse(Supplier<T> reader, T otherwise) {
		try {
			return reader.get();
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

}
