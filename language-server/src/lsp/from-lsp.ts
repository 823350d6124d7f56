/** Positions of the protocol as offsets. Whatever a client sends gives an offset inside the text. */
import type { Position, Range } from "vscode-languageserver";
import type { Span } from "../base/span";
import type { TextIndex } from "../base/text-index";

/** What a position's `character` counts: UTF-16 code units (the default) or bytes of UTF-8. */
export type Encoding = "utf-16" | "utf-8";

export function toOffset(index: TextIndex, { line, character }: Position, encoding: Encoding): number {
	if (encoding === "utf-16") return index.offsetAt({ line, character });
	const start = index.offsetAt({ line, character: 0 });
	const end = index.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
	let bytes = 0;
	let offset = start;
	while (offset < end) {
		const point = index.text.codePointAt(offset) as number;
		bytes += utf8Length(point);
		if (bytes > character) break;
		offset += point > 0xffff ? 2 : 1;
	}
	return offset;
}

export function toSpan(index: TextIndex, range: Range, encoding: Encoding): Span {
	const start = toOffset(index, range.start, encoding);
	return { start, end: Math.max(start, toOffset(index, range.end, encoding)) };
}

/** How many bytes a code point takes; a lone surrogate becomes U+FFFD, which takes three. */
export function utf8Length(point: number): number {
	if (point < 0x80) return 1;
	if (point < 0x800) return 2;
	return point < 0x10000 ? 3 : 4;
}
