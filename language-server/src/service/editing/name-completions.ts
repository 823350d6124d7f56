/** The names that can be seen at a place, and the words that may stand there, the likeliest first. */
import { holds, touches } from "../../base/span";
import { cpuField } from "../../semantics/handlers";
import { allFiles } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import { fits, referenceTo, type Type } from "../../semantics/types";
import {
	commonWords,
	fileWords,
	handlerEntries,
	type KeywordCategory,
	keywords,
	patchEntries,
	scenarioWords,
} from "../../syntax/grammar-table";
import { pathAt } from "../../syntax/walk";
import { declaredScenarioAt, type Snapshot } from "../workspace/snapshot";
import type { Cursor } from "./cursor";
import { type Completion, type Proposed, proposals, words } from "./proposal";
import { snippetProposals } from "./snippets";
import { isWithin, statementWordsAt } from "./statement-words";
import { wantedType } from "./wanted-type";

/** The words of the language of some categories. */
export const wordsOf = (...categories: readonly KeywordCategory[]): string[] =>
	keywords.filter(({ category }) => categories.includes(category)).map(({ word }) => word);

const typeWords = wordsOf("type");
const valueWords = [...wordsOf("constant", "operator"), "option"];

/**
 * Where a value may stand, or a statement begin: what holds values before what calls, and what only names a type last.
 */
const ranks: Partial<Record<AnySymbol["kind"], number>> = {
	variable: 0,
	function: 1,
	builtin: 1,
	macro: 1,
	enumMember: 2,
	const: 2,
	task: 3,
	struct: 4,
	enum: 4,
	typedef: 4,
};

/** How many names are proposed at once. */
const MOST = 400;

/** What may begin an item of a file, a member of a scenario or a field: what these are made of first, then types. */
export function declarationCompletions(snapshot: Snapshot, { offset, start }: Cursor): Completion[] {
	const types = [
		...words(typeWords),
		...proposals(
			visible(snapshot, offset).filter(({ kind }) => kind === "struct" || kind === "enum" || kind === "typedef"),
			snapshot.program,
		),
	];
	const item = pathAt(snapshot.file.tree, start).find((node) => "kind" in node);
	if (item !== undefined && isWithin(snapshot.file, item, start)) {
		if (item.kind === "struct") return [...types, ...words(["counted"])];
		if (item.kind === "patch") return words(patchEntries.map((entry) => `${entry}:`));
		if (item.kind === "handler") return words(handlerEntries.map((entry) => `${entry}:`));
		if (item.kind === "enum") return [];
	}
	const within = declaredScenarioAt(snapshot, offset) ? "scenario" : "file";
	const made = snippetProposals(within);
	const leading =
		within === "scenario" ? ["task", "expect", "kernel", ...scenarioWords] : [...made.map(({ label }) => label), ...fileWords];
	// A snippet takes the place of the word that it is called by.
	const first = [...leading, ...commonWords].flatMap((word) => made.find(({ label }) => label === word) ?? words([word]));
	return [...first, ...made, ...(within === "scenario" ? handlerCompletions(snapshot) : []), ...types];
}

/** The kinds of handlers that a scenario can have, each with the rest of one, and what may stand before. */
function handlerCompletions({ program }: Snapshot): Completion[] {
	const kinds = allFiles(program).flatMap(({ handlers }) => handlers);
	const made = proposals(kinds, program).map((kind) => ({ ...kind, snippet: `${kind.label} \${1:handler} on \${2:cpu0} {\n\t$0\n}` }));
	return made.length === 0 ? [] : [...made, ...words(["once"])];
}

/** What a task or handler can run on: what may be the value of the field that `on` sets. */
export function placesToRun(snapshot: Snapshot, offset: number): Completion[] {
	const { program } = snapshot;
	const type = cpuField(program.task, program.extensions.get(program.task))?.type;
	const suits = (symbol: AnySymbol): boolean => symbol.kind === "variable" && type !== undefined && fits(symbol.type, type);
	return proposals(visible(snapshot, offset).filter(suits), program);
}

/**
 * What may stand where a value is wanted, or where a statement begins: what is `likeliest`, then what fits the wanted
 * type. Of more names than anybody reads, those that fit what has been typed so far.
 */
export function nameCompletions(snapshot: Snapshot, cursor: Cursor, likeliest: (symbol: AnySymbol) => boolean = () => false): Proposed {
	const { offset, start, word, before, begins, behind } = cursor;
	const named = visible(snapshot, offset).filter(({ name, kind }) => ranks[kind] !== undefined && mayBecome(word, name));
	const names = [0, 1, 2, 3, 4].flatMap((rank) => named.filter(({ kind }) => ranks[kind] === rank));
	const style = { brackets: !/^\s*\(/.test(behind), semicolon: begins && !/^\s*;/.test(behind) };
	const others = [...(begins ? [...statementWordsAt(snapshot, start, offset), ...typeWords] : []), ...valueWords];
	const wanted = wantedType(snapshot, offset, before);
	const suits = (symbol: AnySymbol): boolean => {
		if (wanted === undefined) return false;
		const type = wanted.kind === "function" && symbol.kind === "function" ? referenceTo(symbol) : valueType(symbol);
		// A member of an enum is a number, but seldom the one that is wanted.
		if (type?.kind === "enum" && wanted.kind !== "enum") return false;
		return type !== undefined && type.kind !== "void" && type.kind !== "error" && fits(type, wanted);
	};
	const constants =
		wanted?.kind === "bool" ? ["true", "false"] : ["struct", "pointer", "function"].includes(wanted?.kind ?? "") ? ["null"] : [];
	// Of a function to which something is to refer the name is wanted, and no call.
	const fitting = wanted?.kind === "function" ? { ...style, brackets: false } : style;
	const groups = [
		names.filter(likeliest),
		names.filter((symbol) => !likeliest(symbol) && suits(symbol)),
		names.filter((symbol) => !likeliest(symbol) && !suits(symbol)),
	];
	const { anchors } = snapshot.file.tree;
	const kept = likeliestOf(groups.flat(), word, ({ span }) => anchors.has(span.anchor));
	const of = (symbols: readonly AnySymbol[], how = style): Completion[] =>
		proposals(
			symbols.filter((symbol) => kept.has(symbol)),
			snapshot.program,
			how,
		);
	const list = [...of(groups[0]), ...of(groups[1], fitting), ...words(constants), ...of(groups[2]), ...words(others)];
	return { list, more: kept.size < names.length };
}

/** Whether all that is typed of a word is in a name, in this order: what an editor takes for a match. */
function mayBecome(word: string, name: string): boolean {
	let at = 0;
	const [typed, letters] = [word.toLowerCase(), name.toLowerCase()];
	for (const letter of typed) {
		at = letters.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}

/** Of names in their order at most `MOST`: those that begin with the word, and of these those of the file itself. */
function likeliestOf(names: readonly AnySymbol[], word: string, isOwn: (symbol: AnySymbol) => boolean): ReadonlySet<AnySymbol> {
	if (names.length <= MOST) return new Set(names);
	const begins = ({ name }: AnySymbol): boolean => name.toLowerCase().startsWith(word.toLowerCase());
	const rank = (symbol: AnySymbol): number => (begins(symbol) ? 0 : 2) + (isOwn(symbol) ? 0 : 1);
	return new Set([0, 1, 2, 3].flatMap((wanted) => names.filter((symbol) => rank(symbol) === wanted)).slice(0, MOST));
}

/** True in a task or a function, where statements stand. */
export function isInCode(snapshot: Snapshot, offset: number): boolean {
	return bodiesOf(snapshot, offset).some(({ body }) => touches(snapshot.file.spanOf(body), offset));
}

/** The symbols that can be seen at an offset, the nearest first. */
export function visible(snapshot: Snapshot, offset: number): readonly AnySymbol[] {
	const { file, program } = snapshot;
	const scenario = declaredScenarioAt(snapshot, offset);
	const around = bodiesOf(snapshot, offset).find((node) => touches(file.spanOf(node), offset));
	const own = (symbol: AnySymbol): boolean => file.tree.anchors.has(symbol.span.anchor);
	const locals: AnySymbol[] = [];
	if (around) {
		for (const symbol of new Set(file.around({ start: offset, end: offset }).names.values())) {
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

/** The labels of the task or function around an offset. */
export function labelsAt(snapshot: Snapshot, offset: number): readonly AnySymbol[] {
	const { file } = snapshot;
	const around = bodiesOf(snapshot, offset).find((node) => touches(file.spanOf(node), offset));
	const { names } = file.around({ start: offset, end: offset });
	return [...new Set(names.values())].filter((symbol) => symbol.kind === "label" && around !== undefined && holds(around, symbol.span));
}

/** What has code, of the scenario at an offset and of its file. */
function bodiesOf(snapshot: Snapshot, offset: number) {
	const { functionBodies, lanes } = snapshot.file;
	return [...(declaredScenarioAt(snapshot, offset)?.tasks ?? []), ...functionBodies, ...lanes].map(({ node }) => node);
}

/** The type of what a name stands for where a value is wanted. */
function valueType(symbol: AnySymbol): Type | undefined {
	switch (symbol.kind) {
		case "variable":
		case "const":
			return symbol.type;
		case "function":
			return symbol.returns;
		case "enumMember":
			return { kind: "enum", symbol: symbol.enum };
		default:
			return undefined;
	}
}
