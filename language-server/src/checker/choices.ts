/**
 * The choices that a step makes, as an odometer: the step is run again for each combination, and asks at each `choose` which way to go.
 * Combinations come in lexicographic order.
 */
export class Choices {
	private readonly digits: number[] = [];
	private readonly counts: number[] = [];
	private position = 0;

	/** To be called at the start of the step. */
	rewind(): void {
		this.position = 0;
	}

	/** Forgets all choices: the next step begins with its first combination. */
	reset(): void {
		this.digits.length = 0;
		this.counts.length = 0;
	}

	/** Which of `count` ways to go. */
	next(count: number): number {
		if (this.position === this.digits.length) {
			this.digits.push(0);
			this.counts.push(count);
		}
		return this.digits[this.position++];
	}

	/** To be called at the end of the step: goes on to the next combination; false, and back at the first, when there is none. */
	advance(): boolean {
		// Digits behind the position are of ways that have not been gone this time.
		while (this.digits.length > 0) {
			const last = this.digits.length - 1;
			if (++this.digits[last] < this.counts[last]) return true;
			this.digits.pop();
			this.counts.pop();
		}
		return false;
	}
}
