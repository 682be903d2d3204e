package io.jobscheduler.sample;

import java.io.IOException;
import java.time.Instant;

import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.Task;

import org.springframework.stereotype.Component;

/**
 * Sends invoices. A job runs at least once: a second run, after the first one's process
 * has died, replaces the letter, which is named after the job, by the same one.
 */
@Component
class InvoiceSender {

	private final InvoiceRepository invoices;

	private final Outbox outbox;

	private final RunLedger ledger;

	private final SampleProperties properties;

	InvoiceSender(InvoiceRepository invoices, Outbox outbox, RunLedger ledger, SampleProperties properties) {
		this.invoices = invoices;
		this.outbox = outbox;
		this.ledger = ledger;
		this.properties = properties;
	}

	@Task(id = "send-invoice", maxAttempts = 5, retryDelay = "5s")
	void send(long invoiceId) throws IOException, InterruptedException {
		JobContext job = this.ledger.begin();
		Invoice invoice = this.invoices.findById(invoiceId)
			.orElseThrow(() -> new IllegalStateException("There is no invoice " + invoiceId));
		Thread.sleep(this.properties.sendingTime().toMillis());
		this.outbox.put(job.jobId().toString(), """
				invoice: %d
				customer: %s
				amount: %s
				attempt: %d
				token: %d
				""".formatted(invoice.id(), invoice.customer(), invoice.amount(), job.attempt(), job.fencingToken()));
		this.invoices.markSent(invoiceId, Instant.now());
		this.ledger.end(job);
	}

}
