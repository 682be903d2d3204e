package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.jobscheduler.store.JobStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Calls scripts by their SHA, and sends those that a server does not know.
 */
final class Scripts {

	/** So many items are given to one call of a script, which nothing else interrupts. */
	static final int ITEMS = 500;

	/** So many rows are read by one call. */
	static final int ROWS = 1000;

	/**
	 * About so many bytes go one way or the other in one call, unless one item alone is
	 * larger.
	 */
	static final int BYTES = 8_000_000;

	private final RedisConnectionFactory connections;

	private final String prefix;

	private final Supplier<Duration> clockOffset;

	Scripts(RedisConnectionFactory connections, String prefix, Supplier<Duration> clockOffset) {
		this.connections = connections;
		this.prefix = prefix;
		this.clockOffset = clockOffset;
	}

	/**
	 * Calls a script.
	 * @throws JobStoreException if it did not run to its end
	 */
	Reply run(Script script, Arguments arguments) {
		List<byte[]> all = new ArrayList<>();
		for (String text : List.of(this.prefix + "meta", this.prefix + "absent", this.prefix,
				Long.toString(Micros.of(this.clockOffset.get())))) {
			all.add(text.getBytes(StandardCharsets.UTF_8));
		}
		all.addAll(arguments.values());
		byte[][] keysAndArguments = all.toArray(byte[][]::new);
		return call((connection) -> new Reply(run(connection.scriptingCommands(), script, keysAndArguments)));
	}

	private static List<?> run(RedisScriptingCommands commands, Script script, byte[][] keysAndArguments) {
		List<?> reply;
		try {
			reply = commands.evalSha(script.sha(), ReturnType.MULTI, 2, keysAndArguments);
		}
		catch (RuntimeException ex) {
			if (!RedisErrors.isUnknownScript(ex)) {
				throw ex;
			}
			reply = commands.eval(script.source(), ReturnType.MULTI, 2, keysAndArguments);
		}
		return (reply != null) ? reply : List.of();
	}

	/** Does something on a connection. */
	<T> T call(Call<T> call) {
		try (RedisConnection connection = this.connections.getConnection()) {
			return call.on(connection);
		}
		catch (RuntimeException ex) {
			throw RedisErrors.translate(ex);
		}
	}

	/**
	 * Calls a script that answers a list of items with a list of replies, as often as it
	 * takes.
	 * @param head what stands before the items at each call
	 */
	List<Reply> each(Script script, Arguments head, List<Arguments> items) {
		List<Reply> replies = new ArrayList<>();
		for (List<Arguments> part : cut(items)) {
			Reply reply = run(script, new Arguments().add(head).list(part));
			for (int i = 0; i < reply.size(); i++) {
				replies.add(reply.reply(i));
			}
		}
		return replies;
	}

	/** Cuts items into parts that are small enough for one call. */
	static List<List<Arguments>> cut(List<Arguments> items) {
		List<List<Arguments>> parts = new ArrayList<>();
		List<Arguments> part = new ArrayList<>();
		long bytes = 0;
		for (Arguments item : items) {
			if (!part.isEmpty() && (part.size() == ITEMS || bytes + item.bytes() > BYTES)) {
				parts.add(part);
				part = new ArrayList<>();
				bytes = 0;
			}
			part.add(item);
			bytes += item.bytes();
		}
		if (!part.isEmpty()) {
			parts.add(part);
		}
		return parts;
	}

	/** Something done on a connection. */
	@FunctionalInterface
	interface Call<T extends @Nullable Object> {

		T on(RedisConnection connection);

	}

}
