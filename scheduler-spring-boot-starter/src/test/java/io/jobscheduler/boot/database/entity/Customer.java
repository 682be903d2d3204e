package io.jobscheduler.boot.database.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Customer {

	@Id
	@GeneratedValue
	private Long id;

	private String name;

	private boolean welcome;

	protected Customer() {
	}

	public Customer(String name) {
		this.name = name;
	}

	public void welcome() {
		this.welcome = true;
	}

	public boolean isWelcome() {
		return this.welcome;
	}

}
