/** What may be written at the cursor. Plain: it goes by the words before the cursor, and by what is visible there. */
import { type FileSpan, type Span, touches } from "../../base/span";
import { allFiles, fieldsOf, type Program } from "../../semantics/program";
import { type AnySymbol, type FunctionSymbol, LANGUAGE, type OptionSymbol, type PatchSymbol } from "../../semantics/symbols";
import { fits, type Type, typeText } from "../../semantics/types";
import { commonWords, fileWords, type KeywordCategory, keywords, scenarioWords } from "../../syntax/grammar-table";
import { describeSymbol, documentationText } from "../reading/describe-symbol";
import { declaredScenarioAt, type Snapshot } from "../workspace/snapshot";
import { callAt } from "./call-at";
import { statementWordsAt } from "./statement-words";
import { wantedType } from "./wanted-type";

/** One proposal. */
export interface Completion {
	readonly label: string;
	readonly kind:
		| "keyword"
		| "struct"
		| "enum"
		| "enumMember"
		| "const"
		| "function"
		| "variable"
		| "field"
		| "property"
		| "patch"
		| "kernel"
		| "option"
		| "task"
		| "argument";
	readonly detail?: string;
	/**
	 * Markdown, where it is short: of all others `completionDocumentation` gives it, for the one that a person looks
	 * at.
	 */
	readonly documentation?: string;
	/** Where what is proposed is declared. */
	readonly declared?: FileSpan;
	/** What it takes the place of, where that is more than a word: a release has dots. */
	readonly span?: Span;
	/** What is inserted instead of the label, with places to fill in as in the protocol: `get_page(${1:p})$0`. */
	readonly snippet?: string;
}

const ofCategory = (...categories: readonly KeywordCategory[]): string[] =>
	keywords.filter(({ category }) => categories.includes(category)).map(({ word }) => word);

const typeWords = ofCategory("type");
const valueWords = [...ofCategory("constant", "operator"), "option"];
const memberWords = [...scenarioWords, ...commonWords, ...typeWords];
const itemWords = [...fileWords, ...commonWords, ...typeWords];

/** The proposals at an offset, the best first. */
export function completions(snapshot: Snapshot, offset: number): readonly Completion[] {
	const { text, tree } = snapshot.file;
	for (let index = 0; index < tree.tokens.length; index++) {
		const kind = tree.tokens.kinds[index];
		const inside = tree.tokens.starts[index] < offset && offset <= tree.tokens.ends[index];
		if (inside && (kind === "comment" || kind === "docComment" || kind === "string")) return [];
	}
	const statement = text.slice(
		Math.max(text.lastIndexOf(";", offset - 1), text.lastIndexOf("{", offset - 1), text.lastIndexOf("}", offset - 1)) + 1,
		offset,
	);
	// Releases have dots, which are part of their name.
	const [word] = /\bv\d[\w.]*$|[A-Za-z0-9_]*$/.exec(statement) ?? [""];
	const before = statement.slice(0, statement.length - word.length).replace(/\/\/[^\n]*/g, "");
	const cursor = { offset, start: offset - word.length, before };
	if (/(\.|->)\s*$/.test(before)) return fieldCompletions(snapshot, offset);
	return firstOfEachName(contextCompletions(snapshot, cursor) ?? valueCompletions(snapshot, cursor));
}

/** Where something is to be proposed. */
interface Cursor {
	readonly offset: number;
	/** Where the word at the offset begins. */
	readonly start: number;
	/** The statement up to that word, without comments. */
	readonly before: string;
}

/** The documentation of a proposal, in Markdown; undefined where there is none, or where its declaration is gone. */
export function completionDocumentation({ program }: Snapshot, label: string, { file, start }: FileSpan): string | undefined {
	const declaring = allFiles(program).find(({ uri }) => uri === file);
	for (const [name, symbol] of declaring?.names ?? [])
		if (name.text === label && declaring?.spanOf(name).start === start) return symbol.documentation && describeSymbol(program, symbol);
	return undefined;
}

/** What may stand where a value or a statement is wanted; names of arguments first where the next one has a default. */
function valueCompletions(snapshot: Snapshot, cursor: Cursor): Completion[] {
	const call = callAt(snapshot, cursor.offset);
	const begins = /[({,]\s*$/.test(cursor.before) || cursor.before.trim() === "";
	const [named, names] = [begins ? argumentCompletions(snapshot, cursor.offset) : [], nameCompletions(snapshot, cursor)];
	const demanded = call?.symbol?.kind === "function" && call.symbol.parameters[call.position]?.value === undefined;
	return demanded ? [...names, ...named] : [...named, ...names];
}

/** Names of the arguments that the call around the cursor does not have yet, or of the fields of what is created. */
function argumentCompletions(snapshot: Snapshot, offset: number): Completion[] {
	const call = callAt(snapshot, offset);
	if (call === undefined || call.argument !== undefined) return [];
	const { symbol } = call;
	const named = (parameters: readonly { readonly name: string; readonly type: Type; readonly documentation?: string }[]): Completion[] =>
		parameters
			.filter(({ name }) => !call.named.includes(name))
			.map(({ name, type, documentation }) => ({
				label: `${name}:`,
				kind: "argument",
				detail: typeText(type),
				documentation: documentation && documentationText(documentation),
				snippet: `${name}: $0`,
			}));
	if (symbol?.kind === "struct") return named(fieldsOf(snapshot.program, symbol));
	// Arguments by name come where there is a choice: behind the first, of those that have a default.
	return symbol?.kind === "function" ? named(symbol.parameters.slice(call.position).filter(({ value }) => value !== undefined)) : [];
}

/** The type of what a name stands for where a value is wanted. */
function valueType(symbol: AnySymbol): Type | undefined {
	switch (symbol.kind) {
		case "variable":
			return symbol.type;
		case "function":
			return symbol.returns;
		case "enumMember":
			return { kind: "enum", symbol: symbol.enum };
		case "const":
			return symbol.type;
		default:
			return undefined;
	}
}

function firstOfEachName(completions: readonly Completion[]): readonly Completion[] {
	const seen = new Set<string>();
	return completions.filter(({ label }) => !seen.has(label) && seen.add(label));
}

/** The fields of the object before the cursor's dot. */
function fieldCompletions(snapshot: Snapshot, offset: number): Completion[] {
	const { file } = snapshot;
	for (const [expression] of file.types) {
		if (expression.kind !== "field") continue;
		const name = file.spanOf(expression.name);
		if (!touches(name, offset) && !(file.spanOf(expression.object).end < offset && offset <= name.start)) continue;
		const type = snapshot.file.types.get(expression.object);
		if (type?.kind === "struct") return fieldsOf(snapshot.program, type.symbol).flatMap((field) => proposal(field, snapshot.program));
	}
	return [];
}

/** What fits after certain words; undefined where any name may stand. */
function contextCompletions(snapshot: Snapshot, cursor: Cursor): Completion[] | undefined {
	const { offset, before } = cursor;
	const { patches, options } = snapshot.program;
	const of = (symbols: readonly AnySymbol[]): Completion[] => symbols.flatMap((symbol) => proposal(symbol, snapshot.program));
	const scenario = declaredScenarioAt(snapshot, offset);
	if (/\bexpect\s+$/.test(before)) return words(ofCategory("outcome"));
	if (/\bexpect\s+hang\s+$/.test(before)) return of(scenario?.tasks ?? []);
	if (/\bexpect\s+race\s+$/.test(before))
		return [...of(visible(snapshot, offset).filter(({ kind }) => kind === "property")), ...words(["under"])];
	if (/\bexpect\s+\w+(\s+\w+)?\s+$/.test(before) && !/\bunder\b/.test(before)) return words(["under"]);
	if (/\bpatched\s*\(\s*$/.test(before)) return of(patches);
	if (/\boption\s*\(\s*$/.test(before) || /^\s*option\s+$/.test(before)) return of(options);
	const chosen = /^\s*option\s+(\w+)\s*=\s*$/.exec(before) ?? /\boption\s*\(\s*(\w+)\s*\)\s*[=!]=\s*$/.exec(before);
	if (chosen) return optionValues(options, chosen[1]);
	const [, settings] = /\bexpect\b.*\bunder\b([\s\S]*)$/.exec(before) ?? [];
	if (settings !== undefined) return settingCompletions(snapshot, cursor, settings.split(","));
	const [, set] = /^\s*kernel\s(?:\s*v[\w.]*\s*=)?([^=]*)$/.exec(before) ?? [];
	if (set !== undefined) return kernelSetCompletions(snapshot, cursor, set);
	if (/\bnew\s+$/.test(before)) return of(visible(snapshot, offset).filter(({ kind }) => kind === "struct"));
	if (/\b(for\s*\(|forall|exists|count)\s*\w+\s+$/.test(before)) return words(["in"]);
	if (/\b(for\s*\(|forall|exists|count)\s*\w+\s+in\s+$/.test(before)) {
		const isStruct = ({ kind }: Completion): boolean => kind === "struct";
		const names = nameCompletions(snapshot, cursor);
		return [...names.filter(isStruct), ...names.filter((name) => !isStruct(name))];
	}
	return undefined;
}

/**
 * What may stand in the last of the settings after `under`: a kernel if there is none yet, and options that are not
 * named yet.
 */
function settingCompletions(snapshot: Snapshot, cursor: Cursor, settings: readonly string[]): Completion[] {
	const last = settings[settings.length - 1];
	const named = settings.map((setting) => /^\s*(\w+)\s*=/.exec(setting)?.[1]);
	const option = named[named.length - 1];
	const { options } = snapshot.program;
	if (option !== undefined) return /=\s*$/.test(last) ? optionValues(options, option) : [];
	const hasKernel = settings.slice(0, -1).some((_, index) => named[index] === undefined);
	const left = last.trim() === "" ? options.filter(({ name }) => !named.includes(name)) : [];
	return [
		...(hasKernel ? [] : kernelSetCompletions(snapshot, cursor, last)),
		...left.flatMap((symbol) => proposal(symbol, snapshot.program)),
	];
}

/**
 * What may follow in `v4.18 + a - b`: a kernel, the newest first, or behind a sign a patch: first those that it changes
 * something with.
 */
function kernelSetCompletions({ program, file }: Snapshot, { start, offset }: Cursor, set: string): Completion[] {
	const { patches } = program;
	const kernels = program.kernels.filter(({ node }) => !file.tree.anchors.has(node.anchor) || !touches(file.spanOf(node), offset));
	const span = { start, end: offset };
	if (set.trim() === "")
		return [...kernels].reverse().flatMap((symbol) => proposal(symbol, program).map((completion) => ({ ...completion, span })));
	const [, sign] = /([+-])\s*$/.exec(set) ?? [];
	if (sign === undefined) return [];
	const [, base] = /^\s*([\w.]+)/.exec(set) ?? [];
	const has = new Set(kernels.find(({ name }) => name === base)?.patches);
	for (const [, change, patch] of set.matchAll(/([+-])\s*(\w+)/g)) change === "+" ? has.add(patch) : has.delete(patch);
	const changes = ({ name }: PatchSymbol): boolean => has.has(name) === (sign === "-");
	return [...patches.filter(changes), ...patches.filter((patch) => !changes(patch))].flatMap((symbol) => proposal(symbol, program));
}

function optionValues(options: readonly OptionSymbol[], name: string): Completion[] {
	const option = options.find((candidate) => candidate.name === name);
	return (option?.values ?? []).map((label) => ({ label, kind: "enumMember", detail: name }));
}

/** The names that can be seen, those that fit the wanted type first, and the words that fit. */
function nameCompletions(snapshot: Snapshot, { offset, start, before }: Cursor): Completion[] {
	const scenario = declaredScenarioAt(snapshot, offset);
	const code = [...(scenario?.tasks ?? []), ...snapshot.file.functions].some(({ node }) =>
		touches(snapshot.file.spanOf(node.body), offset),
	);
	const names = visible(snapshot, offset).filter(({ kind }) =>
		code || scenario ? kind !== "scenario" && kind !== "patch" && kind !== "kernel" : kind === "struct" || kind === "enum",
	);
	const wanted = wantedType(snapshot, offset, before);
	const suits = (symbol: AnySymbol): boolean => {
		const type = valueType(symbol);
		return wanted !== undefined && type !== undefined && type.kind !== "void" && type.kind !== "error" && fits(type, wanted);
	};
	const of = (symbols: readonly AnySymbol[]): Completion[] => symbols.flatMap((symbol) => proposal(symbol, snapshot.program));
	const begins = /^\s*(else\s+|or\s+)?$|^\s*(if|while|for)\b.*\)\s*$/.test(before);
	const fitting = code
		? [...(begins ? [...statementWordsAt(snapshot, start, offset), ...typeWords] : []), ...valueWords]
		: scenario
			? begins
				? memberWords
				: valueWords
			: itemWords;
	if (wanted === undefined) return [...of(names), ...words(fitting)];
	const constants = wanted.kind === "bool" ? ["true", "false"] : wanted.kind === "struct" || wanted.kind === "pointer" ? ["null"] : [];
	return [...of(names.filter(suits)), ...words(constants), ...of(names.filter((symbol) => !suits(symbol))), ...words(fitting)];
}

/** The symbols that can be seen at an offset, the nearest first. */
function visible(snapshot: Snapshot, offset: number): readonly AnySymbol[] {
	const { file, program } = snapshot;
	const scenario = declaredScenarioAt(snapshot, offset);
	const around = [...(scenario?.tasks ?? []), ...file.functions].map(({ node }) => node).find((node) => touches(file.spanOf(node), offset));
	const own = (symbol: AnySymbol): boolean => file.tree.anchors.has(symbol.span.anchor);
	const locals: AnySymbol[] = [];
	if (around) {
		for (const symbol of new Set(file.names.values())) {
			if (symbol.kind !== "variable" || !own(symbol)) continue;
			const { start } = file.spanOf(symbol.span);
			if (!touches(file.spanOf(around), start) || start > offset) continue;
			if (symbol.role === "local" || symbol.role === "parameter" || symbol.role === "bound") locals.push(symbol);
		}
	}
	// What is being declared cannot be part of its own value.
	const complete = (symbol: AnySymbol): boolean =>
		!(symbol.kind === "variable" && own(symbol) && "value" in symbol.node && touches(file.spanOf(symbol.node), offset));
	const scope = (scenario?.scope ?? program.globals).visible().filter(complete);
	return [...locals.filter(complete).reverse(), ...scope.filter(own), ...scope.filter((symbol) => !own(symbol))];
}

function words(labels: readonly string[]): Completion[] {
	return labels.map((label) => ({ label, kind: "keyword" }));
}

function proposal(symbol: AnySymbol, { locate }: Pick<Program, "locate">): Completion[] {
	if (symbol.name === "" || symbol.kind === "scenario" || symbol.kind === "optionValue") return [];
	const kind = symbol.kind === "builtin" ? "function" : symbol.kind;
	return [
		{
			label: symbol.name,
			kind,
			detail: detailOf(symbol),
			...(symbol.span.anchor === LANGUAGE.anchor
				? { documentation: symbol.documentation && documentationText(symbol.documentation) }
				: { declared: locate(symbol.span) }),
			...(symbol.kind === "function" && { snippet: callSnippet(symbol) }),
		},
	];
}

/** A call with a place to fill in for each parameter that has no default. */
function callSnippet({ name, parameters, returns }: FunctionSymbol): string {
	const places = parameters.filter(({ value }) => value === undefined).map((parameter, index) => `\${${index + 1}:${parameter.name}}`);
	return `${name}(${places.join(", ")})${returns.kind === "void" ? ";" : ""}$0`;
}

function detailOf(symbol: AnySymbol): string | undefined {
	switch (symbol.kind) {
		case "variable":
		case "field":
			return typeText(symbol.type);
		case "function":
			return `fn ${symbol.returns.kind === "void" ? "" : `${typeText(symbol.returns)} `}${symbol.name}(${symbol.parameters
				.map((parameter) => `${typeText(parameter.type)} ${parameter.name}`)
				.join(", ")})`;
		case "const":
			return String(symbol.value);
		case "enumMember":
			return symbol.enum.name;
		default:
			return undefined;
	}
}
