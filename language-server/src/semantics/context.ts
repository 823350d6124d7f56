import type { AnchoredDiagnostic } from "../base/diagnostic";
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Expression, GuardClassItem, Name } from "../syntax/tree";
import { parseDocumentation } from "./documentation";
import type { Scope } from "./scope";
import { suggest } from "./suggest";
import {
	type AnySymbol,
	type Effects,
	type Expansion,
	type FieldSymbol,
	type FileAnalysisKey,
	type FunctionBody,
	type FunctionSymbol,
	type GuardSymbol,
	type HandlerSymbol,
	LANGUAGE,
	type MacroUse,
	type StructSymbol,
	type TaskSymbol,
	type VariableSymbol,
} from "./symbols";
import type { Type } from "./types";

/** A call where only reading is allowed, judged when the effects of all functions are known. */
export interface Demand {
	readonly span: AnchoredSpan;
	readonly callee: FunctionSymbol;
	/** What may only read, as in "a property". */
	readonly where: string;
}

/** What everything in one analysis is checked against. */
export interface Shared {
	/** The scope in which all files' items are. */
	readonly globals: Scope;
	readonly extensions: Map<StructSymbol, FieldSymbol[]>;
	readonly task: StructSymbol;
	/** All kinds of handlers by their names, and all guards, those of the earlier analysis first. */
	readonly handlers: Map<string, HandlerSymbol>;
	readonly guards: Map<string, GuardSymbol>;
	/** The kinds of `guard()`, by their names. */
	readonly guardClasses: Map<string, GuardClassItem>;
	/** The tasks that files declare, likewise. */
	readonly lanes: Map<string, TaskSymbol>;
	/** Structs that are named and that nobody declares, by their names. */
	readonly opaque: Map<string, StructSymbol>;
	/** Options of which a first value has decided for all scenarios which macro, constant or type is meant. */
	readonly decided: Set<string>;
	/** The names of the earlier analysis that this one builds on: the model's. */
	readonly model: Scope | undefined;
}

/** Const items not evaluated yet, and those being evaluated (to find circles). */
export type Constants = Map<AnySymbol, () => void>;

/** What an error may say beside its place and message. */
type ErrorDetails = Pick<AnchoredDiagnostic, "fixes" | "related">;

/**
 * A piece of a file under analysis: where what is found in it is put, and nothing that is found elsewhere. A piece is
 * the body of one function or scenario, or all that stands in a file outside of bodies.
 */
export class Context implements FileAnalysisKey {
	readonly names = new Map<Name, AnySymbol>();
	readonly types = new Map<Expression, Type>();
	readonly expansions = new Map<MacroUse, Expansion>();
	/** How many uses of macros have been written out. */
	uses = 0;
	readonly assigned = new Set<VariableSymbol>();
	readonly taken = new Set<Expression>();
	readonly diagnostics: AnchoredDiagnostic[] = [];
	/** The bodies of functions in the piece. */
	readonly functions: FunctionBody[] = [];
	readonly demands: Demand[] = [];
	/** The variables that its functions have for all their calls. */
	readonly statics: VariableSymbol[] = [];
	/** Functions that stand for another one of the same name where options say so, by the names in their heads. */
	readonly alternatives = new Map<Name, FunctionSymbol>();

	/** `written` gives the text at a place in the piece. */
	constructor(
		readonly uri: string,
		readonly shared: Shared,
		readonly written: (place: AnchoredSpan) => string,
		readonly constants: Constants = new Map(),
	) {}

	get globals(): Scope {
		return this.shared.globals;
	}

	error(span: AnchoredSpan, code: string, message: string, more: ErrorDetails = {}): void {
		this.diagnostics.push({ span: spanOf(span), severity: "error", code, message, ...more });
	}

	warning(span: AnchoredSpan, code: string, message: string, more: ErrorDetails = {}): void {
		this.diagnostics.push({ span: spanOf(span), severity: "warning", code, message, ...more });
	}

	/**
	 * Puts a symbol into a scope, or reports that its name is taken, there or by something that holds everywhere: then
	 * it is false. What it takes the place of does not count.
	 */
	declare(scope: Scope, symbol: AnySymbol, name: Name, replaced: ReadonlySet<AnySymbol> = new Set()): boolean {
		this.names.set(name, symbol);
		if (name.text === "") return false;
		const hidden = scope.parent?.lookup(name.text);
		if (hidden && replaced.has(hidden) && scope.declare(symbol) === undefined) return true;
		const previous = scope.declare(symbol) ?? (hidden?.kind === "property" && symbol.kind === "property" ? hidden : undefined);
		const ofModel = this.shared.model?.lookup(name.text);
		if (previous !== undefined && previous !== ofModel) {
			this.error(name, "duplicate-name", t`'${name.text}' is already declared`, {
				related: [{ span: previous.span, message: t`the other '${name.text}'` }],
			});
			return false;
		}
		return ofModel === undefined || this.redeclare(ofModel, symbol, name, scope === this.globals);
	}

	/**
	 * Reports a name of the model that is declared again. Releases, patches, options and properties are known by their
	 * names alone, everywhere; of what else the model's own code goes on to mean what it meant. A variable or task of a
	 * scenario may be called like anything.
	 */
	private redeclare(ofModel: AnySymbol, symbol: AnySymbol, name: Name, global: boolean): boolean {
		const related = [{ span: ofModel.span, message: t`the model's '${name.text}'` }];
		if (symbol.kind === ofModel.kind && KNOWN_BY_NAME.includes(symbol.kind)) {
			this.error(name, "redeclared", t`the kernel model has ${kindText(ofModel)} '${name.text}' already`, { related });
			return false;
		}
		const hides = global ? HIDING.includes(symbol.kind) && isTag(symbol) === isTag(ofModel) : isMistaken(symbol.kind, ofModel.kind);
		const isBound = ofModel.kind === "const" && parseDocumentation(ofModel.documentation).bound !== undefined;
		if (isBound && global) return true;
		if (isBound && symbol.kind === "const") {
			const message = t`'${name.text}' is a bound of the kernel model, which a file sets for all its scenarios: declare it outside of them`;
			this.error(name, "bound", message, { related });
			return false;
		}
		if (hides && ofModel.span.anchor !== LANGUAGE.anchor) {
			const kind = kindName(ofModel);
			const place = global ? t`your own files` : t`this scenario`;
			const message = t`this hides the kernel model's ${kind} '${name.text}', in ${place} only: the model goes on to use its own`;
			this.diagnostics.push({ span: spanOf(name), severity: "warning", code: "redeclared", message, related });
		}
		return true;
	}

	/** Reports a name that stands for nothing of the wanted sort, with the nearest one that would. */
	unknown(name: Name, sort: string, candidates: Iterable<string>): void {
		if (name.text === "") return;
		const meant = suggest(name.text, candidates);
		const fixes = meant === undefined ? [] : [{ title: t`Change to '${meant}'`, edits: [{ span: name, newText: meant }] }];
		const hint = meant === undefined ? "" : t`; did you mean '${meant}'?`;
		this.error(name, "unknown-name", t`there is no ${sort} '${name.text}'${hint}`, { fixes });
	}

	/**
	 * Reports each name that a list has already, of things of which each is said once: `what` says it of a name, with
	 * its article.
	 */
	once(names: readonly Name[], what: (name: string) => string): void {
		const known = new Map<string, Name>();
		for (const name of names) {
			const other = known.get(name.text);
			if (name.text === "") continue;
			if (other === undefined) known.set(name.text, name);
			else
				this.error(name, "duplicate-name", t`${what(name.text)} has been said already`, {
					related: [{ span: spanOf(other), message: t`here` }],
				});
		}
	}

	/**
	 * Finds a name's symbol of one of the wanted kinds and notes the use; reports and gives nothing when there is none.
	 */
	resolve<K extends AnySymbol["kind"]>(scope: Scope, name: Name, sort: string, ...kinds: K[]): Extract<AnySymbol, { kind: K }> | undefined {
		if (name.text === "") return undefined;
		const meant = scope.lookupAmong(name.text, kinds);
		if (meant !== undefined) {
			this.names.set(name, meant);
			return meant;
		}
		const symbol = scope.lookup(name.text);
		if (symbol !== undefined) {
			this.names.set(name, symbol);
			this.error(name, "wrong-kind", t`'${name.text}' is ${kindText(symbol)}, not a ${sort}`, {
				related: [{ span: symbol.span, message: t`'${name.text}' is declared here` }],
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

/** What must be there once, in the model or beside it. */
const KNOWN_BY_NAME: readonly AnySymbol["kind"][] = ["kernel", "patch", "option", "property"];
/** What is taken for something else where it hides a name of the model, without an error where it is used. */
const HIDING: readonly AnySymbol["kind"][] = ["function", "const", ...KNOWN_BY_NAME, "struct", "enum", "enumMember", "variable"];

/**
 * Whether what a scenario declares is easily taken for what the model has: a function for another, or a constant for a
 * value.
 */
function isMistaken(declared: AnySymbol["kind"], ofModel: AnySymbol["kind"]): boolean {
	return declared === "const" ? ofModel === "const" || ofModel === "enumMember" : declared === "function" && ofModel === "function";
}

/** Structs and enums have names of their own, as in C. */
function isTag({ kind }: AnySymbol): boolean {
	return kind === "struct" || kind === "enum";
}

/** What kind of thing a symbol is. */
export function kindName(symbol: AnySymbol): string {
	switch (symbol.kind) {
		case "enumMember":
		case "optionValue":
		case "const":
			return t`constant`;
		case "variable":
			return symbol.role === "parameter" ? t`parameter` : t`variable`;
		case "function":
		case "builtin":
			return t`function`;
		case "task":
			if (symbol.handler) return t`handler`;
			return symbol.flavor === "device" ? t`device` : t`task`;
		case "handler":
			return t`kind of handler`;
		case "struct":
			return t`struct`;
		case "field":
			return t`field`;
		case "enum":
			return t`enum`;
		case "guard":
			return t`guard`;
		case "property":
			return t`property`;
		case "patch":
			return t`patch`;
		case "option":
			return t`option`;
		case "kernel":
			return t`kernel`;
		case "scenario":
			return t`scenario`;
		case "typedef":
			return t`typedef`;
		case "macro":
			return t`macro`;
		case "label":
			return t`label`;
	}
}

/** The same with its article. */
function kindText(symbol: AnySymbol): string {
	const name = kindName(symbol);
	return symbol.kind === "enum" || symbol.kind === "option" ? t`an ${name}` : t`a ${name}`;
}

/** Nothing done yet. */
export function noEffects(): Effects {
	return { writes: false, acts: false, creates: false };
}
