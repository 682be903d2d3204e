package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction3;
import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * The registered nodes.
 */
final class NodeDocuments {

	private final Server server;

	private final Documents nodes;

	private final TaskLimits limits;

	NodeDocuments(Steps steps) {
		this.server = steps.server;
		this.nodes = steps.nodes;
		this.limits = steps.limits;
	}

	/** The write decides who has the id. */
	OpenReply open(NodeRegistration registration) {
		Map<String, Object> own = document(registration);
		Fields written = this.server.write((now) -> {
			ReqlFunction3 keptWhileAlive = (id, present, added) -> R.branch(
					Documents.field(present, "incarnation").eq(registration.incarnation()), present,
					isAlive(present, now), present, added);
			Map<String, Object> added = new LinkedHashMap<>(own);
			added.put("started", now);
			added.put("heartbeat", now);
			added.put("until", now.add(Micros.of(registration.lease())));
			return Map.of("written",
					this.nodes.table()
						.insert(added)
						.optArg("conflict", keptWhileAlive)
						.optArg("return_changes", "always")
						.optArg("durability", "hard"));
		});
		Fields result = written.child("written");
		if (result.number("errors") > 0) {
			throw StoreErrors.ofDocuments(result.number("errors"), result.text("first_error"));
		}
		Instant now = written.instant("now");
		NodeStatus standing = status(result.children("changes").get(0).child("new_val"), now, NodeModes.NONE);
		boolean registered = standing.registration().incarnation().equals(registration.incarnation());
		return new OpenReply(now, registered ? null : standing);
	}

	private static ReqlExpr isAlive(ReqlExpr node, ReqlExpr now) {
		ReqlExpr until = Documents.field(node, "until");
		return Documents.isNumber(until).and(until.ge(now));
	}

	private static Map<String, Object> document(NodeRegistration registration) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("id", Hash.of(registration.node()));
		document.put("name", registration.node());
		document.put("incarnation", registration.incarnation());
		document.put("application", registration.application());
		document.put("role", registration.role());
		document.put("declared", List.copyOf(registration.declared()));
		document.put("lease", Micros.of(registration.lease()));
		return document;
	}

	private static NodeStatus status(Fields fields, Instant now, NodeModes modes) {
		NodeRegistration registration = new NodeRegistration(fields.text("name"), fields.text("incarnation"),
				fields.text("application"), fields.text("role"), fields.texts("declared"),
				Micros.duration(fields.number("lease")));
		return new NodeStatus(registration, fields.instant("started"), fields.instant("heartbeat"),
				!fields.instant("until").isBefore(now), modes.of(registration.node()));
	}

	/**
	 * Renews a registration.
	 * @return the server's time
	 */
	Documents.Written renew(String node, String incarnation, Duration lease) {
		return this.nodes.change(Map.of(Hash.of(node), incarnation),
				(own, now) -> new Change().expect("incarnation", own)
					.set("heartbeat", now)
					.set("lease", Micros.of(lease))
					.set("until", now.add(Micros.of(lease))));
	}

	void remove(String node, String incarnation) {
		this.nodes.delete(List.of(Hash.of(node)), (present) -> Documents.field(present, "incarnation").eq(incarnation));
	}

	/** The ids of the documents of nodes that have been silent for long. */
	ReqlExpr silent(Duration silence, ReqlExpr now, int limit) {
		return this.nodes.upTo("until", now.sub(Micros.of(silence))).limit(limit).getField("id").coerceTo("array");
	}

	List<NodeStatus> all() {
		Fields read = this.server
			.read((now) -> Map.of("nodes", this.nodes.table().orderBy().optArg("index", "name").coerceTo("array"),
					"limits", this.limits.limits()));
		NodeModes modes = NodeModes.of(read.children("limits"));
		List<NodeStatus> all = new ArrayList<>();
		Fields.each(read.children("nodes"), (fields) -> all.add(status(fields, read.instant("now"), modes)));
		return all;
	}

}
