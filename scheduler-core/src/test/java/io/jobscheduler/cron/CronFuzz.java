package io.jobscheduler.cron;

import java.util.Map;
import java.util.Random;

/**
 * Makes input that is almost, or not at all, like a cron expression.
 */
final class CronFuzz {

	private static final String ALPHABET = "0123456789*/,-?LWlw#@ \t\nmonfridecJAN1stlast_=;\u0130\u017f\u0661\u0967\uff11\u2003\ud83d\u0000";

	private final Random random;

	CronFuzz(Random random) {
		this.random = random;
	}

	/**
	 * Returns an expression in one line, mostly one that was valid but for a few
	 * characters.
	 */
	String nextLine() {
		return switch (this.random.nextInt(20)) {
			case 0 -> nextHuge(" ");
			case 1, 2, 3, 4 -> edited("", this.random.nextInt(40));
			default -> edited(RandomCronExpression.next(this.random, this.random.nextBoolean()).text(),
					this.random.nextInt(4));
		};
	}

	/**
	 * Returns fields of which one is most likely invalid.
	 */
	Map<CronField, String> nextFields() {
		Map<CronField, String> fields = RandomCronFields.next(this.random).fields();
		CronField field = CronField.values()[this.random.nextInt(CronField.values().length)];
		String text = switch (this.random.nextInt(20)) {
			case 0 -> nextHuge(",");
			case 1, 2, 3, 4 -> edited("", this.random.nextInt(20));
			default -> edited(fields.getOrDefault(field, "*"), this.random.nextInt(3));
		};
		fields.put(field, text);
		return fields;
	}

	private String nextHuge(String separator) {
		String item = switch (this.random.nextInt(5)) {
			case 0 -> "*";
			case 1 -> "*/2";
			case 2 -> "9";
			case 3 -> "last";
			default -> edited("", 3);
		};
		int times = 1 << this.random.nextInt(14);
		return this.random.nextBoolean() ? item.repeat(times) : (item + separator).repeat(times) + item;
	}

	private String edited(String text, int edits) {
		StringBuilder edited = new StringBuilder(text);
		for (int edit = 0; edit < edits; edit++) {
			int index = this.random.nextInt(edited.length() + 1);
			switch (this.random.nextInt(3)) {
				case 0 -> edited.insert(index, nextCharacter());
				case 1 -> edited.replace(index, Math.min(index + 1, edited.length()), String.valueOf(nextCharacter()));
				default -> edited.delete(index, Math.min(index + 1, edited.length()));
			}
		}
		return edited.toString();
	}

	private char nextCharacter() {
		return (this.random.nextInt(30) == 0) ? (char) this.random.nextInt(Character.MAX_VALUE)
				: ALPHABET.charAt(this.random.nextInt(ALPHABET.length()));
	}

}
