/**
 * Where things stand now that were found in earlier texts, by their anchors: so that what was found before an edit can
 * still be shown. What was not edited has its anchor still; of what was, the last place in which it stood is moved with
 * every edit since.
 */
import type { Anchor, AnchoredSpan, FileSpan, Span } from "../../base/span";
import { type Shift, shifted, shiftedWhole, textShift } from "../../base/text-shift";
import type { SyntaxTree } from "../../syntax/tree";

/** A moment between two edits of a file, with what comes after it. */
interface Moment {
	next?: { readonly shift: Shift; readonly moment: Moment };
}

interface ParsedFile {
	readonly tree: SyntaxTree;
	readonly moment: Moment;
}

/** An anchor that is no more in the text of its file. */
interface Retired {
	readonly file: string;
	readonly start: number;
	/** When it stood there last. */
	readonly moment: Moment;
}

export class EarlierPlaces {
	private readonly now = new Map<string, Moment>();
	private readonly parsed = new Map<string, ParsedFile>();
	private readonly retired = new WeakMap<Anchor, Retired>();

	/** A file has got another text. */
	edited(file: string, before: string, after: string): void {
		if (before === after) return;
		const moment: Moment = {};
		this.momentOf(file).next = { shift: textShift(before, after), moment };
		this.now.set(file, moment);
	}

	/** A file's text has been parsed. */
	read(file: string, tree: SyntaxTree): void {
		this.retire(file, (anchor) => !tree.anchors.has(anchor));
		this.parsed.set(file, { tree, moment: this.momentOf(file) });
	}

	/** The text of a file is not looked at any more. */
	close(file: string): void {
		this.retire(file, () => true);
		this.parsed.delete(file);
		this.now.delete(file);
	}

	/** Where something stands, or what is left of it; undefined for what was never in a file. */
	locate({ anchor, from, to }: AnchoredSpan): FileSpan | undefined {
		const last = this.retired.get(anchor);
		if (last === undefined) return undefined;
		let span = { start: last.start + from, end: last.start + to };
		for (let { next } = last.moment; next !== undefined; next = next.moment.next) span = shifted(span, next.shift);
		return { file: last.file, ...span };
	}

	/**
	 * Where something stands that no edit has touched since; undefined for what one has, and for what was in no file.
	 */
	untouched({ anchor, from, to }: AnchoredSpan): FileSpan | undefined {
		const last = this.retired.get(anchor);
		if (last === undefined) return undefined;
		let span: Span | undefined = { start: last.start + from, end: last.start + to };
		for (let { next } = last.moment; next !== undefined && span; next = next.moment.next) span = shiftedWhole(span, next.shift);
		return span && { file: last.file, ...span };
	}

	private momentOf(file: string): Moment {
		const moment = this.now.get(file) ?? {};
		this.now.set(file, moment);
		return moment;
	}

	private retire(file: string, isGone: (anchor: Anchor) => boolean): void {
		const last = this.parsed.get(file);
		for (const [anchor, start] of last?.tree.anchors ?? [])
			if (last && isGone(anchor)) this.retired.set(anchor, { file, start, moment: last.moment });
	}
}
