package io.jobscheduler.sample;

import java.math.BigDecimal;
import java.time.Instant;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param customer who shall pay
 * @param amount how much
 * @param dueDate until when, {@code null} if that does not matter
 */
record NewInvoice(@NotBlank @Size(max = 255) String customer,
		@NotNull @Positive @Digits(integer = 17, fraction = 2) BigDecimal amount, @Nullable Instant dueDate) {
}
