package io.jobscheduler.job;

/**
 * What happens to a job whose node died while it ran.
 */
public enum DeliveryGuarantee {

	/** It runs again on another node: its effects may happen more than once. */
	AT_LEAST_ONCE,

	/**
	 * It is recorded as {@link Outcome#ABANDONED} and never repeated, nor is a failed
	 * attempt.
	 */
	AT_MOST_ONCE

}
