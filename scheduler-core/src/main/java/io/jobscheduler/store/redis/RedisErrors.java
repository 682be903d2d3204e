package io.jobscheduler.store.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;

/**
 * Says in the words of the job store what Spring, the client and the server say. All that
 * may be better later, a full server among it, is "unavailable"; "rejected" is only what
 * the server will never take.
 */
final class RedisErrors {

	private static final Pattern CODE = Pattern
		.compile("\\b(OOM|READONLY|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|LOADING"
				+ "|BUSY|MASTERDOWN|NOAUTH|WRONGPASS|NOPERM|WRONGKEY)\\b");

	private static final Pattern REFUSED = Pattern.compile(
			"invalid bulk length|invalid multibulk length|too big inline|exceeds maximum allowed size|too big bulk count");

	private static final Map<String, String> NEXT_STEPS = new LinkedHashMap<>();

	static {
		NEXT_STEPS.put("OOM", "it is full: raise maxmemory, or shorten the retention of results");
		NEXT_STEPS.put("READONLY",
				"it is a replica: a failover may be under way, or the connection goes to the wrong one");
		NEXT_STEPS.put("MISCONF", "it cannot write to its disk: see the server's log");
		NEXT_STEPS.put("NOREPLICAS", "it has fewer replicas than min-replicas-to-write wants");
		NEXT_STEPS.put("CLUSTERDOWN", "not all slots of the cluster are served");
		NEXT_STEPS.put("TRYAGAIN", "the slot of the scheduler's keys is being moved to another server");
		NEXT_STEPS.put("LOADING", "it is reading its data from disk");
		NEXT_STEPS.put("BUSY", "a script has been running for long");
		NEXT_STEPS.put("MASTERDOWN", "it is a replica that has lost its primary");
		NEXT_STEPS.put("NOAUTH", "set the password");
		NEXT_STEPS.put("WRONGPASS", "check user and password");
		NEXT_STEPS.put("NOPERM", "the user lacks a permission; docs/store-redis.md lists what is needed");
		NEXT_STEPS.put("WRONGKEY", "a key that all of the store hangs on was changed from outside");
	}

	private RedisErrors() {
	}

	static JobStoreException translate(RuntimeException failure) {
		if (failure instanceof JobStoreException translated) {
			return translated;
		}
		String message = message(failure);
		Matcher code = CODE.matcher(message);
		if (code.find()) {
			return new StoreUnavailableException(
					"Redis answers '" + message + "': " + NEXT_STEPS.get(code.group()) + ". It is asked again",
					failure);
		}
		if (REFUSED.matcher(message).find()) {
			return new StoreRejectedException("Redis refuses what it was given: " + message, failure);
		}
		return new StoreUnavailableException("Redis does not answer as it should: " + message
				+ ". It is asked again; check that it runs and can be reached", failure);
	}

	static boolean isUnknownScript(Throwable failure) {
		return message(failure).contains("NOSCRIPT");
	}

	/** What is said at the bottom of the causes. */
	private static String message(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		String message = root.getMessage();
		return (message != null) ? message.strip() : root.getClass().getSimpleName();
	}

}
