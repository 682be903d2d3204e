package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.zookeeper.TaskLimits.Limit;
import io.jobscheduler.store.zookeeper.TaskLimits.Limits;

/**
 * Claims due jobs, in four rounds: the time, the limits and what has changed; the names
 * of what is there; the jobs that were chosen; the claims. It goes through them again
 * only where something came in between.
 */
final class ClaimStep {

	private static final int ATTEMPTS = 100;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private volatile Set<String> limitedTasks = Set.of();

	ClaimStep(Connection connection, Layout layout, JobFields jobs) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
	}

	ClaimReply claim(ClaimRequest request) {
		Claiming claiming = new Claiming(request);
		try {
			boolean more = true;
			for (int attempt = 0; more && attempt < ATTEMPTS; attempt++) {
				more = attempt(claiming);
			}
		}
		catch (JobStoreException ex) {
			if (claiming.isEmpty()) {
				throw ex;
			}
			// what was claimed is held, whatever happened afterwards
		}
		return claiming.reply();
	}

	/**
	 * What is written with every claim of a limited task is read before its claims are
	 * counted. So one that is made meanwhile is counted, or makes the write fail.
	 */
	private boolean attempt(Claiming claiming) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Round.Data limitsZnode = first.data(this.layout.limits());
		Map<String, Round.Data> guards = new HashMap<>();
		for (String task : this.limitedTasks) {
			guards.put(task, first.data(this.layout.guard(task)));
		}
		Directory<LiveEntry>.Looking live = this.layout.live().look(first);
		first.run();
		Limits limits = TaskLimits.read(limitsZnode);
		Set<String> tasks = limits.tasks();
		if (!guards.keySet().containsAll(tasks)) {
			this.limitedTasks = tasks;
			return true;
		}
		Round second = this.connection.round();
		live.refresh(second);
		second.run();
		List<LiveEntry> entries = live.entries();
		List<Choice> choices = claiming.choose(entries, limits, new Room(limits, guards, entries, tick.now()), tick);
		Round third = this.connection.round();
		choices.forEach((choice) -> choice.read(third.data(this.layout.job(choice.entry().id()))));
		third.run();
		return write(claiming, choices, new Guard(limitsZnode, guards, tick.now()));
	}

	private boolean write(Claiming claiming, List<Choice> choices, Guard guard) {
		Map<Round.Commit, List<Choice>> commits = new LinkedHashMap<>();
		Map<Limit, List<Choice>> limited = new LinkedHashMap<>();
		Round round = this.connection.round();
		for (Choice choice : choices) {
			Limit limit = choice.limit();
			choice.decide(this.jobs, claiming);
			if (limit != null && choice.isClaim()) {
				limited.computeIfAbsent(limit, (key) -> new ArrayList<>()).add(choice);
			}
			else {
				commits.put(round.commit(choice.change(this.connection.change(), this.layout, this.jobs)),
						List.of(choice));
			}
		}
		limited.forEach((limit, group) -> commits.put(round.commit(guarded(limit, group, guard)), group));
		try {
			round.run();
		}
		finally {
			commits.forEach((commit, group) -> group.forEach((choice) -> claiming.written(choice, commit.isDone())));
		}
		return claiming.goesOn();
	}

	/** All claims of a limited task at once; those that do not fit are left for later. */
	private Change guarded(Limit limit, List<Choice> group, Guard guard) {
		Change change = this.connection.change().check(guard.limits().path, guard.limits().version());
		int most = this.connection.most();
		for (Choice choice : List.copyOf(group)) {
			Change claim = choice.change(this.connection.change(), this.layout, this.jobs);
			if (change.size() + claim.size() <= most) {
				change.add(claim);
			}
			else {
				group.remove(choice);
			}
		}
		Round.Data own = guard.guards().get(limit.task());
		if (own != null && own.exists()) {
			change.set(own.path, window(limit, own, guard.now(), group.size()), own.version());
		}
		else if (own != null) {
			change.create(own.path, window(limit, own, guard.now(), group.size()));
		}
		return change;
	}

	/** The claims that count towards a rate, with those that are made now. */
	private static byte[] window(Limit limit, Round.Data own, Instant now, int claims) {
		RateLimit rate = limit.rate();
		return (rate != null)
				? TaskLimits.window(own).claimed(rate, now, claims).toString().getBytes(StandardCharsets.UTF_8)
				: new byte[0];
	}

	/**
	 * What must not have changed when a limited task is claimed.
	 *
	 * @param limits the limits of all tasks
	 * @param guards what is written with every claim, by task
	 * @param now the store's time
	 */
	private record Guard(Round.Data limits, Map<String, Round.Data> guards, Instant now) {
	}

}
