package io.jobscheduler.boot.kotlin

import io.jobscheduler.task.JobContext
import io.jobscheduler.task.ScheduledJob
import io.jobscheduler.task.Task
import java.util.concurrent.BlockingQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.yield
import kotlin.coroutines.coroutineContext

/** Final, as Kotlin's classes are. */
class Nightly {

	val ran = CountDownLatch(1)

	@ScheduledJob(id = "nightly", fixedRate = "20ms")
	fun run() {
		ran.countDown()
	}

}

/** The one instance of its class. */
object Cleanup {

	val ran = CountDownLatch(1)

	@ScheduledJob(id = "cleanup", fixedRate = "20ms")
	fun run() {
		ran.countDown()
	}

}

/** Its task is final, which cannot be recorded. */
class FinalReports {

	@Task(id = "final")
	fun send(invoiceId: Long) = println(invoiceId)

}

interface Mailer {

	fun mail(address: String, subject: String = "news")

	suspend fun count(address: String): Long

}

/** Final; its tasks are called by its interface. */
class SmtpMailer : Mailer {

	val log: BlockingQueue<String> = LinkedBlockingQueue()

	@Task(id = "mail")
	override fun mail(address: String, subject: String) {
		log += "mailed $subject to $address"
	}

	@Task(id = "count")
	override suspend fun count(address: String): Long {
		yield()
		return address.length.toLong()
	}

}

/** Suspends. */
open class Suspending {

	val log: BlockingQueue<String> = LinkedBlockingQueue()

	val attempts = AtomicInteger()

	val started = CountDownLatch(1)

	val cancelled = CountDownLatch(1)

	val ticked = CountDownLatch(1)

	@ScheduledJob(id = "tick", fixedRate = "20ms")
	open suspend fun tick() {
		yield()
		ticked.countDown()
	}

	@Task(id = "suspending-total")
	open suspend fun total(invoiceId: Long): Long {
		yield()
		return invoiceId * 2
	}

	@Task(id = "suspending-list")
	open suspend fun list(invoice: Invoice): List<Invoice> {
		yield()
		return listOf(invoice, invoice.copy(note = null))
	}

	@Task(id = "suspending-note")
	open suspend fun note(text: String?, days: Int = 14, tone: String? = "friendly") {
		yield()
		log += "noted $text $days $tone"
	}

	@Task(id = "flaky", maxAttempts = 3, retryDelay = "10ms")
	open suspend fun flaky(): String {
		yield()
		val attempt = attempts.incrementAndGet()
		check(attempt == 3) { "attempt $attempt" }
		return "attempt $attempt"
	}

	@Task(id = "failing", maxAttempts = 1)
	open suspend fun failing() {
		yield()
		throw java.io.IOException("no")
	}

	@Task(id = "waiting")
	open suspend fun waiting() {
		started.countDown()
		try {
			awaitCancellation()
		}
		catch (ex: CancellationException) {
			cancelled.countDown()
			throw ex
		}
	}

	@Task(id = "attempt")
	open suspend fun attempt(): Int {
		val before = JobContext.current().attempt()
		yield()
		val context = coroutineContext[ReactorContext]!!.context
		return before + context.get<JobContext>(JobContext::class.java).attempt()
	}

	@Task(id = "stream")
	open fun stream(): Flow<Int> = flow {
		emit(1)
		emit(2)
		log += "streamed"
	}

}
