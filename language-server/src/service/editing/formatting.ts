/**
 * Formatting in the kernel's manner: tabs, K&R braces, one space around operators.
 *
 * Invariants: only the white space between tokens changes, so comments and the program stay what they are; formatting
 * twice is formatting once; a text with syntax errors is left alone. Line breaks and columns aligned by hand stay as
 * they are written, at most one blank line stays in a row.
 */
import type { AnchoredSpan, Span } from "../../base/span";
import type { TextEdit } from "../../base/text-edit";
import { type SyntaxTree, spanIn } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";

export interface FormattingOptions {
	/** What one level is indented by: a tab, or spaces. */
	readonly indent: string;
}

export const kernelStyle: FormattingOptions = { indent: "\t" };

/**
 * The edits that format a text, in order; with `range`, those that lie in it. None where the text has syntax errors.
 */
export function formattingEdits(tree: SyntaxTree, options: FormattingOptions = kernelStyle, range?: Span): readonly TextEdit[] {
	if (tree.diagnostics.some(({ severity }) => severity === "error")) return [];
	const edits: TextEdit[] = [];
	const spaces = new Gaps(tree, options);
	for (let index = 0; index < tree.tokens.length; index++) {
		const start = index === 0 ? 0 : tree.tokens.ends[index - 1];
		const end = tree.tokens.starts[index];
		const newText = spaces.before(index);
		if (range && (start < range.start || end > range.end)) continue;
		if (newText !== tree.text.slice(start, end)) edits.push({ span: { start, end }, newText });
	}
	return edits;
}

const headers = new Set(["if", "while", "for", "wait", "switch"]);
/** Words that are no function and so do not stand right before `(`. */
const spacedWords = new Set([...headers, "return", "in", "else"]);
const CASE = "case {";
const lineEnders = new Set([";", "{", "}", ""]);

/** White space before each token; to be asked for one token after the other. */
class Gaps {
	/** Operators that stand right before their operand. */
	private readonly prefixes = new Set<number>();
	/** The `:` of conditional expressions. */
	private readonly alternatives = new Set<number>();
	/** Where `(*name)` begins, of a reference to a function. */
	private readonly declarators = new Set<number>();
	/** Where the `if` of each `else` starts, and how deep the line is that an `if` stands on. */
	private readonly elseOf = new Map<number, number>();
	private readonly depthOfIf = new Map<number, number>();
	/** The names and braces of functions as C defines them: on a line of their own they are not indented. */
	private readonly unindented = new Set<number>();
	/** The first words of cases, which stand as deep as their `switch`, and of labels, as deep as their function. */
	private readonly cases = new Set<number>();
	private readonly labels = new Set<number>();
	/** The `:` before the bits of a field. */
	private readonly bits = new Set<number>();
	/** The `:` of cases and labels, and what else ends something without a `;`. */
	private readonly markers = new Set<number>();
	private readonly bodies = new Set<number>();
	/** The `.` and `[` that say which part a value in braces is for. */
	private readonly designated = new Set<number>();
	/** The brackets that are open: what they are; `CASE` is the brace of a block that is a case as a whole. */
	private readonly open: string[] = [];
	private closed: string | undefined;
	/** How deep the function is. */
	private bodyDepth = 0;
	private readonly lineBreak: string;
	/** The last token that is no comment. */
	private last = "";
	private lineStart = "";
	/** Whether a case begins the line. */
	private onCase = false;
	private lineDepth = 0;

	constructor(
		private readonly tree: SyntaxTree,
		private readonly options: FormattingOptions,
	) {
		this.lineBreak = tree.text.includes("\r\n") ? "\r\n" : "\n";
		for (const item of tree.items) this.collect(item);
	}

	before(index: number): string {
		const { tree } = this;
		const { kinds, starts, ends } = tree.tokens;
		const text = tree.text.slice(starts[index], ends[index]);
		const gapStart = index === 0 ? 0 : ends[index - 1];
		const written = tree.text.slice(gapStart, starts[index]);
		const isComment = kinds[index] === "comment" || kinds[index] === "docComment";
		const breaks = written.match(/\r\n|\n|\r/g)?.length ?? 0;
		const closes = text === "}" || text === ")" || text === "]";
		if (closes) this.closed = this.open.pop();
		const gap = this.gap(index, text, written, breaks, isComment);
		if (text === "if") this.depthOfIf.set(starts[index], this.lineDepth);
		if (this.bodies.has(starts[index])) this.bodyDepth = this.blocks;
		if (text === "{" && this.onCase) this.open.push(CASE);
		else if (text === "{" || text === "(" || text === "[") this.open.push(text);
		if (!isComment) this.last = this.markers.has(starts[index]) || kinds[index] === "directive" ? ";" : text;
		return gap;
	}

	private gap(index: number, text: string, written: string, breaks: number, isComment: boolean): string {
		const { kinds, starts, ends } = this.tree.tokens;
		const previous = index === 0 ? "" : this.tree.text.slice(starts[index - 1], ends[index - 1]);
		const afterComment = index > 0 && (kinds[index - 1] === "comment" || kinds[index - 1] === "docComment");
		if (kinds[index] === "end") return index === 0 ? written : this.lineBreak;
		if (index === 0) {
			this.startLine(text, 0);
			return written.startsWith("\ufeff") ? "\ufeff" : "";
		}
		const joins =
			!afterComment &&
			((text === "{" && this.last === ")" && !this.unindented.has(starts[index])) || (text === "else" && this.last === "}"));
		if (breaks > 0 && !joins) {
			const blank = breaks > 1 && this.last !== "{" && text !== "}" && !(afterComment && kinds[index - 1] === "docComment");
			const keepsBlank = blank || (breaks > 1 && isComment && this.last !== "{");
			const depth = (text === "else" ? this.depthOfElse(starts[index]) : undefined) ?? this.depthOfLine(index, text, isComment);
			this.startLine(text, depth);
			this.onCase = this.cases.has(starts[index]);
			return this.lineBreak + (keepsBlank ? this.lineBreak : "") + this.options.indent.repeat(depth);
		}
		if (joins) return " ";
		if (isComment || afterComment) return written === "" ? " " : written;
		const aligned = /^ {2,}$/.test(written) && (text === "=" || text === "{");
		if (aligned) return written;
		return this.hasSpace(index, previous, text, written !== "") ? " " : "";
	}

	/** How many braces are open that indent. */
	private get blocks(): number {
		return this.open.filter((bracket) => bracket === "{").length;
	}

	private startLine(text: string, depth: number): void {
		this.lineStart = text;
		this.lineDepth = depth;
	}

	private depthOfElse(start: number): number | undefined {
		return this.depthOfIf.get(this.elseOf.get(start) ?? -1);
	}

	private depthOfLine(index: number, text: string, isComment: boolean): number {
		const { blocks } = this;
		if (this.tree.tokens.kinds[index] === "directive") return 0;
		if (this.cases.has(this.tree.tokens.starts[index])) return Math.max(0, blocks - 1);
		if (this.labels.has(this.tree.tokens.starts[index])) return this.bodyDepth;
		if (text === "}" && this.closed === CASE) return Math.max(0, blocks - 1);
		if (this.unindented.has(this.tree.tokens.starts[index])) return blocks;
		const inBraces = this.open.length === 0 || this.open.at(-1) === "{" || this.open.at(-1) === CASE;
		const begins = lineEnders.has(this.last) || (this.last === "," && inBraces && this.open.length > 0);
		if (inBraces && (begins || text === "}" || (isComment && begins))) return blocks;
		if (this.last === "else" || (this.last === ")" && (headers.has(this.lineStart) || this.lineStart === "else")))
			return this.lineDepth + 1;
		return blocks + (text === ")" || text === "]" ? 0 : 1);
	}

	private hasSpace(index: number, previous: string, text: string, written: boolean): boolean {
		const { kinds, starts } = this.tree.tokens;
		const start = starts[index];
		if (this.designated.has(start)) return previous !== "(";
		if (text === ";" || text === "," || text === ")" || text === "]" || text === "." || text === "->" || text === "..") return false;
		if (previous === "(" || previous === "[" || previous === "." || previous === "->" || previous === "..") return false;
		if (this.bits.has(starts[index - 1])) return false;
		if (text === ":") return this.alternatives.has(start);
		if ((text === "++" || text === "--") && !this.prefixes.has(start)) return false;
		if (text === "[") return false;
		// Two signs that would become another one stay apart.
		if (this.prefixes.has(starts[index - 1])) return previous.at(-1) === text[0] && "-&".includes(text[0]);
		if (text === "(")
			return (
				this.declarators.has(start) ||
				spacedWords.has(previous) ||
				!(kinds[index - 1] === "name" || kinds[index - 1] === "keyword" || previous === ")")
			);
		if (text === "}" && previous === "{") return written;
		return true;
	}

	private collect(node: SyntaxNode): void {
		const spanOf = (place: AnchoredSpan): Span => spanIn(this.tree, place);
		if ("body" in node && "name" in node && "kind" in node && (node.kind === "function" || node.kind === "task"))
			this.bodies.add(spanOf(node.body).start);
		if ("kind" in node && (node.kind === "case" || node.kind === "label")) {
			const { start, end } = spanOf(node);
			(node.kind === "case" ? this.cases : this.labels).add(start);
			this.markers.add(end - 1);
		}
		if ("kind" in node && node.kind === "guardClass") this.markers.add(spanOf(node).end - 1);
		if ("designators" in node && node.designators.length > 0) this.designated.add(spanOf(node).start);
		if ("bits" in node && node.bits) this.find(":", spanOf(node.name).end, spanOf(node.bits).start, this.bits);
		// The parentheses around an expression belong to it.
		if ("kind" in node && node.kind === "unary") this.find(node.operator, spanOf(node).start, spanOf(node.operand).start, this.prefixes);
		const assigns = "kind" in node && (node.kind === "assign" || node.kind === "assignment");
		if (assigns && node.before) this.find(node.operator, spanOf(node).start, spanOf(node.target).start, this.prefixes);
		if ("kind" in node && node.kind === "cast") {
			const from = node.type ? spanOf(node.type).end : spanOf(node).start;
			for (const sign of ["*", ")"]) this.find(sign, from, spanOf(node.operand).start, this.prefixes);
		}
		if ("stars" in node && node.stars && "name" in node) {
			const type = "returns" in node ? node.returns : "type" in node ? node.type : undefined;
			if (type) this.find("*", spanOf(type).end, spanOf(node.name).start, this.prefixes);
		}
		if ("signature" in node && node.signature && "name" in node)
			for (const [sign, found] of [
				["(", this.declarators],
				["*", this.prefixes],
			] as const)
				this.find(sign, spanOf(node.type).end, spanOf(node.name).start, found);
		if ("plain" in node && node.plain) {
			this.unindented.add(spanOf(node.name).start);
			this.unindented.add(spanOf(node.body).start);
		}
		if ("kind" in node && node.kind === "conditional")
			this.find(":", spanOf(node.then).end, spanOf(node.otherwise).start, this.alternatives);
		if ("kind" in node && node.kind === "if" && node.otherwise) {
			const found = new Set<number>();
			this.find("else", spanOf(node.then).end, spanOf(node.otherwise).start, found);
			for (const start of found) this.elseOf.set(start, spanOf(node).start);
		}
		for (const child of children(node)) this.collect(child);
	}

	/** Notes the sign among the tokens between two offsets. */
	private find(sign: string, from: number, to: number, found: Set<number>): void {
		const { starts, kinds } = this.tree.tokens;
		let low = 0;
		let high = starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (starts[middle] < from) low = middle + 1;
			else high = middle;
		}
		for (let index = low; index < starts.length && starts[index] < to; index++)
			if (kinds[index] !== "comment" && this.tree.text.startsWith(sign, starts[index])) found.add(starts[index]);
	}
}
