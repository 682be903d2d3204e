package io.jobscheduler.executor.process;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where workers connect: on the loopback interface, each with the secret that it was
 * given on its standard input.
 */
final class WorkerGate implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerGate.class);

	private static final int LONGEST_GREETING_MILLIS = 10_000;

	private final ServerSocket server;

	private final Map<String, WorkerProcess> expected = new ConcurrentHashMap<>();

	WorkerGate(String name) throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::accept, name + "-gate");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	void expect(WorkerProcess worker) {
		this.expected.put(worker.secret(), worker);
	}

	void forget(WorkerProcess worker) {
		this.expected.remove(worker.secret());
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				greet(this.server.accept());
			}
			catch (IOException | RuntimeException | Error ex) { // the next worker may
																// have more luck
				logger.trace("No worker has connected", ex);
			}
		}
	}

	private void greet(Socket connection) throws IOException {
		try {
			connection.setSoTimeout(LONGEST_GREETING_MILLIS);
			DataInputStream in = WorkerProcess.input(connection);
			byte[] secret = in.readNBytes(Math.min(Math.max(in.readInt(), 0), 100));
			WorkerProcess worker = this.expected.remove(new String(secret, java.nio.charset.StandardCharsets.UTF_8));
			if (worker == null) {
				logger.warn("A process that is no worker has connected to port {} and is turned away", port());
				connection.close();
				return;
			}
			connection.setSoTimeout(0);
			connection.setTcpNoDelay(true);
			worker.connected(connection, in);
		}
		catch (IOException ex) {
			connection.close();
			throw ex;
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			logger.trace("The gate was closed already", ex);
		}
	}

}
