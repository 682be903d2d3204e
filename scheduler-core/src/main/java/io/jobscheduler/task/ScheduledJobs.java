package io.jobscheduler.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Holds several {@link ScheduledJob} annotations of one method. The compiler writes it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface ScheduledJobs {

	/**
	 * The annotations.
	 * @return one per schedule
	 */
	ScheduledJob[] value();

}
