package io.jobscheduler.job;

import java.util.Collection;
import java.util.Set;

/**
 * Which failures are retried, by the class names of exceptions. A name matches an
 * exception of that class or of one that extends it.
 *
 * @param retryOn only these are retried; empty for all
 * @param abortOn these are never retried, even if {@code retryOn} names them or a
 * superclass
 */
public record FailureFilter(Set<String> retryOn, Set<String> abortOn) {

	/** Every failure is retried. */
	public static final FailureFilter ALL = new FailureFilter(Set.of(), Set.of());

	/** Copies the names. */
	public FailureFilter {
		retryOn = Set.copyOf(retryOn);
		abortOn = Set.copyOf(abortOn);
	}

	/**
	 * Whether a failure is retried.
	 * @param types the names of the exception's class and its superclasses
	 * @return {@code true} if it is
	 */
	public boolean retries(Collection<String> types) {
		boolean wanted = this.retryOn.isEmpty() || types.stream().anyMatch(this.retryOn::contains);
		return wanted && types.stream().noneMatch(this.abortOn::contains);
	}

}
