package io.jobscheduler.boot.task;

import java.util.List;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.Trigger;

import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/**
 * What a declaration can refer to by name.
 */
final class TriggerBeans {

	private final ListableBeanFactory beanFactory;

	TriggerBeans(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds a trigger.
	 * @throws IllegalArgumentException if there is none of that name
	 */
	Trigger trigger(String name) {
		try {
			return this.beanFactory.getBean(name, Trigger.class);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new IllegalArgumentException("there is no bean of type Trigger with that name; there are "
					+ List.of(this.beanFactory.getBeanNamesForType(Trigger.class)), ex);
		}
	}

	/**
	 * Finds a calendar.
	 * @throws IllegalArgumentException if there is none of that name
	 */
	HolidayCalendar calendar(String name) {
		return this.beanFactory.getBean(KnownCalendars.class).get(name);
	}

}
