package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Trace;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.zookeeper.Endings.Ended;
import io.jobscheduler.store.zookeeper.Endings.Held;
import io.jobscheduler.store.zookeeper.Endings.Next;
import io.jobscheduler.store.zookeeper.Endings.Released;
import org.jspecify.annotations.Nullable;

/**
 * Ends claims: reads the jobs, and lets those go whose token still holds them. What has
 * changed in between is read again.
 */
final class CompleteStep {

	private static final int ATTEMPTS = 50;

	/** Stands for what nobody can read, and no completion leaves. */
	private static final Trace NONSENSE = new Trace(-1, true, null);

	private final Connection connection;

	private final Layout layout;

	private final Endings endings;

	CompleteStep(Connection connection, Layout layout, Endings endings) {
		this.connection = connection;
		this.layout = layout;
		this.endings = endings;
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		Map<Integer, CompletionStatus> statuses = new TreeMap<>();
		for (int attempt = 0; statuses.size() < completions.size(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new StoreUnavailableException(
						"Runs cannot be completed, since their schedules change all the time; try again", null);
			}
			round(completions, statuses, attempt);
		}
		return new ArrayList<>(statuses.values());
	}

	private void round(List<Completion> completions, Map<Integer, CompletionStatus> statuses, int attempt) {
		Round round = this.connection.round();
		Round.Tick tick = round.tick();
		Round.Children cancels = round.children(this.layout.cancels());
		Map<Integer, Round.Data> znodes = new LinkedHashMap<>();
		Map<Integer, Round.Look> entries = new LinkedHashMap<>();
		for (int i = 0; i < completions.size(); i++) {
			if (!statuses.containsKey(i)) {
				znodes.put(i, round.data(this.layout.job(completions.get(i).claim().job().id())));
				if (attempt > 0) {
					entries.put(i, round.look(entry(completions.get(i).claim())));
				}
			}
		}
		round.run();
		Set<String> asked = new HashSet<>(cancels.names());
		Map<Departure, Integer> departures = new LinkedHashMap<>();
		znodes.forEach((i, znode) -> {
			Completion completion = completions.get(i);
			Claim claim = completion.claim();
			Round.Look entry = entries.get(i);
			boolean there = entry == null || entry.exists();
			if (isHeld(znode, claim, there)) {
				Held held = new Held(claim.job().id(), znode, there ? entry(claim) : null, Change.ANY);
				departures.put(new Departure(held, next(completion, tick.now()), asked.contains(held.id().toString())),
						i);
			}
			else {
				statuses.put(i, completion.unheld(trace(znode)));
			}
		});
		for (Departure done : this.endings.apply(departures.keySet(), tick.now())) {
			statuses.put(Objects.requireNonNull(departures.get(done)), CompletionStatus.APPLIED);
		}
	}

	private String entry(Claim claim) {
		return this.layout.liveEntry(claim.job().id(), LiveEntry.running(claim.job(), claim.token()));
	}

	/**
	 * Whether a claim holds a job. Where the job's data cannot be read, its entry tells,
	 * which has the token in its name.
	 */
	private static boolean isHeld(Round.Data znode, Claim claim, boolean entryThere) {
		Fields fields = znode.fields();
		if (fields == null) {
			return znode.exists() && entryThere;
		}
		return isHeld(fields, claim);
	}

	/** Whether a job says that a claim holds it. */
	static boolean isHeld(Fields fields, Claim claim) {
		return fields.has("state", JobState.RUNNING.name()) && fields.has("token", Long.toString(claim.token()));
	}

	private static @Nullable Trace trace(Round.Data znode) {
		if (!znode.exists()) {
			return null;
		}
		Fields fields = znode.fields();
		if (fields == null) {
			return NONSENSE;
		}
		try {
			Outcome outcome = JobFields.isEnded(fields) ? Outcome.valueOf(fields.text("outcome")) : null;
			return new Trace(fields.number("token"), fields.has("state", JobState.RUNNING.name()), outcome);
		}
		catch (RuntimeException ex) {
			return NONSENSE;
		}
	}

	/** What becomes of a job by a completion. */
	static Next next(Completion completion, Instant now) {
		if (!(completion.verdict() instanceof End end)) {
			return new Released(completion.released(now));
		}
		return new Ended(completion.result(now), !end.retention().isZero());
	}

}
