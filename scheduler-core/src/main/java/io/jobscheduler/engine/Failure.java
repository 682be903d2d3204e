package io.jobscheduler.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.jobscheduler.executor.RemoteJobException;
import io.jobscheduler.job.JobError;
import io.jobscheduler.serializer.PayloadException;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed.
 *
 * @param error what to keep of it
 * @param types the names of the exception's class and superclasses, the most special
 * first
 */
record Failure(JobError error, List<String> types) {

	/** A timeout counts as one of these for retry policies. */
	private static final List<String> TIMEOUT = typesOf(java.util.concurrent.TimeoutException.class);

	static Failure of(Throwable thrown) {
		if (thrown instanceof RemoteJobException remote) {
			return new Failure(remote.error(), remote.types());
		}
		List<String> types = typesOf(thrown.getClass());
		try {
			return new Failure(JobError.of(thrown), types);
		}
		catch (Throwable ex) { // its message or trace cannot be computed
			return new Failure(new JobError(thrown.getClass().getName(), null, null), types);
		}
	}

	/** What failed asynchronously, without what the future wrapped around it. */
	static Failure ofAsynchronous(Throwable thrown) {
		Throwable cause = thrown.getCause();
		boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
		return (wrapped && cause != null) ? ofAsynchronous(cause) : of(thrown);
	}

	/** Whether a worker could not read the arguments: trying again would not help. */
	static boolean isUnreadable(Throwable thrown) {
		return thrown instanceof RemoteJobException remote && !remote.types().isEmpty()
				&& remote.types().get(0).equals(PayloadException.class.getName());
	}

	static Failure timeout(String message, @Nullable String trace) {
		return new Failure(new JobError("timeout", message, trace), TIMEOUT);
	}

	private static List<String> typesOf(Class<?> type) {
		List<String> types = new ArrayList<>();
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			types.add(each.getName());
		}
		return types;
	}

}
