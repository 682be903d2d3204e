package io.jobscheduler.sample;

import java.io.IOException;
import java.time.Instant;

import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Reminds of invoices that are due and not paid.
 */
@Component
class InvoiceReminder {

	private static final Logger logger = LoggerFactory.getLogger(InvoiceReminder.class);

	private final InvoiceRepository invoices;

	private final RunLedger ledger;

	InvoiceReminder(InvoiceRepository invoices, RunLedger ledger) {
		this.invoices = invoices;
		this.ledger = ledger;
	}

	@Task(id = "remind-of-invoice", maxAttempts = 5, retryDelay = "5s")
	void remind(long invoiceId) throws IOException {
		JobContext job = this.ledger.begin();
		if (this.invoices.markReminded(invoiceId, Instant.now()) > 0) {
			logger.info("Invoice {} is due and not paid", invoiceId);
		}
		this.ledger.end(job);
	}

}
