/** Numbers as every view of a result writes them. */

/** `4,212`. */
export function countText(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 state`, `4,212 states`. */
export function quantity(count: number, noun: string, plural = `${noun}s`): string {
	return `${countText(count)} ${count === 1 ? noun : plural}`;
}

/** `4,212 states`; of a search that ended when it had what it was asked for `more than 262,144 states`. */
export function statesText({ states, decided }: { readonly states: number; readonly decided?: true }): string {
	return `${decided ? "more than " : ""}${quantity(states, "state")}`;
}

/** `12 ms`, `3.4 s`. */
export function timeText(milliseconds: number): string {
	return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(names: readonly string[]): string {
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
