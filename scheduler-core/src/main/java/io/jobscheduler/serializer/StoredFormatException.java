package io.jobscheduler.serializer;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * What a store keeps cannot be read: it is corrupt, or a newer version of the scheduler
 * wrote it.
 */
public class StoredFormatException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean unknown;

	private StoredFormatException(String message, boolean unknown, @Nullable Throwable cause) {
		super(message, cause);
		this.unknown = unknown;
	}

	/**
	 * The format is known, but the text does not follow it.
	 * @param message what is wrong with it
	 * @param cause what a library said, may be {@code null}
	 * @return the exception
	 */
	public static StoredFormatException corrupt(String message, @Nullable Throwable cause) {
		return new StoredFormatException(message, false, cause);
	}

	/**
	 * The format is not known here.
	 * @param message names it
	 * @return the exception
	 */
	public static StoredFormatException unknown(String message) {
		return new StoredFormatException(message, true, null);
	}

	/**
	 * Whether the format is not known here: then another node may well read the text, and
	 * it must be left alone. Otherwise it is corrupt, and no node can.
	 * @return {@code true} if the format is unknown
	 */
	public boolean isUnknown() {
		return this.unknown;
	}

}
