package io.jobscheduler.boot.kotlin

import io.jobscheduler.task.Task
import java.util.concurrent.BlockingQueue
import java.util.concurrent.LinkedBlockingQueue
import org.springframework.stereotype.Component

/** What a task takes, as Kotlin writes it. */
data class Invoice(val number: Long, val customer: String, val note: String? = null, val copies: Int = 1)

/** Opened, with its methods, by the compiler plugin for Spring. */
@Component
class Reports {

	val log: BlockingQueue<String> = LinkedBlockingQueue()

	@Task(id = "send")
	fun send(invoiceId: Long, to: List<String>) {
		log += "sent $invoiceId to $to"
	}

	@Task(id = "total")
	fun total(invoiceId: Long): Long = invoiceId * 2

	@Task(id = "print")
	fun print(invoice: Invoice): Invoice {
		log += "printed $invoice"
		return invoice.copy(copies = invoice.copies + 1)
	}

	@Task(id = "remind")
	fun remind(customer: String, days: Int = 14, tone: String = "friendly", note: String? = "none") {
		log += "reminded $customer after $days days, $tone, $note"
	}

	@Task(id = "note")
	fun note(text: String?, count: Int?) {
		log += "noted $text $count"
	}

}
