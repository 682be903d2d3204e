package io.jobscheduler.test.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a run of the contract runs on, for the table at the end of the build.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Server {

	/** What it is. */
	String value();

	/**
	 * The environment variable that gives the address of a real server, where what runs
	 * unless it is set only stands in for one.
	 */
	String realIf() default "";

}
