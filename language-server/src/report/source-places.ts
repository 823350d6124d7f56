/** Where something stands, as a person and a terminal's links write it. */
import type { Anchor, AnchoredSpan, FileSpan, Locate } from "../base/span";
import { TextIndex } from "../base/text-index";
import { anchorsOf, locating } from "../semantics/program";

/** A place in a file that a reader can go to. */
export interface SourcePlace {
	/** As the file was named on the command line, or the URI of a file of the model. */
	readonly file: string;
	/** Both from 1; columns count UTF-16 units, as editors do. */
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** A file that reports refer to. */
export interface ReportFile {
	readonly uri: string;
	/** What it is called in reports. */
	readonly name: string;
	readonly text: string;
	/** Where the anchors of its tree stand. */
	readonly anchors: ReadonlyMap<Anchor, number>;
}

/** The files that a report may refer to. A place in any other is called by its URI, at 1:1. */
export class SourcePlaces {
	private readonly files: ReadonlyMap<string, { readonly name: string; readonly index: TextIndex }>;

	/** Where something stands that is written in one of the files. */
	readonly locate: Locate;

	constructor(files: readonly ReportFile[]) {
		this.locate = locating(
			anchorsOf(
				files.map(({ uri, anchors }) => ({ uri, tree: { anchors } })),
				undefined,
			),
		);
		this.files = new Map(files.map(({ uri, name, text }) => [uri, { name, index: new TextIndex(text) }]));
	}

	/** True when the text of the file is known. */
	has(uri: string): boolean {
		return this.files.has(uri);
	}

	at(place: FileSpan | AnchoredSpan): SourcePlace {
		const span = "anchor" in place ? this.locate(place) : place;
		const file = this.files.get(span.file);
		if (file === undefined) return { file: span.file, line: 1, column: 1, endLine: 1, endColumn: 1 };
		const start = file.index.positionAt(span.start);
		const end = file.index.positionAt(span.end);
		return { file: file.name, line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
	}

	/** A line (from 1) of a known file, without its end. */
	line(uri: string, line: number): string {
		const index = this.files.get(uri)?.index;
		if (index === undefined) return "";
		const start = index.offsetAt({ line: line - 1, character: 0 });
		const end = index.offsetAt({ line: line - 1, character: Number.MAX_SAFE_INTEGER });
		return index.text.slice(start, end);
	}
}
