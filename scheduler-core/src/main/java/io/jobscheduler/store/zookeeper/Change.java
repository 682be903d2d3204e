package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;

/**
 * What is written at once, or not at all.
 */
final class Change {

	/** Any version. */
	static final int ANY = -1;

	private static final byte[] NOTHING = new byte[0];

	/** About what a request takes beside paths and data, and a permission in it. */
	private static final int OVERHEAD = 60;

	private final List<Op> ops = new ArrayList<>();

	private final List<ACL> permissions;

	private int size = OVERHEAD;

	Change(List<ACL> permissions) {
		this.permissions = permissions;
	}

	Change create(String path, byte[] data) {
		this.ops.add(Op.create(path, data, this.permissions, CreateMode.PERSISTENT));
		return sized(path, data.length + OVERHEAD * this.permissions.size());
	}

	Change create(String path) {
		return create(path, NOTHING);
	}

	Change set(String path, byte[] data, int version) {
		this.ops.add(Op.setData(path, data, version));
		return sized(path, data.length);
	}

	Change delete(String path, int version) {
		this.ops.add(Op.delete(path, version));
		return sized(path, 0);
	}

	Change delete(String path) {
		return delete(path, ANY);
	}

	/** Writes nothing if the znode has another version, or is not there. */
	Change check(String path, int version) {
		this.ops.add(Op.check(path, version));
		return sized(path, 0);
	}

	private Change sized(String path, int more) {
		this.size += path.getBytes(StandardCharsets.UTF_8).length + more + OVERHEAD;
		return this;
	}

	/** Takes in another. */
	Change add(Change other) {
		this.ops.addAll(other.ops);
		this.size += other.size;
		return this;
	}

	List<Op> ops() {
		return this.ops;
	}

	/** About how many bytes it takes to send, rather too many than too few. */
	int size() {
		return this.size;
	}

}
