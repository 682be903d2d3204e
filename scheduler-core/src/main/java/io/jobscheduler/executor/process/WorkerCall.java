package io.jobscheduler.executor.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * A job as it crosses to a worker.
 *
 * @param id its id
 * @param task its task
 * @param origin the schedule that made it
 * @param run the run
 * @param payload its arguments
 * @param headers its headers
 */
record WorkerCall(JobId id, String task, Origin origin, Run run, Payload payload, Map<String, String> headers) {

	/**
	 * Where a job comes from.
	 *
	 * @param schedule the schedule, or {@code null}
	 * @param fireTime the fire time, or {@code null}
	 */
	record Origin(@Nullable String schedule, @Nullable Instant fireTime) {

	}

	/**
	 * A run of a job.
	 *
	 * @param attempt its number
	 * @param token its fencing token
	 * @param node the node it belongs to
	 */
	record Run(int attempt, long token, String node) {

	}

	static WorkerCall of(JobContext job, Payload payload) {
		return new WorkerCall(job.jobId(), job.task(), new Origin(job.schedule(), job.fireTime()),
				new Run(job.attempt(), job.fencingToken(), job.node()), payload, job.headers());
	}

	void writeTo(DataOutputStream out) throws IOException {
		out.writeByte(Frames.RUN);
		Frames.write(out, this.id.toString());
		Frames.write(out, this.task);
		Frames.write(out, this.origin.schedule());
		Frames.write(out, this.origin.fireTime());
		out.writeInt(this.run.attempt());
		out.writeLong(this.run.token());
		Frames.write(out, this.run.node());
		out.writeInt(this.payload.version());
		Frames.write(out, this.payload.arguments());
		Frames.write(out, this.headers);
		out.flush();
	}

	/** Reads what {@link #writeTo} wrote after its kind. */
	static WorkerCall readFrom(DataInputStream in) throws IOException {
		JobId id = JobId.of(Frames.read(in));
		String task = Frames.read(in);
		Origin origin = new Origin(Frames.readOrNull(in), Frames.readInstant(in));
		Run run = new Run(in.readInt(), in.readLong(), Frames.read(in));
		Payload payload = new Payload(in.readInt(), Frames.read(in));
		return new WorkerCall(id, task, origin, run, payload, Frames.readMap(in));
	}

}
