/** Numbers as every view of a result writes them. */
import { t } from "./l10n";

/** `4,212`. */
export function countText(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 state`, `4,212 states`. */
export function quantity(count: number, noun: string, plural = `${noun}s`): string {
	return t(["", ` ${count === 1 ? noun : plural}`], countText(count));
}

/** `4,212 states`; of a search that ended when it had what it was asked for `more than 262,144 states`. */
export function statesText({ states, decided }: { readonly states: number; readonly decided?: true }): string {
	const counted = quantity(states, "state");
	return decided ? t`more than ${counted}` : counted;
}

/** `12 ms`, `3.4 s`. */
export function timeText(milliseconds: number): string {
	return milliseconds < 1000 ? t`${Math.max(1, Math.round(milliseconds))} ms` : t`${(milliseconds / 1000).toFixed(1)} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(names: readonly string[]): string {
	return names.length < 2 ? names.join("") : t`${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
