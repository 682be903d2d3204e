package io.jobscheduler.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps invoices. The jobs of an invoice are added and cancelled in the transaction that
 * stores it: there is never the one without the other.
 * <p>
 * A job store that is not in the same database takes no part in the transaction. Then a
 * job is there before its invoice: it gets a late start, is tried again if the invoice is
 * still not there, and ends if it never will be. No invoice is without its jobs.
 */
@Service
class InvoiceService {

	private static final Duration LATE_START = Duration.ofMillis(500);

	private final InvoiceRepository invoices;

	private final Scheduler scheduler;

	InvoiceService(InvoiceRepository invoices, Scheduler scheduler) {
		this.invoices = invoices;
		this.scheduler = scheduler;
	}

	@Transactional
	Invoice create(NewInvoice order) {
		Invoice invoice = this.invoices.save(new Invoice(order.customer(), order.amount(), order.dueDate()));
		long id = invoice.id();
		invoice.sentBy(this.scheduler.addJob(JobRequest.call(InvoiceSender.class, (sender) -> sender.send(id))
			.delay(this.scheduler.store().describe().transactional() ? Duration.ZERO : LATE_START)
			.uniqueKey("send-invoice-" + id)));
		if (order.dueDate() != null) {
			invoice.remindedBy(
					this.scheduler.addJob(JobRequest.call(InvoiceReminder.class, (reminder) -> reminder.remind(id))
						.runAt(order.dueDate())
						.uniqueKey("remind-of-invoice-" + id)));
		}
		return invoice;
	}

	/**
	 * Notes that an invoice was paid, and cancels its reminder. Nothing happens the
	 * second time.
	 * @return the invoice, or empty if there is none
	 */
	@Transactional
	Optional<Invoice> pay(long id) {
		if (this.invoices.markPaid(id, Instant.now()) > 0) {
			this.invoices.findById(id).map(Invoice::reminderJob).ifPresent(this::cancel);
		}
		return this.invoices.findById(id);
	}

	private void cancel(JobId job) {
		this.scheduler.cancelJob(job);
	}

	Optional<Invoice> find(long id) {
		return this.invoices.findById(id);
	}

	List<Invoice> findLatest() {
		return this.invoices.findTop100ByOrderByIdDesc();
	}

}
