/**
 * Where the parser stands in the tokens: what is here and ahead, going on, and the places of what has been read. It
 * says nothing of what is wrong.
 *
 * The reader only moves forward.
 */
import { Anchor, type AnchoredSpan, type Span } from "../base/span";
import type { DiagnosticList } from "./diagnostic-list";
import { documentationBefore } from "./documentation-before";
import { commonWords, fileWords, keywords, scenarioWords, statementWords } from "./grammar-table";
import { type LexedText, lex } from "./lexer";
import type { Name, TokenKind } from "./tree";

/** Words that follow a name without making it a declaration's type. */
const modifierWords: ReadonlySet<string> = new Set(keywords.filter(({ category }) => category === "modifier").map(({ word }) => word));

/** Reserved words that C code has as names of variables, fields and parameters. */
const keywordsAsNames: ReadonlySet<string> = new Set(["new", "wait", "choose", "atomic", "fn", "extend", "expect", "scenario"]);

/** Signs that stand behind a name and behind none of these words. */
const behindNames = [
	...["=", "+=", "-=", "|=", "&=", "++", "--", ".", "->", "[", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "?", ":"],
	...["+", "/", "%", "|", "^", "<<", ">>"],
] as const;
const endsOfNames = [";", ",", ")", "]"] as const;

/** Reserved words with which an item, a member or a statement starts. */
const startingWords: ReadonlySet<string> = new Set([...fileWords, ...scenarioWords, ...commonWords, ...statementWords, "int", "bool"]);

export class TokenReader {
	/** Where each anchor stands in the text. */
	readonly anchors: Map<Anchor, number>;
	/** From where nodes count their offsets now. */
	private anchor: Anchor;
	/** Where that stands in the text. */
	protected origin: number;
	/** How often the reader moved; the work of the parser is proportional to it. */
	advances = 0;
	protected index = 0;
	/** Where the last token, or the last thing that is missing, ends. */
	protected lastEnd: number;
	/** Set after something that is wrong, until a new line, a `;` or a brace has been reached. */
	protected recovering: boolean;
	protected readonly lexed: LexedText;

	/**
	 * Reads `text` from `from` to `to`. What the lexer has to say goes to `diagnostics`. What stands within a token
	 * counts its offsets as `around` does.
	 */
	constructor(
		readonly text: string,
		readonly diagnostics: DiagnosticList,
		from = 0,
		to = text.length,
		around?: TokenReader,
	) {
		this.anchor = around?.anchor ?? new Anchor();
		this.origin = around?.origin ?? from;
		this.anchors = around?.anchors ?? new Map();
		this.lexed = lex(text, from, to);
		this.lastEnd = from;
		for (const diagnostic of this.lexed.diagnostics) diagnostics.add(diagnostic);
		this.recovering = this.lexed.followsTrouble[0];
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
		return this.kind(ahead) === "name" || (this.kind(ahead) === "keyword" && this.isNamedLikeKeyword(ahead));
	}

	/**
	 * Whether a reserved word stands where C has a name of that spelling: what follows cannot follow the keyword. A
	 * name at the end of a statement or a list is told by what stands before it.
	 */
	private isNamedLikeKeyword(ahead: number): boolean {
		if (!keywordsAsNames.has(this.word(ahead))) return false;
		if (this.at("fn", ahead) && this.at("(", ahead + 1)) return true;
		if (behindNames.some((sign) => this.at(sign, ahead + 1))) return true;
		if (!endsOfNames.some((sign) => this.at(sign, ahead + 1))) return false;
		const before = this.index + ahead;
		if (before === 0 || this.startsLine(ahead)) return false;
		const previous = this.lexed.significant[before - 1];
		return !"{};".includes(this.text.slice(this.tokens.starts[previous], this.tokens.ends[previous]));
	}

	/** Whether the token is the first on its line. */
	startsLine(ahead = 0): boolean {
		return this.lexed.startsLine[Math.min(this.index + ahead, this.lexed.significant.length - 1)];
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
	protected get previousOffset(): number {
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
		if (this.kind() === "punctuation" || (this.kind() === "keyword" && this.atName())) return false;
		switch (this.word()) {
			case "scenario":
			case "extend":
			case "expect":
				return true;
			case "fn":
				return !["(", "=", ")", ",", ";", ".", "->", "["].some((sign) => this.at(sign, 1));
			case "struct":
			case "enum":
				return this.atName(1) && this.at("{", 2);
			case "typedef":
				return !this.startsLine(1) && (this.atName(1) || this.kind(1) === "keyword");
			case "use":
				return this.kind(1) === "string";
			case "patch":
			case "handler":
				return this.atName(1) && this.at("{", 2);
			case "guard":
				return this.atName(1) && this.at("=", 2);
			case "device":
				return this.atName(1) && (this.at("{", 2) || this.at("[", 2) || this.at("on", 2));
			case "task":
				return this.atName(1) && (this.atLane(2) || (this.at("[", 2) && this.atLane(5)) || this.at("for", 2));
			case "daemon":
				return this.at("task", 1) || this.at("device", 1);
			case "pool":
				return this.atName(1) && this.at(":", 2);
			case "option":
				return this.atName(1) && this.at("=", 2);
			case "kernel":
			case "property":
				return this.atName(1) && !this.startsLine(1);
			case "once":
				return this.atName(1) && this.atName(2) && (this.at("on", 3) || this.at("{", 3));
			default:
				return this.atName(1) && this.at("on", 2) && this.atName(3) && this.at("{", 4) && !this.startsLine(1);
		}
	}

	/** Whether the body of a task, or where that runs, stands ahead. */
	private atLane(ahead: number): boolean {
		return this.at("{", ahead) || this.at("on", ahead);
	}

	/** Whether something new starts at this line: a place to go on after an error. */
	get atFreshStart(): boolean {
		if (!this.startsLine()) return false;
		if (this.kind() === "keyword" && !this.atName()) return startingWords.has(this.word());
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

	/** The word here, as a name. */
	readName(kind?: "name" | "keyword"): Name {
		// Field by field: of all nodes most are names.
		const { anchor, from, to } = this.span;
		const text = this.word();
		this.advance(kind ?? (this.kind() === "keyword" ? "name" : undefined));
		return { anchor, from, to, text };
	}

	/** The documentation above the current token. */
	documentation(): string | undefined {
		return documentationBefore(this.text, this.tokens, this.token());
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

	protected locate({ anchor, from, to }: AnchoredSpan): Span {
		const origin = this.anchors.get(anchor) ?? this.origin;
		return { start: origin + from, end: origin + to };
	}

	private token(ahead = 0): number {
		const { significant } = this.lexed;
		return significant[Math.min(this.index + ahead, significant.length - 1)];
	}
}
