/**
 * What compiling a scenario may take, counted in steps of the compiler: statements and expressions that are gone
 * through, blocks that are made, operands that are looked at.
 *
 * Calls are inlined and loops unrolled, so that a few lines can stand for more code than there is room for. Counting
 * what is really done ends that at the same place on every machine; a clock may end it before.
 */

/**
 * How many steps compiling one scenario may take: some ten times what the largest sample takes, and less than a second.
 */
export const COMPILE_LIMIT = 1_000_000;

/** How many steps are taken between two looks at the clock, about a millisecond. */
const CLOCK_STEPS = 4096;

export class Effort {
	/** Steps taken so far. */
	taken = 0;
	private nextLook = CLOCK_STEPS;
	private late = false;

	/** `isLate` says whether the time that there is for it is over. */
	constructor(
		readonly limit = COMPILE_LIMIT,
		private readonly isLate: () => boolean = () => false,
	) {}

	/** Whether it ended because of the clock. */
	get endedLate(): boolean {
		return this.late;
	}

	/** Takes so many steps. False when that is more than there are, or when it is late: then it is to be given up. */
	take(steps = 1): boolean {
		this.taken += steps;
		if (this.taken >= this.nextLook) {
			this.nextLook = this.taken + CLOCK_STEPS;
			this.late ||= this.isLate();
		}
		return this.taken <= this.limit && !this.late;
	}
}
