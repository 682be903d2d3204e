package io.jobscheduler.store.zookeeper;

import io.jobscheduler.store.NodeMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes were told to do: a znode for each that was told something, and one for all.
 */
final class Modes {

	private static final Logger LOG = LoggerFactory.getLogger(Modes.class);

	private final Connection connection;

	private final Layout layout;

	Modes(Connection connection, Layout layout) {
		this.connection = connection;
		this.layout = layout;
	}

	/**
	 * Tells a node, or all if it is {@code null}. Nothing is read before, so that
	 * repeating it does no harm.
	 */
	void set(@Nullable String node, NodeMode mode) {
		String path = (node != null) ? this.layout.mode(ZnodeName.of(node)) : this.layout.modeOfAll();
		Round round = this.connection.round();
		if (mode == NodeMode.ACTIVE) {
			round.commit(this.connection.change().delete(path));
		}
		else {
			byte[] data = new Fields().put("node", node).put("mode", mode.name()).bytes();
			round.commit(this.connection.change().create(path, data));
			round.commit(this.connection.change().set(path, data, Change.ANY));
		}
		round.run();
	}

	/** Asks what a node, and all, were told. */
	Told ask(Round round, String node) {
		return askNamed(round, ZnodeName.of(node));
	}

	/** Asks by the name of the node's znode. */
	Told askNamed(Round round, String name) {
		return new Told(round.data(this.layout.mode(name)), round.data(this.layout.modeOfAll()));
	}

	/**
	 * What a node was told, once it is answered.
	 *
	 * @param one what it was told
	 * @param all what all were
	 */
	record Told(Round.Data one, Round.Data all) {

		NodeMode mode() {
			return mode(this.one).stricter(mode(this.all));
		}

		/** What cannot be read tells nothing. */
		private static NodeMode mode(Round.Data znode) {
			Fields fields = znode.fields();
			try {
				return (fields != null) ? NodeMode.valueOf(fields.text("mode")) : NodeMode.ACTIVE;
			}
			catch (RuntimeException ex) {
				LOG.debug("{} is passed over", znode.path, ex);
				return NodeMode.ACTIVE;
			}
		}

	}

}
