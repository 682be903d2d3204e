package io.jobscheduler;

import java.io.Serial;

/**
 * Another live node has the same node id.
 */
public class NodeIdInUseException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, and the next step
	 */
	public NodeIdInUseException(String message) {
		super(message);
	}

}
