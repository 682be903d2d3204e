package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

import io.jobscheduler.job.JobId;

/**
 * An invoice, and the jobs that deal with it. What happens to it later is written by the
 * conditional updates of {@link InvoiceRepository}, so that a payment, a sending and a
 * reminder at the same time do not undo each other.
 */
@Entity
class Invoice {

	@Id
	@GeneratedValue
	private long id;

	@Column(nullable = false, updatable = false)
	private String customer;

	@Column(nullable = false, updatable = false, precision = 19, scale = 2)
	private BigDecimal amount;

	@Column(updatable = false)
	private @Nullable Instant dueDate;

	private @Nullable UUID sendingJob;

	private @Nullable UUID reminderJob;

	private @Nullable Instant sentAt;

	private @Nullable Instant remindedAt;

	private @Nullable Instant paidAt;

	/** For JPA. */
	@SuppressWarnings("NullAway")
	protected Invoice() {
	}

	Invoice(String customer, BigDecimal amount, @Nullable Instant dueDate) {
		this.customer = customer;
		this.amount = amount.setScale(2);
		this.dueDate = dueDate;
	}

	long id() {
		return this.id;
	}

	String customer() {
		return this.customer;
	}

	BigDecimal amount() {
		return this.amount;
	}

	@Nullable Instant dueDate() {
		return this.dueDate;
	}

	@Nullable JobId sendingJob() {
		return jobId(this.sendingJob);
	}

	void sentBy(JobId job) {
		this.sendingJob = job.value();
	}

	@Nullable JobId reminderJob() {
		return jobId(this.reminderJob);
	}

	void remindedBy(JobId job) {
		this.reminderJob = job.value();
	}

	private static @Nullable JobId jobId(@Nullable UUID value) {
		return (value != null) ? new JobId(value) : null;
	}

	State state() {
		if (this.paidAt != null) {
			return State.PAID;
		}
		if (this.remindedAt != null) {
			return State.REMINDED;
		}
		return (this.sentAt != null) ? State.SENT : State.NEW;
	}

	/** How far an invoice has come. */
	enum State {

		/** Stored, and not sent yet. */
		NEW,

		/** Sent to the customer. */
		SENT,

		/** Not paid when it was due, so the customer was reminded. */
		REMINDED,

		/** Paid. */
		PAID

	}

}
