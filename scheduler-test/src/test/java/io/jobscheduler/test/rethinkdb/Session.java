package io.jobscheduler.test.rethinkdb;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

import com.rethinkdb.gen.proto.QueryType;
import com.rethinkdb.gen.proto.ResponseType;
import com.rethinkdb.gen.proto.TermType;
import com.rethinkdb.gen.proto.Version;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Death;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator.Disturbance;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection: a handshake, then queries, which may run at once.
 */
final class Session implements Runnable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final List<String> OPTIONS = List.of("db", "read_mode", "time_format", "binary_format",
			"array_limit", "durability", "noreply");

	private static final int LARGEST_QUERY = 64 << 20;

	private static final int WRONG_PASSWORD = 12;

	private static final Map<String, Object> CLOSED = new LinkedHashMap<>();

	private final RethinkDbEmulator emulator;

	private final Socket socket;

	private final EmulatedData data;

	private final Map<Long, Feed> feeds = new ConcurrentHashMap<>();

	private String user = "";

	Session(RethinkDbEmulator emulator, Socket socket, EmulatedData data) {
		this.emulator = emulator;
		this.socket = socket;
		this.data = data;
	}

	@Override
	public void run() {
		try (this.socket; DataInputStream in = new DataInputStream(this.socket.getInputStream())) {
			if (greet(in)) {
				while (true) {
					answer(in);
				}
			}
		}
		catch (IOException | Death ex) {
			// the client has gone, or was sent away
		}
		finally {
			this.feeds.values().forEach(Feed::close);
			this.emulator.ended(this);
		}
	}

	void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// it is closed
		}
	}

	private boolean greet(DataInputStream in) throws IOException {
		byte[] magic = in.readNBytes(4);
		if (magic.length < 4 || ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt() != Version.V1_0.value) {
			return false;
		}
		Map<?, ?> first = JSON.readValue(text(in), Map.class);
		send(Map.of("success", true, "min_protocol_version", 0, "max_protocol_version", 0, "server_version",
				"emulated"));
		String clientFirst = ((String) first.get("authentication")).substring("n,,".length());
		this.user = clientFirst.substring("n=".length(), clientFirst.indexOf(",r="));
		String serverFirst = Scram.firstMessage(clientFirst.substring(clientFirst.indexOf(",r=") + 3));
		send(Map.of("success", true, "authentication", serverFirst));
		Map<?, ?> proof = JSON.readValue(text(in), Map.class);
		String password = this.emulator.password(this.user);
		String signature = (password == null) ? null
				: Scram.finalMessage(password, clientFirst, serverFirst, (String) proof.get("authentication"));
		if (signature == null) {
			send(Map.of("success", false, "error_code", WRONG_PASSWORD, "error", "Wrong password"));
			return false;
		}
		send(Map.of("success", true, "authentication", signature));
		return true;
	}

	private static String text(DataInputStream in) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int next = in.readUnsignedByte(); next != 0; next = in.readUnsignedByte()) {
			bytes.write(next);
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private void send(Map<String, Object> message) throws IOException {
		byte[] json = JSON.writeValueAsBytes(message);
		write(Arrays.copyOf(json, json.length + 1));
	}

	private synchronized void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	private void answer(DataInputStream in) throws IOException {
		ByteBuffer header = ByteBuffer.wrap(in.readNBytes(12)).order(ByteOrder.LITTLE_ENDIAN);
		if (header.remaining() < 12) {
			throw new EOFException();
		}
		long token = header.getLong();
		int length = header.getInt();
		byte[] query = in.readNBytes(length);
		if (length > LARGEST_QUERY) {
			reply(token, ResponseType.CLIENT_ERROR,
					List.of("Query size (" + length + ") greater than maximum (" + LARGEST_QUERY + ")."), Map.of());
			return;
		}
		this.emulator.threads().execute(() -> {
			try {
				answer(token, JSON.readValue(query, List.class));
			}
			catch (IOException | Death ex) {
				close();
			}
			catch (RuntimeException | Error ex) {
				ex.printStackTrace();
				close();
			}
		});
	}

	private void answer(long token, List<?> query) throws IOException {
		QueryType type = QueryType.fromValue(((Number) query.get(0)).intValue());
		switch (type) {
			case START -> start(token, Term.of(query.get(1)), (query.size() > 2) ? (Map<?, ?>) query.get(2) : Map.of());
			case CONTINUE -> {
				Feed feed = this.feeds.get(token);
				if (feed != null) {
					feed.sendNext();
				}
				else {
					reply(token, ResponseType.CLIENT_ERROR, List.of("Token " + token + " not in stream cache."),
							Map.of());
				}
			}
			case STOP -> {
				Feed feed = this.feeds.remove(token);
				if (feed != null) {
					feed.close();
				}
				reply(token, ResponseType.SUCCESS_SEQUENCE, List.of(), Map.of());
			}
			case NOREPLY_WAIT -> reply(token, ResponseType.WAIT_COMPLETE, List.of(), Map.of());
			case SERVER_INFO ->
				reply(token, ResponseType.SERVER_INFO, List.of(Map.of("id", "emulator", "name", "emulator")), Map.of());
		}
	}

	private void start(long token, Term term, Map<?, ?> options) throws IOException {
		Disturbance disturbance = this.emulator.disturbance(this.user);
		this.emulator.count(this.user).incrementAndGet();
		try {
			options.keySet().forEach((option) -> {
				if (!OPTIONS.contains(option)) {
					throw ReqlFault.logic("Unrecognized global optional argument `" + option + "`.");
				}
			});
			if (options.get("read_mode") instanceof String mode) {
				Evaluator.requireReadMode(mode);
			}
			disturbance.beforeQuery();
			Evaluator evaluator = new Evaluator(this.data, disturbance::beforeDocument);
			if (term.type() == TermType.CHANGES) {
				listen(token, evaluator.evaluate(term.args().get(0)));
				return;
			}
			Object value = evaluator.evaluate(term);
			disturbance.beforeReply();
			if (value instanceof Sequence || value instanceof EmulatedTable) {
				reply(token, ResponseType.SUCCESS_SEQUENCE, Evaluator.items(value), Map.of());
			}
			else {
				List<Object> atom = new ArrayList<>();
				atom.add(Evaluator.datum(value));
				reply(token, ResponseType.SUCCESS_ATOM, atom, Map.of());
			}
		}
		catch (ReqlFault ex) {
			reply(token, ResponseType.RUNTIME_ERROR, List.of(ex.getMessage()),
					Map.of("e", ex.type().value, "b", List.of()));
		}
	}

	private void listen(long token, Object source) throws IOException {
		if (!(source instanceof Sequence.Single single)) {
			throw ReqlFault.logic("The emulator has feeds of single documents only");
		}
		this.feeds.put(token, new Feed(token, single));
		reply(token, ResponseType.SUCCESS_PARTIAL, List.of(), Map.of("n", List.of(2)));
	}

	private void reply(long token, ResponseType type, List<?> values, Map<String, Object> more) throws IOException {
		Map<String, Object> reply = new LinkedHashMap<>(more);
		reply.put("t", type.value);
		List<Object> json = new ArrayList<>();
		values.forEach((value) -> json.add(Values.json(Values.of(value))));
		reply.put("r", json);
		byte[] bytes = JSON.writeValueAsBytes(reply);
		write(ByteBuffer.allocate(12 + bytes.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putLong(token)
			.putInt(bytes.length)
			.put(bytes)
			.array());
	}

	/** The changes of one document, as far as they were not sent. */
	private final class Feed implements BiConsumer<Map<String, Object>, Map<String, Object>> {

		private final long token;

		private final Sequence.Single source;

		private final BlockingQueue<Map<String, Object>> changes = new LinkedBlockingQueue<>();

		Feed(long token, Sequence.Single source) {
			this.token = token;
			this.source = source;
			source.table().listen(this);
		}

		@Override
		public void accept(Map<String, Object> before, Map<String, Object> after) {
			Map<String, Object> document = (after != null) ? after : before;
			if (Values.isEqual(document.get("id"), this.source.key())) {
				Map<String, Object> change = new LinkedHashMap<>();
				change.put("old_val", before);
				change.put("new_val", after);
				this.changes.add(change);
			}
		}

		void sendNext() throws IOException {
			try {
				Map<String, Object> first = this.changes.take();
				List<Object> next = new ArrayList<>(List.of(first));
				if (first != CLOSED) {
					reply(this.token, ResponseType.SUCCESS_PARTIAL, next, Map.of("n", List.of(2)));
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void close() {
			this.source.table().unlisten(this);
			this.changes.add(CLOSED);
		}

	}

}
