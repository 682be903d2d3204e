package io.jobscheduler.test.store;

import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes are told what to do, from any node.
 */
interface NodeModeContract extends StoreScenario {

	@Test
	default void nodeThatWasToldNothingIsActive() {
		TestNode node = node("a");
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
		assertThat(store().nodes()).extracting(NodeStatus::mode).containsExactly(NodeMode.ACTIVE);
	}

	@Test
	default void nodeHearsWithItsNextPulseWhatItWasTold() {
		TestNode paused = node("a");
		TestNode other = node("b");
		other.store().setMode("a", NodeMode.PAUSED);
		assertThat(paused.pulse().mode()).isEqualTo(NodeMode.PAUSED);
		assertThat(other.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
		assertThat(store().nodes()).extracting(NodeStatus::mode).containsExactly(NodeMode.PAUSED, NodeMode.ACTIVE);
		other.store().setMode("a", NodeMode.DRAINING);
		assertThat(paused.pulse().mode()).isEqualTo(NodeMode.DRAINING);
		other.store().setMode("a", NodeMode.ACTIVE);
		assertThat(paused.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
	}

	@Test
	default void allNodesAreToldAtOnce() {
		TestNode first = node("a");
		TestNode second = node("b");
		store().setMode(null, NodeMode.PAUSED);
		assertThat(first.pulse().mode()).isEqualTo(NodeMode.PAUSED);
		assertThat(second.pulse().mode()).isEqualTo(NodeMode.PAUSED);
		assertThat(node("late").pulse().mode()).isEqualTo(NodeMode.PAUSED);
		assertThat(store().nodes()).extracting(NodeStatus::mode).containsOnly(NodeMode.PAUSED);
		store().setMode(null, NodeMode.ACTIVE);
		assertThat(first.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
	}

	@Test
	default void stricterOfBothHolds() {
		TestNode node = node("a");
		store().setMode(null, NodeMode.PAUSED);
		store().setMode("a", NodeMode.DRAINING);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.DRAINING);
		store().setMode("a", NodeMode.ACTIVE);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.PAUSED);
	}

	@Test
	default void whatANodeWasToldOutlivesItsRestart() {
		TestNode node = node("a");
		store().setMode("a", NodeMode.PAUSED);
		node.leave();
		assertThat(node("a").pulse().mode()).isEqualTo(NodeMode.PAUSED);
	}

	@Test
	default void nodeIsToldBeforeItRegisters() {
		store().setMode("soon", NodeMode.DRAINING);
		store().setMode("soon", NodeMode.DRAINING);
		assertThat(node("soon").pulse().mode()).isEqualTo(NodeMode.DRAINING);
		store().setMode("it's 100%_\"\\", NodeMode.PAUSED);
		assertThat(node("it's 100%_\"\\").pulse().mode()).isEqualTo(NodeMode.PAUSED);
	}

}
