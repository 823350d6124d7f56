/** A range of text: UTF-16 offsets into one file, `start` inclusive, `end` exclusive. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A span together with the file that it lies in, by the file's URI. */
export interface FileSpan extends Span {
	readonly file: string;
}

/** True when `offset` lies in `span` or touches its end, as a cursor does. */
export function touches(span: Span, offset: number): boolean {
	return span.start <= offset && offset <= span.end;
}

/** True when `inner` lies wholly in `outer`. */
export function encloses(outer: Span, inner: Span): boolean {
	return outer.start <= inner.start && inner.end <= outer.end;
}
