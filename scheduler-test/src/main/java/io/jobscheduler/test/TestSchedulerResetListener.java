package io.jobscheduler.test;

import io.jobscheduler.Scheduler;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets the scheduler of an application before each test method, outside the test's
 * transaction: contexts are shared by many tests.
 */
final class TestSchedulerResetListener implements TestExecutionListener, Ordered {

	/** After dependency injection, before transactions and SQL scripts. */
	private static final int ORDER = 2100;

	TestSchedulerResetListener() {
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void beforeTestMethod(TestContext test) {
		if (!TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), AutoConfigureTestScheduler.class)) {
			return;
		}
		ApplicationContext context = test.getApplicationContext();
		if (context.getBeanProvider(Scheduler.class).getIfAvailable() != null) {
			context.getBeanProvider(TestScheduler.class).ifAvailable(TestScheduler::reset);
		}
	}

}
