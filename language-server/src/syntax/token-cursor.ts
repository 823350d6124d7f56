/**
 * What all parts of the parser share beyond reading tokens: reporting, recovering, nesting.
 *
 * After a report the cursor is *recovering*: it says nothing more until a new line, a `;` or a brace has been reached,
 * so that one bad line costs one diagnostic. The cursor only moves forward, and every loop over it moves it or ends.
 */

import type { SuggestedFix } from "../base/diagnostic";
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import type { DiagnosticList } from "./diagnostic-list";
import { findStrayBraces } from "./stray-braces";
import { TokenReader } from "./token-reader";
import type { ErrorNode, Name } from "./tree";

/**
 * How many levels deep statements, and what is in them, may nest: more would exhaust the stack of whoever walks the
 * tree.
 */
const maxNesting = { statement: 100, expression: 200 } as const;

/** How many operators one expression may have; each may be a level of the tree. */
const maxOperators = 1000;

/**
 * An opening brace whose closing one is indented less than the line with the opening one: perhaps it belongs to
 * another.
 */
interface Suspect {
	readonly brace: number;
	readonly owner: string;
	/** Index of the token `{`. */
	readonly index: number;
}

export class TokenCursor extends TokenReader {
	/** Whether `__data_racy` has been passed in the declaration that is being read. */
	passedRacy = false;
	private depth = 0;
	private operators = 0;
	private unclosedAt = -1;
	private readonly suspects: Suspect[] = [];
	/** Closing braces that close nothing, in the order of the text. */
	private readonly strayBraces: ReadonlySet<number>;
	private readonly lastStrayBrace: number;

	/**
	 * As a reader. `isMacro`: whether what is read is the body of a macro, which may leave off where others may not.
	 */
	constructor(
		text: string,
		diagnostics: DiagnosticList,
		from = 0,
		to = text.length,
		around?: TokenCursor,
		readonly isMacro = false,
	) {
		super(text, diagnostics, from, to, around);
		this.strayBraces = findStrayBraces(text, this.lexed);
		this.lastStrayBrace = [...this.strayBraces].at(-1) ?? -1;
	}

	/** Whether a `}` closes nothing here, or would close something that was opened before. */
	get hasStrayBraces(): boolean {
		return this.lastStrayBrace >= 0;
	}

	/**
	 * Whether a block goes on here of which only the `{` is missing: on the same line or a deeper one, and with a `}`
	 * too many below.
	 */
	get insideUnopened(): boolean {
		if (this.atEnd || this.at("{") || this.at("}") || this.lastStrayBrace < this.index) return false;
		return !this.startsLine() || this.indent > this.lexed.indents[this.index - 1];
	}

	// --- what must be here ------------------------------------------------------------------------------------------------

	/** Goes over `word`, or reports that it is missing. `where` completes the sentence, as in "after `if`". */
	expect(word: string, where: string): boolean {
		if (this.accept(word)) return true;
		this.reportMissing(t`expected \`${word}\` ${where}`);
		return false;
	}

	/**
	 * A name, or an empty one with a report that `what` was expected. Not a name that starts the next declaration,
	 * after a half-typed line.
	 */
	name(what: string): Name {
		if (this.atName() && !this.atFreshStart) return this.readName();
		if (this.kind() === "keyword" && !this.startsLine() && this.isAfterName(1)) {
			this.report("reserved-word", t`\`${this.word()}\` is a keyword and cannot be a name`);
			return this.readName("name");
		}
		this.reportMissing(t`expected ${what}`);
		return this.missingName();
	}

	private isAfterName(ahead: number): boolean {
		return [";", "=", "[", "(", "{", ")", ",", ":"].some((sign) => this.at(sign, ahead));
	}

	// --- what is missing --------------------------------------------------------------------------------------------------

	/** Where something that is missing would be typed: behind the last token and the blanks after it. */
	private missingPlace(): AnchoredSpan {
		let place = this.previousOffset;
		const next = this.offset;
		while (place < next && (this.text[place] === " " || this.text[place] === "\t")) place++;
		this.lastEnd = Math.max(this.lastEnd, place);
		return this.rangeAt(this.lastEnd);
	}

	missingName(): Name {
		return { text: "", ...this.missingPlace() };
	}

	missingNode(): ErrorNode {
		return { kind: "error", ...this.missingPlace() };
	}

	errorFrom(start: number): ErrorNode {
		return { kind: "error", ...this.from(start) };
	}

	// --- reporting -------------------------------------------------------------------------------------------------------

	report(code: string, message: string, place: AnchoredSpan = this.span, fixes: readonly SuggestedFix<AnchoredSpan>[] = []): void {
		const span = this.locate(place);
		// What is missing may be what the lexer could not read.
		if (this.recovering || (this.lexed.followsTrouble[this.index] && span.start < this.offset)) return;
		this.recovering = !(this.startsLine() && span.start < this.offset);
		const located = fixes.map(({ title, edits }) => ({
			title,
			edits: edits.map((edit) => ({ span: this.locate(edit.span), newText: edit.newText })),
		}));
		this.diagnostics.add({ span, severity: "error", code, message, ...(located.length > 0 && { fixes: located }) });
	}

	/** Says of something that it means less here than it does in C. */
	warning(code: string, message: string, place: AnchoredSpan): void {
		this.diagnostics.add({ span: this.locate(place), severity: "warning", code, message });
	}

	/** Reports at the current token when it is on the same line, else behind the last one. */
	reportMissing(message: string, code = "syntax-error"): void {
		const end = this.previousEnd;
		const here = !this.startsLine() && !this.atEnd;
		this.report(code, here ? t`${message}, not ${this.describe()}` : message, here ? this.span : this.range(end, end));
	}

	/** The current token in a message. */
	describe(): string {
		if (this.atEnd) return t`the end of the file`;
		const word = this.word();
		if (this.kind() === "string") return t`a string`;
		return word.length > 40 ? `\`${word.slice(0, 40)}…\`` : `\`${word}\``;
	}

	/**
	 * The `;` at the end of `what`. A missing one is inserted in thought when something new can start here; otherwise
	 * the rest is skipped.
	 */
	semicolon(what: string): void {
		if (this.accept(";") || (this.isMacro && this.atEnd)) return;
		const goesOn = this.startsLine() ? !this.cannotStart : this.atName() || this.kind() === "keyword";
		if (goesOn || this.atEnd || this.at("}")) {
			const end = this.previousEnd;
			const place = this.range(end, end);
			this.report("missing-semicolon", t`expected \`;\` after ${what}`, place, [
				{ title: t`Insert \`;\``, edits: [{ span: place, newText: ";" }] },
			]);
			this.missingPlace();
			return;
		}
		this.report("syntax-error", t`expected \`;\` after ${what}, not ${this.describe()}`);
		this.skipToEnd();
	}

	/** Whether the current token is a sign with which nothing starts. */
	private get cannotStart(): boolean {
		return (
			(this.kind() === "punctuation" && !this.atAny(["{", "}", "(", "*", "++", "--"])) ||
			this.kind() === "number" ||
			this.kind() === "string"
		);
	}

	/**
	 * After an error: goes over everything up to and including the next `;`, or up to a brace or a line with which
	 * something new starts.
	 */
	skipToEnd(): void {
		while (!this.atEnd && !this.at("}") && !this.at("{")) {
			if (this.accept(";")) return;
			this.advance();
			if (this.atFreshStart) return;
		}
	}

	/** Goes over `{ … }`, up to a definition that is indented no deeper, which cannot be inside. */
	skipBraces(): void {
		const { indent } = this;
		let nesting = 0;
		do {
			if (this.at("{")) nesting++;
			else if (this.at("}")) nesting--;
			this.advance();
		} while (nesting > 0 && !this.atEnd && !(this.startsLine() && this.indent <= indent && this.atDefinition));
		this.accept(";");
	}

	/**
	 * After an error between brackets: goes on to one of `signs`, `;`, a brace or a line with which something new
	 * starts.
	 */
	skipTo(...signs: readonly string[]): void {
		let nesting = 0;
		while (!this.atEnd && !this.at(";") && !this.at("{") && !this.at("}") && !this.atFreshStart) {
			if (nesting === 0 && this.atAny(signs)) return;
			if (this.at("(") || this.at("[")) nesting++;
			else if (this.at(")") || this.at("]")) nesting--;
			if (nesting < 0) return;
			this.advance();
		}
	}

	/**
	 * Goes over everything up to the bracket that closes what is open here. An expression ends before the `;` of its
	 * statement, a statement with its last one.
	 */
	private skipNested(what: "expression" | "statement"): void {
		let nesting = 0;
		while (!this.atEnd) {
			if (this.at("(") || this.at("[") || this.at("{")) nesting++;
			else if (this.at(")") || this.at("]") || this.at("}")) {
				if (nesting === 0) break;
				nesting--;
			} else if (this.at(";") && what === "expression") break;
			else if (this.at(";") && nesting === 0 && !this.at("else", 1)) {
				this.advance();
				break;
			}
			this.advance();
		}
		this.recovering = true;
		this.unclosedAt = this.index;
	}

	// --- nesting ---------------------------------------------------------------------------------------------------------

	/** Runs `parse` one level deeper; beyond `maxNesting`, skips what is nested there and gives an error node. */
	nested<T>(what: "expression" | "statement", parse: () => T): T | ErrorNode {
		if (this.depth >= maxNesting[what]) return this.tooDeep(what);
		this.depth++;
		try {
			return parse();
		} finally {
			this.depth--;
		}
	}

	private tooDeep(what: "expression" | "statement"): ErrorNode {
		const start = this.start;
		this.report(
			"nesting-too-deep",
			what === "expression"
				? t`this expression is nested too deeply: there can be ${maxNesting[what]} levels`
				: t`this statement is nested too deeply: there can be ${maxNesting[what]} levels`,
		);
		this.skipNested(what);
		return this.errorFrom(Math.min(start, this.lastEnd - this.origin));
	}

	/** Counts the operators of an expression anew: to be called where one starts that is not part of another. */
	resetOperators(): void {
		this.operators = 0;
	}

	/** Counts one more operator. False when there are too many: the rest of the expression has then been skipped. */
	countOperator(): boolean {
		this.operators++;
		if (this.operators < maxOperators) return true;
		this.report("nesting-too-deep", t`this expression is too long: there can be ${maxOperators} operators`);
		this.skipNested("expression");
		return false;
	}

	/**
	 * What stands between `{` and `}`, read piece by piece; the `{` may be missing. `owner` names what the brace
	 * belongs to, as in "task `reader`". `outside` says whether what stands here cannot be inside; when it is also
	 * indented no deeper than the line of the `{`, the `}` is missing before it.
	 */
	braces(owner: string, outside: () => boolean, piece: () => void): void {
		const brace = this.offset;
		const index = this.index;
		const isOpen = this.at("{");
		const indent = isOpen || !this.startsLine() ? this.indent : this.indent - 1;
		const suspects = this.suspects.length;
		if (isOpen) this.advance();
		while (!this.atEnd && !(outside() && this.indent <= indent)) {
			const before = this.index;
			if (!this.at("}")) piece();
			else if (!isOpen || !this.strayBraces.has(this.index)) break;
			if (this.index === before) {
				this.report("syntax-error", t`unexpected ${this.describe()}`);
				this.advance();
			}
		}
		if (this.at("}")) {
			if (this.startsLine() && this.indent < indent) this.suspects.push({ brace, owner, index });
			else this.suspects.length = suspects;
			this.advance();
			return;
		}
		const suspect = this.suspects.find((candidate) => candidate.index > index);
		this.suspects.length = suspects;
		if (this.unclosedAt === this.index || !isOpen) return;
		this.unclosedAt = this.index;
		const end = this.previousOffset;
		const place = suspect?.brace ?? brace;
		this.diagnostics.add({
			span: { start: place, end: place + 1 },
			severity: "error",
			code: "unclosed-brace",
			message: t`expected \`}\` at the end of ${suspect?.owner ?? owner}`,
			...(suspect === undefined && {
				fixes: [{ title: t`Insert \`}\``, edits: [{ span: { start: end, end }, newText: `\n${indentation(this.text, brace)}}` }] }],
			}),
		});
		this.recovering = true;
	}
}

/** The white space at the start of the line of `offset`. */
function indentation(text: string, offset: number): string {
	const lineStart = Math.max(text.lastIndexOf("\n", offset), text.lastIndexOf("\r", offset)) + 1;
	return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}
