package io.jobscheduler.boot.database.entity;

import org.springframework.data.repository.CrudRepository;

public interface Customers extends CrudRepository<Customer, Long> {

	Customer findByName(String name);

}
