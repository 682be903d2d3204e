package io.jobscheduler.store.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.jobscheduler.job.JobId;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.StoreSchemaException;

/**
 * Where everything is, below the store's root.
 */
final class Layout {

	/** The version of this layout. */
	static final int VERSION = 1;

	/**
	 * How many jobs and results there may be in a shard. The names of that many take some
	 * 800 KB, of the 1 MB that ZooKeeper sends.
	 */
	static final int MOST_JOBS = 8_000;

	/** How many schedules, whose names may be longer. */
	static final int MOST_SCHEDULES = 1_500;

	private static final int SHARDS = 32;

	private static final int SCHEDULE_SHARDS = 16;

	private final Connection connection;

	private final String base;

	private final Directory<LiveEntry> live;

	private final Directory<EndedEntry> ended;

	private final Directory<SkipEntry> skips;

	private final Directory<AgendaEntry> agenda;

	private final Directory<String> schedules;

	Layout(Connection connection) {
		this.connection = connection;
		this.base = connection.base();
		this.live = new Directory<>(this.base + "/live", SHARDS, LiveEntry::parse);
		this.ended = new Directory<>(this.base + "/ended", SHARDS, EndedEntry::parse);
		this.skips = new Directory<>(this.base + "/skips", SCHEDULE_SHARDS, SkipEntry::parse);
		this.agenda = new Directory<>(this.base + "/agenda", SCHEDULE_SHARDS, AgendaEntry::parse);
		this.schedules = new Directory<>(this.base + "/schedules", SCHEDULE_SHARDS, (path, name) -> name);
	}

	/** The entries of jobs that have not ended. */
	Directory<LiveEntry> live() {
		return this.live;
	}

	/** The entries of results. */
	Directory<EndedEntry> ended() {
		return this.ended;
	}

	/** Fire times without a job. */
	Directory<SkipEntry> skips() {
		return this.skips;
	}

	/** When schedules are due. */
	Directory<AgendaEntry> agenda() {
		return this.agenda;
	}

	/** The schedules, by the names of their znodes. */
	Directory<String> schedules() {
		return this.schedules;
	}

	/** A job, and later its result. */
	String job(JobId id) {
		return String.format("%s/jobs/%02x/%s", this.base, this.live.shard(id.toString()), id);
	}

	String liveEntry(JobId id, String name) {
		return this.live.shardPath(id.toString()) + "/" + name;
	}

	String endedEntry(JobId id, String name) {
		return this.ended.shardPath(id.toString()) + "/" + name;
	}

	/** Who has a unique key. */
	String key(String key) {
		String name = ZnodeName.hash(key);
		return String.format("%s/keys/%02x/%s", this.base, this.live.shard(name), name);
	}

	/** A schedule, by the name of its znode. */
	String schedule(String name) {
		return this.schedules.shardPath(name) + "/" + name;
	}

	String agendaEntry(String schedule, String name) {
		return this.agenda.shardPath(schedule) + "/" + name;
	}

	String skip(String name) {
		return this.skips.shardPath(name) + "/" + name;
	}

	String nodes() {
		return this.base + "/nodes";
	}

	String node(String id) {
		return nodes() + "/" + ZnodeName.of(id);
	}

	/** Jobs that were asked to stop. */
	String cancels() {
		return this.base + "/cancels";
	}

	String cancel(String id) {
		return cancels() + "/" + id;
	}

	/** What a node was told, by the name of its znode. */
	String mode(String name) {
		return this.base + "/modes/" + name;
	}

	/** What all nodes were told. No node's znode has this name. */
	String modeOfAll() {
		return mode("~");
	}

	/** The limits of tasks. */
	String limits() {
		return this.base + "/limits";
	}

	/** What is written with every claim of a limited task. */
	String guard(String task) {
		return this.base + "/guards/" + ZnodeName.hash(task);
	}

	String hints() {
		return this.base + "/hints";
	}

	String meta() {
		return this.base + "/meta";
	}

	/**
	 * Makes what is missing; {@code meta} last, as the sign that all is there, but for
	 * what came to the layout later.
	 */
	void make() {
		Round look = this.connection.round();
		Round.Data meta = look.data(meta());
		Round.Look newest = look.look(hints() + "/" + Hint.MODE);
		look.run();
		if (meta.exists() && newest.exists()) {
			return;
		}
		List<String> tops = List.of("/live", "/ended", "/skips", "/agenda", "/schedules", "/jobs", "/keys", "/nodes",
				"/cancels", "/modes", "/limits", "/guards", "/hints", "/clock");
		create(tops.stream().map((top) -> this.base + top).toList());
		List<String> shards = new ArrayList<>();
		for (Directory<?> directory : List.of(this.live, this.ended, this.skips, this.agenda, this.schedules)) {
			shards.addAll(directory.paths());
		}
		for (String top : List.of("/jobs", "/keys")) {
			IntStream.range(0, SHARDS).forEach((i) -> shards.add(String.format("%s%s/%02x", this.base, top, i)));
		}
		for (Hint kind : Hint.values()) {
			shards.add(hints() + "/" + kind);
		}
		create(shards);
		Round last = this.connection.round();
		last.commit(this.connection.change().create(meta(), new Fields().put("layout", VERSION).bytes()));
		last.run();
	}

	private void create(List<String> paths) {
		Round round = this.connection.round();
		paths.forEach((path) -> round.commit(this.connection.change().create(path)));
		round.run();
	}

	/**
	 * Looks whether the layout is the one that is known here.
	 * @throws StoreSchemaException if not
	 */
	void require(Round.Data meta) {
		Fields fields = meta.fields();
		String found = (fields != null) ? fields.textOr("layout", "unknown") : meta.exists() ? "unknown" : "none";
		if (!found.equals(Integer.toString(VERSION))) {
			throw new StoreSchemaException("The znodes below " + this.base + " have layout " + found
					+ "; this version of the scheduler knows layout " + VERSION
					+ ". Use the version that wrote them, or another root", null);
		}
	}

}
