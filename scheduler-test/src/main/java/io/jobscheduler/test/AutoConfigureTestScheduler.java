package io.jobscheduler.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test class beside {@code @SpringBootTest}: the application's scheduler keeps its
 * jobs in memory, in place of any store that is configured; its time is a
 * {@link VirtualClock}; and every job runs on the thread of the test, when the test lets
 * time pass. A {@link TestScheduler} and the {@link VirtualClock} can be injected.
 * <p>
 * Before each test method the scheduler is as it was when the application had started:
 * see {@link TestScheduler#reset()}. Further stores ({@code jobscheduler.stores.*}) are
 * kept in memory, too, but are not reset.
 *
 * <pre class="code">
 * &#64;SpringBootTest
 * &#64;AutoConfigureTestScheduler(startingAt = "2030-01-01T00:00:00Z")
 * class InvoiceTests {
 *
 *     &#64;Autowired
 *     TestScheduler scheduler;
 *
 * }
 * </pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AutoConfigureTestScheduler {

	/**
	 * The instant that the clock shows at first, in ISO 8601, such as
	 * {@code 2030-01-01T00:00:00Z}. Empty for the instant at which the application starts
	 * to be made, so that code that asks the system for the time finds about the same.
	 * @return an instant, or an empty text
	 */
	String startingAt() default "";

}
