package io.jobscheduler.test.rethinkdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks RethinkDB's protocol, and evaluates so much of ReQL as the job store uses, as it
 * is documented, on tables in memory. One document is written at a time, and nothing else
 * is atomic. It is not RethinkDB: it shows that the store is right if RethinkDB does as
 * documented.
 */
public final class RethinkDbEmulator implements AutoCloseable {

	private static final int ATTEMPTS = 100;

	private final EmulatedData data = new EmulatedData();

	private final Map<String, String> passwords = new ConcurrentHashMap<>(Map.of("admin", ""));

	private final Map<String, Disturbance> disturbances = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> queries = new ConcurrentHashMap<>();

	private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

	private final ExecutorService threads = Executors.newCachedThreadPool((work) -> {
		Thread thread = new Thread(work, "rethinkdb-emulator");
		thread.setDaemon(true);
		return thread;
	});

	private ServerSocket socket;

	private Future<?> accepting;

	private int port;

	/** Starts an emulator on a free port. */
	public RethinkDbEmulator() {
		start();
	}

	/** Starts again, with the same data and on the same port. */
	public synchronized void start() {
		for (int attempt = 1;; attempt++) {
			try {
				ServerSocket opened = new ServerSocket();
				opened.setReuseAddress(true);
				opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(),
						(this.port != 0) ? this.port : freePort()));
				this.port = opened.getLocalPort();
				this.socket = opened;
				this.accepting = this.threads.submit(() -> accept(opened));
				return;
			}
			catch (IOException ex) {
				if (attempt == ATTEMPTS) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

	/**
	 * A port that no client gets for itself; or a client could connect to itself while
	 * the server is down.
	 */
	private static int freePort() {
		return ThreadLocalRandom.current().nextInt(20_000, 32_000);
	}

	private void accept(ServerSocket opened) {
		try {
			while (true) {
				Socket client = opened.accept();
				client.setTcpNoDelay(true);
				Session session = new Session(this, client, this.data);
				this.sessions.add(session);
				this.threads.execute(session);
			}
		}
		catch (IOException ex) {
			// it was stopped
		}
	}

	/** Breaks off all connections, and takes no new ones. */
	public synchronized void stop() {
		try {
			this.socket.close();
			this.accepting.get();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		disconnect();
	}

	/** Breaks off all connections. */
	public void disconnect() {
		this.sessions.forEach(Session::close);
	}

	/**
	 * Where it is.
	 * @return its port on this machine
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Adds a user.
	 * @param name the user's name
	 * @param password the user's password
	 */
	public void addUser(String name, String password) {
		this.passwords.put(name, password);
	}

	/**
	 * Disturbs a user from now on.
	 * @param user the user's name
	 * @param disturbance what happens; {@code null} for nothing any more
	 */
	public void disturb(String user, Disturbance disturbance) {
		if (disturbance != null) {
			this.disturbances.put(user, disturbance);
		}
		else {
			this.disturbances.remove(user);
		}
	}

	/**
	 * Counts the queries of a user.
	 * @param user the user's name
	 * @return how many there were since the start
	 */
	public int queries(String user) {
		return count(user).get();
	}

	/**
	 * Changes the settings that a table shows in its configuration.
	 * @param table the database, a dot, and the table
	 * @param durability hard or soft
	 * @param writeAcks majority or single
	 * @param replicas how many servers have it
	 */
	public void configure(String table, String durability, String writeAcks, int replicas) {
		this.data.configure(table, durability, writeAcks, replicas);
	}

	AtomicInteger count(String user) {
		return this.queries.computeIfAbsent(user, (name) -> new AtomicInteger());
	}

	String password(String user) {
		return this.passwords.get(user);
	}

	Disturbance disturbance(String user) {
		return this.disturbances.getOrDefault(user, Disturbance.NONE);
	}

	void ended(Session session) {
		this.sessions.remove(session);
	}

	ExecutorService threads() {
		return this.threads;
	}

	@Override
	public void close() {
		stop();
		this.threads.shutdownNow();
	}

	/** What happens to the queries of a user. */
	public interface Disturbance {

		/** Nothing. */
		Disturbance NONE = new Disturbance() {
		};

		/**
		 * Before a query.
		 * @throws ReqlFault what is answered instead
		 * @throws Death if the connection breaks
		 */
		default void beforeQuery() {
		}

		/**
		 * Before each document is written.
		 * @throws ReqlFault what is answered instead
		 * @throws Death if the connection breaks
		 */
		default void beforeDocument() {
		}

		/**
		 * Before the reply is sent.
		 * @throws Death if the connection breaks
		 */
		default void beforeReply() {
		}

	}

	/** The connection breaks, here and now. */
	public static final class Death extends RuntimeException {

		private static final long serialVersionUID = 1L;

		/** Breaks it. */
		public Death() {
			super("The connection breaks", null, false, false);
		}

	}

}
