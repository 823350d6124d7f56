/**
 * A second thread that takes part in an exploration: both work on the same memory, each with a module of its own, for a slice at a time. Between slices only the first one works,
 * which makes tables larger, goes on to the next level and takes what was found.
 *
 * Invariant: a helper that has been given work ends it when it is told to stop, and is then ready for other work.
 */
import type { WebAssemblyHost } from "./wasm/web-assembly";

/** What a helper is given. Plain data, but for the memory, which is shared. */
export interface HelperWork {
	/** The module, which exports `advance` and `flush`. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** A `WebAssembly.Memory`. */
	readonly memory: { readonly buffer: ArrayBufferLike };
	/** Index of the word in the memory that holds the command; the next ones hold its argument and its answer. */
	readonly control: number;
}

/** A thread that can be given work. */
export interface HelperThread {
	begin(work: HelperWork): void;
	/** With fewer states it is not asked. */
	readonly leastStates: number;
}

/** With fewer states a search is done before a second thread has begun. */
export const HELP_ABOVE = 1 << 18;

/** What the command says: the helper sets `idle`, its owner everything else. */
const COMMAND = { idle: 0, advance: 1, flush: 2, stop: 3, starting: 4 } as const;
const ARGUMENT = 1;
const ANSWER = 2;
/** A helper that takes longer than this has died. */
const LONGEST_WAIT_MILLISECONDS = 10_000;
/** How often the owner looks whether the helper is done before it goes to sleep, which takes longer than most waits. */
const LOOKS = 2000;

/** The owner's side. */
export class HelperControl {
	private constructor(
		private readonly words: Int32Array,
		private readonly at: number,
	) {}

	/** Gives a helper its work. */
	static begin(thread: HelperThread, work: HelperWork): HelperControl {
		const control = new HelperControl(new Int32Array(work.memory.buffer), work.control);
		Atomics.store(control.words, work.control, COMMAND.starting);
		thread.begin(work);
		return control;
	}

	/** Whether it has compiled its module and waits for a command. */
	get isReady(): boolean {
		return Atomics.load(this.words, this.at) === COMMAND.idle;
	}

	/** Lets it advance by so many steps, while the owner goes on. */
	advance(steps: number): void {
		this.tell(COMMAND.advance, steps);
	}

	/** Lets it look for the successors that it has gathered. */
	flush(): number {
		this.tell(COMMAND.flush, 0);
		return this.wait();
	}

	/** Waits until it is done: what the function gave. */
	wait(): number {
		const { words, at } = this;
		for (let looks = 0; ; looks++) {
			const command = Atomics.load(words, at);
			if (command === COMMAND.idle) return words[at + ANSWER];
			if (looks < LOOKS) continue;
			if (Atomics.wait(words, at, command, LONGEST_WAIT_MILLISECONDS) === "timed-out")
				throw new Error("the helping thread does not answer");
		}
	}

	/** Ends its work. */
	stop(): void {
		this.tell(COMMAND.stop, 0);
	}

	private tell(command: number, argument: number): void {
		this.words[this.at + ARGUMENT] = argument;
		Atomics.store(this.words, this.at, command);
		Atomics.notify(this.words, this.at);
	}
}

/** The helper's side: does what it is told until it is told to stop. Blocks its thread. */
export function help({ bytes, memory, control }: HelperWork, host: WebAssemblyHost): void {
	const words = new Int32Array(memory.buffer);
	const { advance, flush } = new host.Instance(new host.Module(bytes), { env: { memory } }).exports as {
		advance(budget: number): number;
		flush(): number;
	};
	// It may have been told to stop before it was ready.
	Atomics.compareExchange(words, control, COMMAND.starting, COMMAND.idle);
	for (;;) {
		Atomics.wait(words, control, COMMAND.idle);
		const command = Atomics.load(words, control);
		if (command === COMMAND.stop) return;
		if (command === COMMAND.idle) continue;
		words[control + ANSWER] = command === COMMAND.advance ? advance(words[control + ARGUMENT]) : flush();
		Atomics.compareExchange(words, control, command, COMMAND.idle);
		Atomics.notify(words, control);
	}
}
