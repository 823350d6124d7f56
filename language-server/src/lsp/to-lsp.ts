/** The only place where offsets become positions; what is made of them is in `converters/`. */
import type { Location, Position, Range } from "vscode-languageserver";
import type { AnchoredSpan, FileSpan, Locate, Span } from "../base/span";
import type { TextIndex } from "../base/text-index";
import { type Encoding, utf8Length } from "./from-lsp";

/** Converts for one document; other files are looked up by their URI. */
export class ToLsp {
	constructor(
		readonly uri: string,
		private readonly index: TextIndex,
		private readonly encoding: Encoding,
		private readonly indexOf: (uri: string) => TextIndex | undefined,
		private readonly locate: Locate,
	) {}

	position(offset: number, index = this.index): Position {
		const position = index.positionAt(offset);
		if (this.encoding === "utf-16") return position;
		let character = 0;
		const start = index.offsetAt({ line: position.line, character: 0 });
		for (const char of index.text.slice(start, start + position.character)) character += utf8Length(char.codePointAt(0) as number);
		return { line: position.line, character };
	}

	range(span: Span, index = this.index): Range {
		return { start: this.position(span.start, index), end: this.position(span.end, index) };
	}

	/** Undefined for a file whose text is not known. */
	location(place: FileSpan | AnchoredSpan): Location | undefined {
		const span = "anchor" in place ? this.locate(place) : place;
		const index = span.file === this.uri ? this.index : this.indexOf(span.file);
		return index && { uri: span.file, range: this.range(span, index) };
	}

	/** A range of any file; `file` must be one whose text is known. */
	rangeIn(file: string, span: Span): Range {
		return this.range(span, file === this.uri ? this.index : this.indexOf(file));
	}
}
