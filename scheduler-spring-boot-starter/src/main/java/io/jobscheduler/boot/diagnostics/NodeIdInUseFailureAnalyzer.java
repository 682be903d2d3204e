package io.jobscheduler.boot.diagnostics;

import io.jobscheduler.NodeIdInUseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that another live node has the same id.
 */
final class NodeIdInUseFailureAnalyzer extends AbstractFailureAnalyzer<NodeIdInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NodeIdInUseException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Set jobscheduler.node-id to an id that no other node has, such as ${HOSTNAME}, or leave it out. If "
						+ "the other node has crashed, its id is free again once its lease has ended.",
				cause);
	}

}
