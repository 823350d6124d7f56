/**
 * Places in texts, of two kinds that do not mix. A **span** counts from the start of a file: it is what an editor
 * means, and belongs to one text. An **anchored span** counts from an anchor, the start of a piece of a file that is
 * read as a whole: it is what is kept, and stays right when something is typed elsewhere in the file. Where an anchor
 * stands in a text its tree knows (`SyntaxTree.locate`).
 */

/** A range of text: UTF-16 offsets into one file, `start` inclusive, `end` exclusive. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A span together with the file that it lies in, by the file's URI. */
export interface FileSpan extends Span {
	readonly file: string;
}

/**
 * A piece of text, known by this object alone: the same anchor stands for the same letters, wherever in its file they
 * stand.
 */
export class Anchor {}

/** A range of text: UTF-16 offsets from an anchor, `from` inclusive, `to` exclusive. */
export interface AnchoredSpan {
	readonly anchor: Anchor;
	readonly from: number;
	readonly to: number;
}

/** Gives the place at which something stands in the texts as they are at one moment. */
export type Locate = (span: AnchoredSpan) => FileSpan;

/** No more than the place of a node or of something else that has one. */
export function spanOf({ anchor, from, to }: AnchoredSpan): AnchoredSpan {
	return { anchor, from, to };
}

/** True for the same range of the same piece of text. */
export function samePlace(a: AnchoredSpan, b: AnchoredSpan): boolean {
	return a.anchor === b.anchor && a.from === b.from && a.to === b.to;
}

const numbers = new WeakMap<Anchor, number>();
let known = 0;

/** The same text for the same place, and another for each other one, for tables. */
export function placeKey({ anchor, from, to }: AnchoredSpan): string {
	const number = numbers.get(anchor) ?? known++;
	numbers.set(anchor, number);
	return `${number} ${from} ${to}`;
}

/** True when `offset` lies in `span` or touches its end, as a cursor does. */
export function touches(span: Span, offset: number): boolean {
	return span.start <= offset && offset <= span.end;
}

/** True when `inner` lies wholly in `outer`. */
export function encloses(outer: Span, inner: Span): boolean {
	return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when `inner` lies wholly in `outer`, in the same piece of text. */
export function holds(outer: AnchoredSpan, inner: AnchoredSpan): boolean {
	return outer.anchor === inner.anchor && outer.from <= inner.from && inner.to <= outer.to;
}
