package io.jobscheduler.store.zookeeper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A directory whose names carry what is looked for, split into shards, so that no list
 * gets too long to be read. The lists are remembered, and read again only when the shard
 * has changed.
 *
 * @param <T> what the names say
 */
final class Directory<T> {

	private final String path;

	private final BiFunction<String, String, @Nullable T> parser;

	private final AtomicReferenceArray<Shard<T>> shards;

	private final AtomicIntegerArray counts;

	/**
	 * A directory.
	 * @param path its path
	 * @param count how many shards it has, a power of two
	 * @param parser what a path and a name say; {@code null} or an exception if nothing
	 */
	Directory(String path, int count, BiFunction<String, String, @Nullable T> parser) {
		this.path = path;
		this.parser = parser;
		this.shards = new AtomicReferenceArray<>(count);
		this.counts = new AtomicIntegerArray(count);
		for (int i = 0; i < count; i++) {
			this.shards.set(i, new Shard<>(0, List.of()));
		}
	}

	List<String> paths() {
		return IntStream.range(0, this.shards.length()).mapToObj(this::path).toList();
	}

	private String path(int shard) {
		return String.format("%s/%02x", this.path, shard);
	}

	int shard(String id) {
		int hash = id.hashCode() * 0x9E3779B9;
		return (hash >>> 16) & (this.shards.length() - 1);
	}

	String shardPath(String id) {
		return path(shard(id));
	}

	/** How many a shard had when it was last looked at. */
	int count(String id) {
		return this.counts.get(shard(id));
	}

	/** Looks at all shards. */
	Looking look(Round round) {
		return new Looking(round, IntStream.range(0, this.shards.length()).boxed().toList());
	}

	/** Looks at the shards of some ids. */
	Looking look(Round round, Stream<String> ids) {
		return new Looking(round, ids.map(this::shard).distinct().toList());
	}

	/**
	 * What a shard holds.
	 *
	 * @param changedBy the number of the write that left it so
	 * @param entries what the names of its children say
	 */
	private record Shard<T>(long changedBy, List<T> entries) {

		static <T> Shard<T> later(Shard<T> one, Shard<T> other) {
			return (other.changedBy() > one.changedBy()) ? other : one;
		}

	}

	/** A look at the directory, in two rounds. */
	final class Looking {

		private final SortedMap<Integer, Round.Look> looks = new TreeMap<>();

		private final SortedMap<Integer, Round.Children> lists = new TreeMap<>();

		private final SortedMap<Integer, Shard<T>> known = new TreeMap<>();

		private Looking(Round round, Collection<Integer> wanted) {
			wanted.forEach((shard) -> this.looks.put(shard, round.look(path(shard))));
		}

		/** After the first round: takes notice of how many there are. */
		void count() {
			this.looks.forEach((shard, look) -> Directory.this.counts.set(shard, look.count()));
		}

		/** After the first round: how many there are in all. */
		int total() {
			return this.looks.values().stream().mapToInt(Round.Look::count).sum();
		}

		/** After the first round: asks for what has changed. */
		void refresh(Round round) {
			count();
			this.looks.forEach((shard, look) -> {
				Shard<T> shardKnown = Directory.this.shards.get(shard);
				if (look.changedBy() != shardKnown.changedBy()) {
					this.lists.put(shard, round.children(look.path));
				}
				else {
					this.known.put(shard, shardKnown);
				}
			});
		}

		/** After the second round: what there is. */
		List<T> entries() {
			List<T> all = new ArrayList<>();
			this.known.values().forEach((shard) -> all.addAll(shard.entries()));
			this.lists.forEach((shard, list) -> {
				Shard<T> read = new Shard<>(list.changedBy(), parse(list));
				Directory.this.shards.accumulateAndGet(shard, read, Shard::later);
				all.addAll(read.entries());
			});
			return all;
		}

		private List<T> parse(Round.Children list) {
			return list.names()
				.stream()
				.map((name) -> parse(list.path + "/" + name, name))
				.filter(Objects::nonNull)
				.toList();
		}

		private @Nullable T parse(String child, String name) {
			try {
				return Directory.this.parser.apply(child, name);
			}
			catch (RuntimeException ex) {
				return null;
			}
		}

	}

}
