/** Where a place is after an edit of its text. */
import type { Span } from "./span";

/** So much text is compared at once, before letters are. */
const PIECE = 1024;

/** What an edit did to a text, as far as places are concerned. */
export interface Shift {
	/** Up to here the text stayed. */
	readonly head: number;
	/** From here on, in the text before, it stayed as well. */
	readonly tail: number;
	/** How much longer the text has become. */
	readonly growth: number;
}

/** The shift between two texts, found from what they have in common at both ends. */
export function textShift(before: string, after: string): Shift {
	const shorter = Math.min(before.length, after.length);
	let head = 0;
	while (head + PIECE <= shorter && before.slice(head, head + PIECE) === after.slice(head, head + PIECE)) head += PIECE;
	while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
	let tail = 0;
	const ending = (text: string): string => text.slice(text.length - tail - PIECE, text.length - tail);
	while (tail + PIECE <= shorter - head && ending(before) === ending(after)) tail += PIECE;
	while (tail < shorter - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
	return { head, tail: before.length - tail, growth: after.length - before.length };
}

/**
 * A place of the text before in the text after; undefined where the edit touched it, or what stands right beside it.
 */
export function shiftedWhole({ start, end }: Span, { head, tail, growth }: Shift): Span | undefined {
	if (end < head) return { start, end };
	return start > tail ? { start: start + growth, end: end + growth } : undefined;
}

/** A place of the text before in the text after; what the edit touched shrinks to what is left of it. */
export function shifted({ start, end }: Span, { head, tail, growth }: Shift): Span {
	const begin = start >= tail ? start + growth : start <= head ? start : tail + growth;
	const finish = end <= head ? end : end >= tail ? end + growth : head;
	return { start: begin, end: Math.max(begin, finish) };
}
