package io.jobscheduler.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts, each read once, with the SHA-1 by which a server knows it.
 */
enum Script {

	/** Adds jobs. */
	ADD("add"),

	/** Cancels jobs. */
	CANCEL("cancel"),

	/** Changes schedules. */
	CHANGE("schedule-writes", "change"),

	/** Claims due jobs. */
	CLAIM("rate-window", "claim"),

	/** Ends claims. */
	COMPLETE("complete"),

	/** Counts. */
	COUNTS("counts"),

	/** Reads due schedules. */
	DUE("due"),

	/** Reads expired claims. */
	EXPIRED("expired"),

	/** Reads a page. */
	FIND("find"),

	/** Applies plans. */
	FIRE("schedule-writes", "fire"),

	/** Removes a node. */
	LEAVE("leave"),

	/** Tells a node what to do. */
	MODE("mode"),

	/** Reads all nodes. */
	NODES("nodes"),

	/** Registers a node. */
	OPEN("open"),

	/** Removes what is past its retention. */
	PRUNE("schedule-writes", "prune"),

	/** A node lives. */
	PULSE("pulse"),

	/** Reads hashes by their keys. */
	READ("read"),

	/** Reads skipped fire times. */
	SKIPPED("skipped"),

	/** Sets the limits of tasks. */
	TASKS("tasks");

	private final String source;

	private final String sha;

	Script(String... parts) {
		StringBuilder text = new StringBuilder(resource("prelude"));
		for (String part : parts) {
			text.append(resource(part));
		}
		this.source = text.toString();
		try {
			this.sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source()));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	private static String resource(String name) {
		try (InputStream stream = Script.class.getResourceAsStream(name + ".lua")) {
			if (stream == null) {
				throw new IllegalStateException("No script " + name + ".lua beside " + Script.class.getName());
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] source() {
		return this.source.getBytes(StandardCharsets.UTF_8);
	}

	String sha() {
		return this.sha;
	}

}
