/**
 * The thread that helps an exploration, and how its owner talks to it: by three words of the memory that they share.
 *
 * Invariant: a helper that has been given work ends it when it is told to stop, and is then ready for other work.
 */
import type { Helper, HelperThread, HelperWork } from "../checker/helper";
import type { WebAssemblyHost } from "../checker/wasm/web-assembly";

/** With fewer states a search is done before a second thread has begun. */
const HELP_ABOVE = 1 << 18;

/** What the command says: the helper sets `idle`, its owner everything else. */
const COMMAND = { idle: 0, advance: 1, flush: 2, stop: 3, starting: 4 } as const;
const ARGUMENT = 1;
const ANSWER = 2;
/** A helper that takes longer than this has died. */
const LONGEST_WAIT_MILLISECONDS = 10_000;
/** How often the owner looks whether the helper is done before it goes to sleep, which takes longer than most waits. */
const LOOKS = 2000;

/** A helper in a thread to which `post` sends its work; asked where there are so many states. */
export function helperThread(post: (work: HelperWork) => void, leastStates = HELP_ABOVE): HelperThread {
	return { leastStates, begin: (work) => HelperControl.begin(post, work) };
}

/** The owner's side. */
class HelperControl implements Helper {
	private constructor(
		private readonly words: Int32Array,
		private readonly at: number,
	) {}

	static begin(post: (work: HelperWork) => void, work: HelperWork): HelperControl {
		const control = new HelperControl(new Int32Array(work.memory.buffer), work.control);
		Atomics.store(control.words, work.control, COMMAND.starting);
		post(work);
		return control;
	}

	get isReady(): boolean {
		return Atomics.load(this.words, this.at) === COMMAND.idle;
	}

	advance(steps: number): void {
		this.tell(COMMAND.advance, steps);
	}

	flush(): number {
		this.tell(COMMAND.flush, 0);
		return this.wait();
	}

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
