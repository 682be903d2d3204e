package io.jobscheduler.boot.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if the application may want one of the given kinds of job store: it has named
 * it, or it has named none.
 */
@Conditional(OnStoreTypeCondition.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@interface ConditionalOnStoreType {

	/**
	 * The kinds.
	 */
	String[] value();

}
