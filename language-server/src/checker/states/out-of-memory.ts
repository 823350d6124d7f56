/** The host has no memory for a search: that is a limit like others, and no defect. */
export class OutOfMemory extends Error {
	constructor() {
		super("there is no memory for a search");
	}
}

/**
 * What hosts say where there is no memory for an array, a module or a memory of one. Their other range errors are
 * defects of ours.
 */
const NO_MEMORY = /memory|allocat|array (?:buffer )?length/i;

/** Whether an error means that the host has no memory. */
export function isOutOfMemory(error: unknown): boolean {
	if (error instanceof OutOfMemory) return true;
	// Firefox has an error of its own, which is no Error elsewhere.
	const { name, message } = error instanceof Error ? error : { name: "", message: "" };
	return (name === "RangeError" || name === "InternalError") && NO_MEMORY.test(message);
}

/** What `make` makes; undefined where the host has no memory for it. */
export function ifThereIsMemory<T>(make: () => T): T | undefined {
	try {
		return make();
	} catch (error) {
		if (isOutOfMemory(error)) return undefined;
		throw error;
	}
}

/** Goes through work that comes to whether there was memory for it. Throws `OutOfMemory` where there was none. */
export function* withMemory(work: Generator<void, boolean>): Generator<void, void> {
	if (!(yield* work)) throw new OutOfMemory();
}
