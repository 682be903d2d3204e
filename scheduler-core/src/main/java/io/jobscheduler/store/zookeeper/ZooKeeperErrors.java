package io.jobscheduler.store.zookeeper;

import java.util.EnumMap;
import java.util.Map;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Says in the words of the job store what Curator, the client and the server say. All
 * that may be better later is "unavailable"; "rejected" is only what the servers will
 * never take.
 */
final class ZooKeeperErrors {

	private static final Map<Code, String> NEXT_STEPS = new EnumMap<>(Code.class);

	static {
		NEXT_STEPS.put(Code.CONNECTIONLOSS, "the connection was lost, or no majority of the servers is up");
		NEXT_STEPS.put(Code.SESSIONEXPIRED, "the session has expired; the client makes a new one");
		NEXT_STEPS.put(Code.OPERATIONTIMEOUT, "it took too long");
		NEXT_STEPS.put(Code.SESSIONMOVED, "the session has moved to another server");
		NEXT_STEPS.put(Code.THROTTLEDOP, "the server has too much to do");
		NEXT_STEPS.put(Code.NOTREADONLY, "the server has lost the others and only answers questions");
		NEXT_STEPS.put(Code.NOAUTH,
				"the client may not do this: give its user all permissions on the store's root and what is below it");
		NEXT_STEPS.put(Code.AUTHFAILED, "the client is not who it says: check its user and password");
		NEXT_STEPS.put(Code.SESSIONCLOSEDREQUIRESASLAUTH, "the servers want clients that authenticate by SASL");
		NEXT_STEPS.put(Code.INVALIDACL,
				"the permissions of the store's root cannot be given to what is below it: check them with getAcl");
		NEXT_STEPS.put(Code.QUOTAEXCEEDED, "the quota of the store's root is used up: raise it, or shorten retentions");
		NEXT_STEPS.put(Code.NONODE, "what the store is made of was deleted; it is made anew when the store is built");
	}

	private ZooKeeperErrors() {
	}

	static JobStoreException translate(Throwable failure) {
		if (failure instanceof JobStoreException translated) {
			return translated;
		}
		if (failure instanceof KeeperException refused) {
			String message = "ZooKeeper answers " + refused.code() + " for " + refused.getPath();
			String nextStep = NEXT_STEPS.get(refused.code());
			if (refused.code() == Code.BADARGUMENTS || refused.code() == Code.MARSHALLINGERROR) {
				return new StoreRejectedException(message + ": it does not take what it was given", failure);
			}
			return new StoreUnavailableException(
					message + ((nextStep != null) ? ": " + nextStep : "") + ". It is asked again", failure);
		}
		return new StoreUnavailableException("ZooKeeper does not answer as it should: " + failure
				+ ". It is asked again; check that it runs and can be reached", failure);
	}

}
