import type { GuardClass, Macro } from "./vocabulary";

/** A tape of numbers from which every decision is read. */
export abstract class Tape {
	private at = 0;
	private names = 0;
	/** Whether the program makes and frees objects as it runs. */
	protected allocates = false;
	/**
	 * Whether objects start tasks: of these there is one only where something can start it, so that tasks are not
	 * counted.
	 */
	protected starts = false;
	/** Whether there are objects on stacks. */
	protected hasStacks = false;
	/** Whether objects and numbers are picked by chance, also at first. */
	protected picks = false;
	/** Whether somebody asks whether a task has ended. */
	protected joins = false;
	/** Whether there is an option of the kernel's configuration. */
	protected configured = false;
	/** Whether locals point to variables, and objects are found by their parts. */
	protected pointsInto = false;
	/** Whether there are references to objects of any struct, and of one that begins with another. */
	protected refersToAny = false;
	/** Whether references carry errors. */
	protected carries = false;
	/** Whether objects are copied. */
	protected copies = false;
	/** Whether pointers to variables are set again. */
	protected setsPointers = false;
	/** Whether all that is being written stands in one line. */
	protected oneLine = false;
	/** What has been declared so far. */
	protected readonly macros: Macro[] = [];
	protected readonly guards: GuardClass[] = [];

	private readonly tape: number[];

	constructor(tape: readonly number[]) {
		this.tape = [...tape];
	}

	protected pick(count: number): number {
		return (this.tape[this.at++] ?? 0) % count;
	}

	/** Goes on from the other end of the tape, so that what comes before is what it would be without. */
	protected turn(): void {
		this.tape.reverse();
		this.at = 0;
	}

	/** True once in so many times. */
	protected chance(times: number): boolean {
		return this.pick(times) === times - 1;
	}

	protected of<T>(list: readonly T[]): T {
		return list[this.pick(list.length)];
	}

	protected name(prefix: string): string {
		return `${prefix}${this.names++}`;
	}
}
