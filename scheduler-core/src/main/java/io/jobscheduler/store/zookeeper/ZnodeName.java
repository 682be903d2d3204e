package io.jobscheduler.store.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * What znodes are called. A name that a user chose is kept as it is where it can be:
 * other characters than {@code A-Z a-z 0-9 - _ : @ + = ,} become {@code %} and the two
 * hexadecimal digits of each byte of UTF-8; one that gets too long by that becomes
 * {@code ~} and its hash.
 */
final class ZnodeName {

	private static final int LONGEST = 120;

	private static final String KEPT = "-_:@+=,";

	private static final int SHORT_HASH = 8;

	private ZnodeName() {
	}

	static String of(String text) {
		String encoded = encode(text);
		return (encoded.length() <= LONGEST) ? encoded : "~" + hash(text);
	}

	/** Any length. */
	static String encode(String text) {
		StringBuilder name = new StringBuilder(text.length());
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			if ((each > 0 && Character.isLetterOrDigit(each)) || KEPT.indexOf(each) >= 0) {
				name.append((char) each);
			}
			else {
				name.append(String.format("%%%02X", each));
			}
		}
		return name.toString();
	}

	/** What was encoded; a hash as it is. */
	static String decode(String name) {
		if (name.startsWith("~") || name.indexOf('%') < 0) {
			return name;
		}
		ByteBuffer bytes = ByteBuffer.allocate(name.length());
		int i = 0;
		while (i < name.length()) {
			boolean encoded = name.charAt(i) == '%';
			bytes.put(encoded ? (byte) Integer.parseInt(name.substring(i + 1, i + 3), 16) : (byte) name.charAt(i));
			i += encoded ? 3 : 1;
		}
		return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
	}

	/** SHA-256, as 43 characters of {@code A-Z a-z 0-9 - _}. */
	static String hash(String text) {
		return base64(sha256(text));
	}

	/** 64 bits of it, as 11 characters; {@code -} of nothing. */
	static String shortHash(@Nullable String text) {
		return (text != null) ? base64(Arrays.copyOf(sha256(text), SHORT_HASH)) : "-";
	}

	private static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
