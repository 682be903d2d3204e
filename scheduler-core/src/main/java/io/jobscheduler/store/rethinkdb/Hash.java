package io.jobscheduler.store.rethinkdb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stands for texts that may be longer than a primary key may be (127 characters), or than
 * an index tells apart.
 */
final class Hash {

	private static final int BYTES = 16;

	private Hash() {
	}

	/** The first 128 bits of SHA-256, as 32 characters. */
	static String of(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
