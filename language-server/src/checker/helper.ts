/**
 * A second thread that takes part in an exploration: both work on the same memory, each with a module of its own, for a
 * slice at a time. Between slices only the first one works, which makes tables larger, goes on to the next level and
 * takes what was found. How threads are started and told what to do is the host's affair.
 */

/** What a helper is given. Plain data, but for the memory, which is shared. */
export interface HelperWork {
	/** The module, which exports `advance` and `flush`. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** A `WebAssembly.Memory`. */
	readonly memory: { readonly buffer: ArrayBufferLike };
	/** Index of the first of three words in the memory that are for what its owner says to it. */
	readonly control: number;
}

/** A thread that can be given work, of one search at a time. */
export interface HelperThread {
	begin(work: HelperWork): Helper;
	/** With fewer states it is not asked. */
	readonly leastStates: number;
}

/** A thread that has been given work. */
export interface Helper {
	/** Whether it has compiled its module and waits. */
	readonly isReady: boolean;
	/** Lets it advance by so many steps, while the caller goes on. */
	advance(steps: number): void;
	/** Waits until it is done: what `advance` gave. */
	wait(): number;
	/** Lets it look for the successors that it has gathered, and waits: what `flush` gave. */
	flush(): number;
	/** Ends its work. */
	stop(): void;
}
