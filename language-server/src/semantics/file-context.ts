import type { Diagnostic, RelatedInformation, SuggestedFix } from "../base/diagnostic";
import type { FileSpan, Span } from "../base/span";
import type { Expression, Name } from "../syntax/tree";
import type { SourceFile } from "./program";
import type { Scope } from "./scope";
import { suggest } from "./suggest";
import type { AnySymbol, Effects, FieldSymbol, FileAnalysisKey, FunctionSymbol, StructSymbol } from "./symbols";
import type { Type } from "./types";

/** A call or `new` whose permission depends on what functions do, judged when the effects of all are known. */
export interface Demand {
	readonly context: FileContext;
	readonly span: Span;
	readonly callee: FunctionSymbol;
	/** `read`: may only read. `run`: runs in a task, may create nothing. `setup`: runs before the tasks, may neither wait nor choose. */
	readonly rule: "read" | "run" | "setup";
	readonly where: string;
}

/** For each function, where it stands and what it calls. */
export type Calls = Map<FunctionSymbol, { readonly context: FileContext; readonly callees: ReadonlySet<FunctionSymbol> }>;

/** What all files of one analysis share. */
export interface Shared {
	readonly extensions: Map<StructSymbol, FieldSymbol[]>;
	readonly task: StructSymbol;
	readonly calls: Calls;
	readonly demands: Demand[];
	/** Const items not evaluated yet, and those being evaluated (to find circles). */
	readonly constants: Map<AnySymbol, () => void>;
}

/** One file under analysis: where its findings are put. */
export class FileContext implements FileAnalysisKey {
	readonly uri: string;
	readonly text: string;
	readonly names = new Map<Name, AnySymbol>();
	readonly types = new Map<Expression, Type>();
	readonly diagnostics: Diagnostic[] = [];

	constructor(
		readonly source: SourceFile,
		readonly globals: Scope,
		readonly shared: Shared,
	) {
		this.uri = source.uri;
		this.text = source.tree.text;
	}

	at(span: Span): FileSpan {
		return { file: this.uri, start: span.start, end: span.end };
	}

	error(span: Span, code: string, message: string, more: { fixes?: SuggestedFix[]; related?: RelatedInformation[] } = {}): void {
		this.diagnostics.push({ span: { start: span.start, end: span.end }, severity: "error", code, message, ...more });
	}

	/** Puts a symbol into a scope, or reports that its name is taken there. */
	declare(scope: Scope, symbol: AnySymbol, name: Name): void {
		this.names.set(name, symbol);
		if (name.text === "") return;
		const previous = scope.declare(symbol);
		if (previous !== undefined) {
			this.error(name, "duplicate-name", `'${name.text}' is already declared`, {
				related: [{ span: previous.span, message: `the other '${name.text}'` }],
			});
		}
	}

	/** Reports a name that stands for nothing of the wanted sort, with the nearest one that would. */
	unknown(name: Name, sort: string, candidates: Iterable<string>): void {
		if (name.text === "") return;
		const meant = suggest(name.text, candidates);
		const fixes = meant === undefined ? [] : [{ title: `Change to '${meant}'`, edits: [{ span: name, newText: meant }] }];
		const hint = meant === undefined ? "" : `; did you mean '${meant}'?`;
		this.error(name, "unknown-name", `there is no ${sort} '${name.text}'${hint}`, { fixes });
	}

	/** Finds a name's symbol of one of the wanted kinds and notes the use; reports and gives nothing when there is none. */
	resolve<K extends AnySymbol["kind"]>(scope: Scope, name: Name, sort: string, ...kinds: K[]): Extract<AnySymbol, { kind: K }> | undefined {
		if (name.text === "") return undefined;
		const symbol = scope.lookup(name.text);
		if (symbol !== undefined && (kinds as string[]).includes(symbol.kind)) {
			this.names.set(name, symbol);
			return symbol as Extract<AnySymbol, { kind: K }>;
		}
		if (symbol !== undefined) {
			this.names.set(name, symbol);
			this.error(name, "wrong-kind", `'${name.text}' is ${kindText(symbol)}, not a ${sort}`, {
				related: [{ span: symbol.span, message: `'${name.text}' is declared here` }],
			});
			return undefined;
		}
		const candidates = scope.visible().filter((candidate) => (kinds as string[]).includes(candidate.kind));
		this.unknown(
			name,
			sort,
			candidates.map((candidate) => candidate.name),
		);
		return undefined;
	}
}

/** What kind of thing a symbol is, with its article. */
export function kindText(symbol: AnySymbol): string {
	switch (symbol.kind) {
		case "enumMember":
		case "optionValue":
		case "const":
			return "a constant";
		case "variable":
			return symbol.role === "parameter" ? "a parameter" : "a variable";
		case "enum":
		case "option":
			return `an ${symbol.kind}`;
		case "builtin":
			return "a function";
		case "task":
			return symbol.flavor === "device" ? "a device" : "a task";
		default:
			return `a ${symbol.kind}`;
	}
}

/** Nothing done yet. */
export function noEffects(): Effects {
	return { writes: false, acts: false, creates: false };
}
