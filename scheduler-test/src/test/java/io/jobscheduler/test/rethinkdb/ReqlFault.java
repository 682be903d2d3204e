package io.jobscheduler.test.rethinkdb;

import com.rethinkdb.gen.proto.ErrorType;

/**
 * What the server answers instead of a value.
 */
public final class ReqlFault extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorType type;

	/**
	 * Creates a fault.
	 * @param type its kind
	 * @param message what the server says
	 */
	public ReqlFault(ErrorType type, String message) {
		super(message, null, false, false);
		this.type = type;
	}

	static ReqlFault logic(String message) {
		return new ReqlFault(ErrorType.QUERY_LOGIC, message);
	}

	static ReqlFault missing(String message) {
		return new ReqlFault(ErrorType.NON_EXISTENCE, message);
	}

	static ReqlFault failed(String message) {
		return new ReqlFault(ErrorType.OP_FAILED, message);
	}

	ErrorType type() {
		return this.type;
	}

	boolean isMissing() {
		return this.type == ErrorType.NON_EXISTENCE;
	}

}
