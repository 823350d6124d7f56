/**
 * Where the parser stands in the tokens, and what all its parts share: reading, reporting, recovering.
 *
 * After a report the cursor is *recovering*: it says nothing more until a new line, a `;` or a brace has been reached,
 * so that one bad line costs one diagnostic. The cursor only moves forward, and every loop over it moves it or ends.
 */
import type { SuggestedFix } from "../base/diagnostic";
import { Anchor, type AnchoredSpan, type Span } from "../base/span";
import type { DiagnosticList } from "./diagnostic-list";
import { assignmentOperators, commonWords, fileWords, keywords, scenarioWords, statementWords, stepOperators } from "./grammar-table";
import { type LexedText, lex } from "./lexer";
import { findStrayBraces } from "./stray-braces";
import type { ErrorNode, Name, TokenKind } from "./tree";

/**
 * How many levels deep statements, and what is in them, may nest: more would exhaust the stack of whoever walks the
 * tree.
 */
const maxNesting = { statement: 100, expression: 200 } as const;

/** How many operators one expression may have; each may be a level of the tree. */
const maxOperators = 1000;

/** Words that follow a name without making it a declaration's type. */
const modifierWords: ReadonlySet<string> = new Set(keywords.filter(({ category }) => category === "modifier").map(({ word }) => word));

/** Reserved words with which an item, a member or a statement starts. */
const startingWords: ReadonlySet<string> = new Set([...fileWords, ...scenarioWords, ...commonWords, ...statementWords, "int", "bool"]);

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

export class TokenCursor {
	/** Where each anchor stands in the text. */
	readonly anchors: Map<Anchor, number>;
	/** From where nodes count their offsets now. */
	private anchor: Anchor;
	/** Where that stands in the text. */
	private origin: number;
	/** How often the cursor moved; the work of the parser is proportional to it. */
	advances = 0;
	private index = 0;
	/** Where the last token, or the last thing that is missing, ends. */
	private lastEnd: number;
	private recovering = false;
	private depth = 0;
	private operators = 0;
	private unclosedAt = -1;
	private readonly suspects: Suspect[] = [];
	private readonly lexed: LexedText;
	/** Closing braces that close nothing, in the order of the text. */
	private readonly strayBraces: ReadonlySet<number>;
	private readonly lastStrayBrace: number;

	/**
	 * Reads `text` from `from` to `to`. What the lexer has to say goes to `diagnostics` as well. What stands within a
	 * token counts its offsets as `around` does.
	 */
	constructor(
		readonly text: string,
		readonly diagnostics: DiagnosticList,
		from = 0,
		to = text.length,
		around?: TokenCursor,
	) {
		this.anchor = around?.anchor ?? new Anchor();
		this.origin = around?.origin ?? from;
		this.anchors = around?.anchors ?? new Map();
		this.lexed = lex(text, from, to);
		this.strayBraces = findStrayBraces(text, this.lexed);
		this.lastStrayBrace = [...this.strayBraces].at(-1) ?? -1;
		this.lastEnd = from;
		for (const diagnostic of this.lexed.diagnostics) diagnostics.add(diagnostic);
		this.recovering = this.lexed.followsTrouble[0];
	}

	/** Whether a `}` closes nothing here, or would close something that was opened before. */
	get hasStrayBraces(): boolean {
		return this.lastStrayBrace >= 0;
	}

	get tokens(): LexedText["tokens"] {
		return this.lexed.tokens;
	}

	// --- looking ---------------------------------------------------------------------------------------------------------

	/** The text of the token `ahead` of the current one; empty at the end. */
	word(ahead = 0): string {
		const token = this.token(ahead);
		return this.text.slice(this.tokens.starts[token], this.tokens.ends[token]);
	}

	kind(ahead = 0): TokenKind {
		return this.tokens.kinds[this.token(ahead)];
	}

	at(word: string, ahead = 0): boolean {
		const token = this.token(ahead);
		return this.tokens.ends[token] - this.tokens.starts[token] === word.length && this.text.startsWith(word, this.tokens.starts[token]);
	}

	atAny(words: readonly string[]): boolean {
		return words.some((word) => this.at(word));
	}

	get atEnd(): boolean {
		return this.kind() === "end";
	}

	atName(ahead = 0): boolean {
		return this.kind(ahead) === "name";
	}

	/** Whether the token is the first on its line. */
	startsLine(ahead = 0): boolean {
		return this.lexed.startsLine[Math.min(this.index + ahead, this.lexed.significant.length - 1)];
	}

	/**
	 * Whether a block goes on here of which only the `{` is missing: on the same line or a deeper one, and with a `}`
	 * too many below.
	 */
	get insideUnopened(): boolean {
		if (this.atEnd || this.at("{") || this.at("}") || this.lastStrayBrace < this.index) return false;
		return !this.startsLine() || this.indent > this.lexed.indents[this.index - 1];
	}

	/** How far the line of the current token is indented. */
	get indent(): number {
		return this.lexed.indents[this.index];
	}

	/** Where the current token starts in the text. */
	get offset(): number {
		return this.tokens.starts[this.token()];
	}

	/** Where the current token starts, counted from the anchor. */
	get start(): number {
		return this.offset - this.origin;
	}

	/** Where the last token that was read ends in the text. */
	private get previousOffset(): number {
		return this.index === 0 ? this.lastEnd : this.tokens.ends[this.lexed.significant[this.index - 1]];
	}

	/** Where the last token that was read ends, counted from the anchor. */
	get previousEnd(): number {
		return this.previousOffset - this.origin;
	}

	/** Where the cursor stands: a number that grows whenever it moves. */
	get progress(): number {
		return this.index;
	}

	/** The place of the current token. */
	get span(): AnchoredSpan {
		const token = this.token();
		return this.rangeAt(this.tokens.starts[token], this.tokens.ends[token]);
	}

	/**
	 * Whether an item or a member starts here that cannot be a statement, so that whatever is still open has not been
	 * closed. Of the contextual words that is so where a name follows as in a definition.
	 */
	get atDefinition(): boolean {
		if (this.kind() === "punctuation") return false;
		switch (this.word()) {
			case "scenario":
			case "extend":
			case "expect":
			case "fn":
				return true;
			case "struct":
			case "enum":
				return this.atName(1) && this.at("{", 2);
			case "use":
				return this.kind(1) === "string";
			case "patch":
				return this.atName(1) && this.at("{", 2);
			case "device":
				return this.atName(1) && (this.at("{", 2) || this.at("[", 2));
			case "task":
				return this.atName(1) && (this.at("{", 2) || (this.at("[", 2) && this.at("{", 5)));
			case "daemon":
				return this.at("task", 1) || this.at("device", 1);
			case "option":
				return this.atName(1) && this.at("=", 2);
			case "kernel":
			case "property":
				return this.atName(1) && !this.startsLine(1);
			default:
				return false;
		}
	}

	/** Whether something new starts at this line: a place to go on after an error. */
	get atFreshStart(): boolean {
		if (!this.startsLine()) return false;
		if (this.kind() === "keyword") return startingWords.has(this.word());
		return this.atDefinition || (this.atName() && this.atName(1) && !this.startsLine(1) && !modifierWords.has(this.word(1)));
	}

	// --- reading ---------------------------------------------------------------------------------------------------------

	/** Goes over one token. `kind` says what a word has turned out to be. */
	advance(kind?: "keyword" | "name"): void {
		if (this.atEnd) return;
		this.advances++;
		const token = this.token();
		if (kind) this.tokens.kinds[token] = kind;
		this.lastEnd = this.tokens.ends[token];
		if (this.at(";") || this.at("{") || this.at("}")) this.recovering = false;
		this.index++;
		if (this.startsLine()) this.recovering = false;
		else if (this.lexed.followsTrouble[this.index]) this.recovering = true;
	}

	/** What was read as a keyword when the cursor stood at `place` has turned out to be a name. */
	takeForName(place: number): void {
		this.tokens.kinds[this.lexed.significant[place]] = "name";
	}

	/** Goes over `word` if it is here. */
	accept(word: string): boolean {
		if (!this.at(word)) return false;
		this.advance(this.kind() === "name" ? "keyword" : undefined);
		return true;
	}

	/** Goes over `word`, or reports that it is missing. `where` completes the sentence, as in "after `if`". */
	expect(word: string, where: string): boolean {
		if (this.accept(word)) return true;
		this.reportMissing(`expected \`${word}\` ${where}`);
		return false;
	}

	/** The word here, as a name. */
	readName(kind?: "name" | "keyword"): Name {
		// Field by field: of all nodes most are names.
		const { anchor, from, to } = this.span;
		const text = this.word();
		this.advance(kind);
		return { anchor, from, to, text };
	}

	/**
	 * A name, or an empty one with a report that `what` was expected. Not a name that starts the next declaration,
	 * after a half-typed line.
	 */
	name(what: string): Name {
		if (this.atName() && !this.atFreshStart) return this.readName();
		if (this.kind() === "keyword" && !this.startsLine() && this.isAfterName(1)) {
			this.report("reserved-word", `\`${this.word()}\` is a keyword and cannot be a name`);
			return this.readName("name");
		}
		this.reportMissing(`expected ${what}`);
		return this.missingName();
	}

	private isAfterName(ahead: number): boolean {
		return [";", "=", "[", "(", "{", ")", ",", ":"].some((sign) => this.at(sign, ahead));
	}

	/** The documentation above the current token. */
	documentation(): string | undefined {
		const lines: string[] = [];
		const { kinds, starts, ends } = this.tokens;
		for (let token = this.token() - 1; token >= 0; token--) {
			if (kinds[token] === "docComment")
				lines.push(
					this.text
						.slice(starts[token] + 3, ends[token])
						.replace(/^ /, "")
						.trimEnd(),
				);
			else if (kinds[token] !== "comment" && kinds[token] !== "unknown") break;
		}
		return lines.length === 0 ? undefined : lines.reverse().join("\n");
	}

	// --- nodes -----------------------------------------------------------------------------------------------------------

	/**
	 * Reads a piece of the text whose nodes count their offsets from an anchor of its own, at `start`, which counts
	 * from the current one.
	 */
	anchored<T>(start: number, read: () => T): T {
		const { anchor, origin } = this;
		this.anchor = new Anchor();
		this.origin = origin + start;
		this.anchors.set(this.anchor, this.origin);
		const piece = read();
		this.anchor = anchor;
		this.origin = origin;
		return piece;
	}

	/** A place between two offsets that count from the anchor. */
	range(from: number, to: number): AnchoredSpan {
		return { anchor: this.anchor, from, to };
	}

	/** A place between two offsets of the text. */
	rangeAt(start: number, end = start): AnchoredSpan {
		const { origin } = this;
		return this.range(start - origin, end - origin);
	}

	/** The span from `start`, which counts from the anchor, to the last token that was read. */
	from(start: number): AnchoredSpan {
		return this.range(start, Math.max(start, this.lastEnd - this.origin));
	}

	/** What is written at a place. */
	written(place: AnchoredSpan): string {
		const { start, end } = this.locate(place);
		return this.text.slice(start, end);
	}

	private locate({ anchor, from, to }: AnchoredSpan): Span {
		const origin = this.anchors.get(anchor) ?? this.origin;
		return { start: origin + from, end: origin + to };
	}

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

	/** Reports at the current token when it is on the same line, else behind the last one. */
	reportMissing(message: string, code = "syntax-error"): void {
		const end = this.previousEnd;
		const here = !this.startsLine() && !this.atEnd;
		this.report(code, here ? `${message}, not ${this.describe()}` : message, here ? this.span : this.range(end, end));
	}

	/** The current token in a message. */
	describe(): string {
		if (this.atEnd) return "the end of the file";
		const word = this.word();
		if (this.kind() === "string") return "a string";
		return word.length > 40 ? `\`${word.slice(0, 40)}…\`` : `\`${word}\``;
	}

	/**
	 * The `;` at the end of `what`. A missing one is inserted in thought when something new can start here; otherwise
	 * the rest is skipped.
	 */
	semicolon(what: string): void {
		if (this.accept(";")) return;
		const goesOn = this.startsLine() ? !this.cannotStart : this.atName() || this.kind() === "keyword";
		if (goesOn || this.atEnd || this.at("}")) {
			const end = this.previousEnd;
			const place = this.range(end, end);
			this.report("missing-semicolon", `expected \`;\` after ${what}`, place, [
				{ title: "Insert `;`", edits: [{ span: place, newText: ";" }] },
			]);
			this.missingPlace();
			return;
		}
		if (this.atAny(assignmentOperators)) {
			this.report("syntax-error", "an assignment is a statement of its own and has no value");
		} else if (this.atAny(stepOperators)) {
			this.report("syntax-error", `\`${this.word()}\` is a statement of its own and has no value`);
		} else this.report("syntax-error", `expected \`;\` after ${what}, not ${this.describe()}`);
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
		this.report("nesting-too-deep", `this ${what} is nested too deeply: there can be ${maxNesting[what]} levels`);
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
		this.report("nesting-too-deep", `this expression is too long: there can be ${maxOperators} operators`);
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
				this.report("syntax-error", `unexpected ${this.describe()}`);
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
			message: `expected \`}\` at the end of ${suspect?.owner ?? owner}`,
			...(suspect === undefined && {
				fixes: [{ title: "Insert `}`", edits: [{ span: { start: end, end }, newText: `\n${indentation(this.text, brace)}}` }] }],
			}),
		});
		this.recovering = true;
	}

	private token(ahead = 0): number {
		const { significant } = this.lexed;
		return significant[Math.min(this.index + ahead, significant.length - 1)];
	}
}

/** The white space at the start of the line of `offset`. */
function indentation(text: string, offset: number): string {
	const lineStart = Math.max(text.lastIndexOf("\n", offset), text.lastIndexOf("\r", offset)) + 1;
	return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}
