/** Runs work that yields between its slices to its end, for those whom nobody else waits for. */
export function runToEnd<T>(work: Generator<void, T>): T {
	let slice = work.next();
	while (!slice.done) slice = work.next();
	return slice.value;
}
