/**
 * The functions to which references can refer in a scenario: those whose names stand as values in what it can run. Of
 * each type they are numbered from 1, in the order in which they are come to from the scenario on; 0 is null.
 *
 * Which of them a reference can have is not looked into further: a call of it is lowered as a choice among all of its
 * type. What the configuration leaves out counts, too, so that a number means the same under each.
 */
import { allFiles, fieldsOf, type Program, type Scenario } from "../semantics/program";
import type { FieldSymbol, FileAnalysisKey, FunctionSymbol, FunctionType, MacroSymbol, VariableSymbol } from "../semantics/symbols";
import { isSame, referenceTo } from "../semantics/types";
import { children, namesIn, type SyntaxNode } from "../syntax/walk";

/** Functions of one type. */
interface Group {
	readonly type: FunctionType;
	readonly functions: FunctionSymbol[];
}

export class FunctionValues {
	private readonly groups: readonly Group[];
	/** All functions that the scenario can call, as far as names tell. */
	readonly called: ReadonlySet<FunctionSymbol>;

	constructor(program: Program, scenario: Scenario) {
		const groups: Group[] = [];
		const { values, reached } = namedIn(program, scenario);
		this.called = reached;
		for (const fn of values) {
			const type = referenceTo(fn);
			const group = groups.find((other) => isSame(other.type, type));
			if (group) group.functions.push(fn);
			else groups.push({ type, functions: [fn] });
		}
		this.groups = groups;
	}

	/** The functions that a reference of this type can have: the one with number n is at n - 1. */
	ofType(type: FunctionType): readonly FunctionSymbol[] {
		return this.groups.find((group) => isSame(group.type, type))?.functions ?? [];
	}

	/** The value of a reference to a function whose name is a value somewhere. */
	numberOf(fn: FunctionSymbol): number {
		const index = this.ofType(referenceTo(fn)).indexOf(fn);
		if (index < 0) throw new Error(`the name of '${fn.name}' is a value where none was found`);
		return index + 1;
	}
}

/** The functions that are named in what a scenario can run, and of these those whose names are values, each once. */
function namedIn(
	program: Program,
	scenario: Scenario,
): { readonly values: ReadonlySet<FunctionSymbol>; readonly reached: ReadonlySet<FunctionSymbol> } {
	const values = new Set<FunctionSymbol>();
	const reached = new Set<FunctionSymbol>();
	const macros = new Set<MacroSymbol>();
	const pending: { readonly node: SyntaxNode; readonly file: FileAnalysisKey }[] = [];
	const initialised = (symbols: readonly (VariableSymbol | FieldSymbol)[]): void => {
		for (const { value, file } of symbols) if (value) pending.push({ node: value, file });
	};
	// The struct of tasks is part of the language, and declared in no file.
	initialised(fieldsOf(program, program.task));
	for (const file of allFiles(program)) {
		initialised([...file.variables, ...file.structs.flatMap((struct) => fieldsOf(program, struct))]);
		for (const { node } of [...file.properties, ...file.handlers, ...file.guards, ...file.lanes]) pending.push({ node, file });
	}
	const { members } = scenario.node;
	pending.push(...members.filter(({ kind }) => kind !== "function").map((node) => ({ node, file: scenario.file })));
	// A list to which the loop itself adds: a function that is come to is looked at in its turn.
	for (const { node, file } of pending) {
		const mentions = mentionsIn(node, file);
		for (const symbol of mentions.named) {
			if (symbol.kind === "macro" && !macros.has(symbol)) {
				macros.add(symbol);
				const macroFile = allFiles(program).find(({ tree }) => tree.anchors.has(symbol.span.anchor));
				if (macroFile) pending.push({ node: symbol.node, file: macroFile });
			}
			if (symbol.kind !== "function" || reached.has(symbol)) continue;
			reached.add(symbol);
			const body = program.bodyOf(symbol);
			pending.push({ node: body.node.body, file: body.file });
		}
		for (const symbol of mentions.values) values.add(symbol);
	}
	return { values, reached };
}

/** What a piece of text names, each once and in its order. */
interface Mentions {
	readonly named: ReadonlySet<FunctionSymbol | MacroSymbol>;
	/** The functions whose names are values. */
	readonly values: ReadonlySet<FunctionSymbol>;
}

/** Most of what a scenario can run is the model's, and the same for each of them: it is gone through once. */
const known = new WeakMap<FileAnalysisKey, Map<SyntaxNode, Mentions>>();

function mentionsIn(node: SyntaxNode, file: FileAnalysisKey): Mentions {
	const ofFile = known.get(file) ?? new Map<SyntaxNode, Mentions>();
	known.set(file, ofFile);
	let mentions = ofFile.get(node);
	if (mentions === undefined) {
		const symbols = namesIn(node).map((name) => file.names.get(name));
		const named = symbols.filter((symbol) => symbol?.kind === "function" || symbol?.kind === "macro");
		mentions = { named: new Set(named), values: new Set(valuesIn(node, file)) };
		ofFile.set(node, mentions);
	}
	return mentions;
}

/** The functions whose names are values in a piece of text, in its order. */
function* valuesIn(node: SyntaxNode, file: FileAnalysisKey): Generator<FunctionSymbol> {
	if ("kind" in node && node.kind === "name") {
		const symbol = file.names.get(node.name);
		if (symbol?.kind === "function") yield symbol;
	}
	for (const child of children(node)) yield* valuesIn(child, file);
}
