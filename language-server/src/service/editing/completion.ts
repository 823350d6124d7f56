/** What may be written at the cursor. Plain: it goes by the words before the cursor, and by what is visible there. */
import { type FileSpan, touches } from "../../base/span";
import { documentationOf } from "../../semantics/documentation-of";
import { allFiles, fieldsOf } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import { type Type, typeText } from "../../semantics/types";
import { describeSymbol, documentationText } from "../reading/describe-symbol";
import { declaredScenarioAt, type Snapshot } from "../workspace/snapshot";
import { callAt } from "./call-at";
import { type Cursor, cursorAt } from "./cursor";
import { declarationCompletions, isInCode, labelsAt, nameCompletions, placesToRun, visible, wordsOf } from "./name-completions";
import { type Completion, type Proposed, proposals, words } from "./proposal";
import { kernelSetCompletions, optionValues, settingCompletions } from "./setting-completions";

function whole(list: readonly Completion[]): Proposed;
function whole(list: readonly Completion[] | undefined): Proposed | undefined;
function whole(list: readonly Completion[] | undefined): Proposed | undefined {
	return list && { list, more: false };
}

/** The proposals at an offset. */
export function completions(snapshot: Snapshot, offset: number): Proposed {
	const { text, tree } = snapshot.file;
	for (let index = 0; index < tree.tokens.length; index++) {
		const kind = tree.tokens.kinds[index];
		const inside = tree.tokens.starts[index] < offset && offset <= tree.tokens.ends[index];
		if (inside && (kind === "comment" || kind === "docComment" || kind === "string")) return whole([]);
	}
	const cursor = cursorAt(text, offset);
	if (/(\.|->)\s*$/.test(cursor.before)) return whole(fieldCompletions(snapshot, offset));
	const { list, more } = aroundIn(snapshot, cursor) ?? whole(contextCompletions(snapshot, cursor)) ?? placeCompletions(snapshot, cursor);
	return { list: firstOfEachName(list), more };
}

/** The documentation of a proposal, in Markdown; undefined where there is none, or where its declaration is gone. */
export function completionDocumentation({ program }: Snapshot, label: string, { file, start }: FileSpan): string | undefined {
	const declaring = allFiles(program).find(({ uri }) => uri === file);
	for (const [name, symbol] of declaring?.names ?? [])
		if (name.text === label && declaring?.spanOf(name).start === start)
			return documentationOf(program, symbol) && describeSymbol(program, symbol);
	return undefined;
}

/** What the place itself asks for: a declaration, or a statement or value, names of arguments among these. */
function placeCompletions(snapshot: Snapshot, cursor: Cursor): Proposed {
	const { offset, before, begins } = cursor;
	const call = callAt(snapshot, offset);
	if (begins && call === undefined && !isInCode(snapshot, offset)) return whole(declarationCompletions(snapshot, cursor));
	const argument = /[({,]\s*$/.test(before) || before.trim() === "";
	const named = argument ? argumentCompletions(snapshot, offset) : [];
	const { list, more } = nameCompletions(snapshot, cursor);
	// Those by name come first where the next argument has a default.
	const demanded = call?.symbol?.kind === "function" && call.symbol.parameters[call.position]?.value === undefined;
	return { list: demanded ? [...list, ...named] : [...named, ...list], more };
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

function firstOfEachName(completions: readonly Completion[]): readonly Completion[] {
	const seen = new Set<string>();
	return completions.filter(({ label }) => !seen.has(label) && seen.add(label));
}

/** The fields of the object before the cursor's dot. */
function fieldCompletions(snapshot: Snapshot, offset: number): Completion[] {
	const { file, program } = snapshot;
	for (const expression of file.around({ start: offset, end: offset }).types.keys()) {
		if (expression.kind !== "field") continue;
		const name = file.spanOf(expression.name);
		if (!touches(name, offset) && !(file.spanOf(expression.object).end < offset && offset <= name.start)) continue;
		const type = file.types.get(expression.object);
		if (type?.kind === "struct") return proposals(fieldsOf(program, type.symbol), program);
	}
	return [];
}

/** What fits after certain words; undefined where any name may stand. */
function contextCompletions(snapshot: Snapshot, cursor: Cursor): Completion[] | undefined {
	const { offset, before } = cursor;
	const { patches, options } = snapshot.program;
	const of = (symbols: readonly AnySymbol[]): Completion[] => proposals(symbols, snapshot.program);
	const properties = (): Completion[] => of(visible(snapshot, offset).filter(({ kind }) => kind === "property"));
	const scenario = declaredScenarioAt(snapshot, offset);
	const handlers = allFiles(snapshot.program).flatMap((file) => file.handlers);
	if (/^\s*once\s+$/.test(before)) return of(handlers);
	const [, kind, on] = /^\s*(?:(?:daemon|once)\s+)?(\w+)\s+\w+\s*(?:\[[^\]]*\]\s*)?\s(on\s+)?$/.exec(before) ?? [];
	if (scenario && (kind === "task" || kind === "device" || handlers.some(({ name }) => name === kind)))
		return on ? placesToRun(snapshot, offset) : words(["on"]);
	if (/\bexpect\s+$/.test(before)) return words([...wordsOf("outcome"), "no"]);
	if (/\bexpect\s+no\s+$/.test(before)) return words(["race", "hang"]);
	if (/\bexpect\s+(no\s+)?hang\s+$/.test(before)) return of(scenario?.tasks ?? []);
	if (/\bexpect\s+(no\s+)?race\s+$/.test(before)) return [...properties(), ...words(["under"])];
	if (/\bexpect\s+(no\s+)?\w+(\s+\w+)?\s+$/.test(before) && !/\bunder\b/.test(before)) return words(["under"]);
	if (/\bassert\s*\([\s\S]*,\s*$/.test(before) && callAt(snapshot, offset) === undefined) return properties();
	if (/\bpatched\s*\(\s*$/.test(before)) return of(patches);
	if (/\boption\s*\(\s*$/.test(before) || /^\s*option\s+$/.test(before)) return of(options);
	const chosen = /^\s*option\s+(\w+)\s*=\s*$/.exec(before) ?? /\boption\s*\(\s*(\w+)\s*\)\s*[=!]=\s*$/.exec(before);
	if (chosen) return optionValues(options, chosen[1]);
	const [, settings] = /\bexpect\b.*\bunder\b([\s\S]*)$/.exec(before) ?? [];
	if (settings !== undefined) return settingCompletions(snapshot, cursor, settings.split(","));
	const [, set] = /^\s*kernel\s(?:\s*v[\w.]*\s*=)?([^=]*)$/.exec(before) ?? [];
	if (set !== undefined) return kernelSetCompletions(snapshot, cursor, set);
	if (/\bgoto\s+$/.test(before)) return of(labelsAt(snapshot, offset));
	if (/\bnew\s+$/.test(before)) return of(visible(snapshot, offset).filter(({ kind }) => kind === "struct"));
	return undefined;
}

/** Before and behind the `in` of what goes through objects; undefined anywhere else. */
function aroundIn(snapshot: Snapshot, cursor: Cursor): Proposed | undefined {
	const found = /\b(?:for\s*\(|choose\s*\(|forall|exists|count)\s*\w+\s+(in\s+)?$/.exec(cursor.before);
	if (!found) return undefined;
	return found[1] ? nameCompletions(snapshot, cursor, ({ kind }) => kind === "struct") : whole(words(["in"]));
}
