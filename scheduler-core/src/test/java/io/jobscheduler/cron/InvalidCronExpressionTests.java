package io.jobscheduler.cron;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what {@link CronExpression} refuses, and what it says then.
 */
class InvalidCronExpressionTests {

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true,
			textBlock = """
					""                | 0 fields, allowed 5 or 6
					"   "             | 0 fields, allowed 5 or 6
					*                 | 1 field, allowed 5 or 6
					* * * *           | 4 fields, allowed 5 or 6
					0 0 0 1 1 ? 2026  | 7 fields, allowed 5 or 6
					61 2 * * *        | minute 61 at position 1, allowed 0-59
					60 * * * * *      | second 60 at position 1, allowed 0-59
					0 60 * * * *      | minute 60 at position 3, allowed 0-59
					"  0  24 * * *"   | hour 24 at position 6, allowed 0-23
					0 0 0 * *         | day of month 0 at position 5, allowed 1-31
					0 0 1,32 * *      | day of month 32 at position 7, allowed 1-31
					0 0 * 0 *         | month 0 at position 7, allowed 1-12
					0 0 * 13 *        | month 13 at position 7, allowed 1-12
					0 0 * * 8         | day of week 8 at position 9, allowed 0-7
					0 0 * * 1-8       | day of week 8 at position 11, allowed 0-7
					99999999999 0 * * * | minute 99999999999 at position 1, allowed 0-59
					-1 * * * *        | minute '-1' at position 1, allowed 0-59
					+1 * * * *        | minute '+1' at position 1, allowed 0-59
					1.5 * * * *       | minute '1.5' at position 1, allowed 0-59
					x * * * *         | minute 'x' at position 1, allowed 0-59
					? * * * *         | minute '?' at position 1, allowed 0-59
					** * * * *        | minute '**' at position 1, allowed 0-59
					*-5 * * * *       | minute '*-5' at position 1, allowed 0-59
					5- * * * *        | minute '5-' at position 1, allowed 0-59
					1-2-3 * * * *     | minute '1-2-3' at position 1, allowed 0-59
					1,,2 * * * *      | minute '' at position 3, allowed 0-59
					,1 * * * *        | minute '' at position 1, allowed 0-59
					1, * * * *        | minute '' at position 3, allowed 0-59
					1,x2,3 * * * *    | minute 'x2' at position 3, allowed 0-59
					*/0 * * * *       | minute step 0 at position 3, allowed 1-60
					*/61 * * * *      | minute step 61 at position 3, allowed 1-60
					*/ * * * *        | minute '*/' at position 1, allowed 0-59
					*/-5 * * * *      | minute '*/-5' at position 1, allowed 0-59
					*/5/5 * * * *     | minute '*/5/5' at position 1, allowed 0-59
					0 1-5/25 * * *    | hour step 25 at position 7, allowed 1-24
					L * * * *         | minute 'L' at position 1, allowed 0-59
					0 0 ?,1 * *       | day of month '?' at position 5, allowed 1-31
					0 0 1,? * *       | day of month '?' at position 7, allowed 1-31
					0 0 ?/2 * *       | day of month '?/2' at position 5, allowed 1-31
					0 0 L-0 * *       | day of month offset 0 at position 7, allowed 1-30
					0 0 L-31 * *      | day of month offset 31 at position 7, allowed 1-30
					0 0 L- * *        | day of month 'L-' at position 5, allowed 1-31
					0 0 W * *         | day of month 'W' at position 5, allowed 1-31
					0 0 32W * *       | day of month 32 at position 5, allowed 1-31
					0 0 1-5W * *      | day of month '1-5W' at position 5, allowed 1-31
					0 0 1W/2 * *      | day of month '1W/2' at position 5, allowed 1-31
					0 0 LL * *        | day of month 'LL' at position 5, allowed 1-31
					0 0 fri * *       | day of month 'fri' at position 5, allowed 1-31
					0 0 * foo *       | month 'foo' at position 7, allowed 1-12 or JAN-DEC
					0 0 * ja *        | month 'ja' at position 7, allowed 1-12 or JAN-DEC
					0 0 * january *   | month 'january' at position 7, allowed 1-12 or JAN-DEC
					0 0 * L *         | month 'L' at position 7, allowed 1-12 or JAN-DEC
					0 0 * * L         | day of week 'L' at position 9, allowed 0-7 or MON-SUN
					0 0 * * frid      | day of week 'frid' at position 9, allowed 0-7 or MON-SUN
					0 0 * * fri#0     | day of week occurrence 0 at position 13, allowed 1-5
					0 0 * * fri#6     | day of week occurrence 6 at position 13, allowed 1-5
					0 0 * * fri#      | day of week 'fri#' at position 9, allowed 0-7 or MON-SUN
					0 0 * * fri#1-2   | day of week 'fri#1-2' at position 9, allowed 0-7 or MON-SUN
					0 0 * * mon-friL  | day of week 'mon-friL' at position 9, allowed 0-7 or MON-SUN
					0 0 * * \u017fun  | day of week '\u017fun' at position 9, allowed 0-7 or MON-SUN
					\u0661 0 * * *    | minute '\u0661' at position 1, allowed 0-59
					@reboot           | macro '@reboot' at position 1, allowed @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly
					@daily 5          | macro '@daily 5' at position 1, allowed @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly
					""")
	void saysWhatIsWrongAndWhere(String expression, String reason) {
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronExpression.parse(expression))
			.withMessage("Invalid cron expression '" + expression + "': " + reason);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			0 0 30 2 *        | no 30 February at position 5
			0 0 0 31 2,4 *    | no 31 February or April at position 7
			0 0 31 4 ?        | no 31 April at position 5
			0 0 31W 9 *       | no 31W of September at position 5
			0 0 L-30 jun *    | no L-30 of June at position 5
			0 0 30,31 feb *   | no 30,31 February at position 5
			0 0 1 * mon#2     | no day 1 on mon#2 at position 5
			0 0 LW * sat,sun  | no LW on sat,sun at position 5
			0 0 28,30 feb mon#5 | no 28,30 February on mon#5 at position 5
			0 0 1-7 * friL    | no day 1-7 on friL at position 5
			""")
	void saysWhyItCouldNeverMatch(String expression, String reason) {
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronExpression.parse(expression))
			.withMessage("Invalid cron expression '" + expression + "': " + reason);
	}

	@Test
	void tellsTheFieldAndThePosition() {
		InvalidCronExpressionException field = refuse("0 24 * * *");
		assertThat(field.expression()).isEqualTo("0 24 * * *");
		assertThat(field.field()).contains(CronField.HOUR);
		assertThat(field.position()).hasValue(3);
		InvalidCronExpressionException whole = refuse("* * *");
		assertThat(whole.field()).isEmpty();
		assertThat(whole.position()).isEmpty();
	}

	@Test
	void refusesWhatIsTooLong() {
		String expression = "1,".repeat(500) + "1 * * * *";
		assertThatIllegalArgumentException().isThrownBy(() -> CronExpression.parse(expression))
			.withMessage("Invalid cron expression '" + expression.substring(0, 200)
					+ "...': 1009 characters, allowed at most 1000");
	}

	private static InvalidCronExpressionException refuse(String expression) {
		return catchThrowableOfType(InvalidCronExpressionException.class, () -> CronExpression.parse(expression));
	}

}
