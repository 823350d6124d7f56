/**
 * What a piece of C uses and the files around it define: macros, enums, other names of types, variables and functions,
 * and what these use in turn. What the model has is the model's. What cannot be read here is not taken.
 */
import type { Diagnostic } from "../../base/diagnostic";
import type { FileAnalysis, Program } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import type { CDefinition, CFiles } from "./c-definitions";
import { analysedWith, declarationsOf, usedStructs } from "./used-declarations";

export interface TakenDefinitions {
	/** What stands before structs, and the functions behind these. */
	readonly before: string;
	readonly functions: string;
	/** What has been taken, as it is called. */
	readonly names: readonly string[];
}

/** After so many rounds nothing more is looked for: a round goes one call deeper. */
const MOST_ROUNDS = 12;
/** So many definitions are taken at most: what needs more is better written by hand. */
const MOST_TAKEN = 60;
/** A function of more lines is not taken along; one of a header is a helper, and shorter. */
const MOST_LINES = 80;
const MOST_LINES_OF_HEADER = 20;

/**
 * The definitions that `code` needs beside those of a program. Of headers only what is understood as a whole is taken:
 * a helper in terms of another one that is not known, or of what cannot be said here, is better written by hand.
 */
export function takenDefinitions(code: string, around: Program, files: CFiles): TakenDefinitions {
	const refused = new Set<string>();
	for (;;) {
		const taken = needed(code, around, files, refused);
		const { file } = understood(taken.keys(), code, around, files);
		const notUnderstood = [...taken].filter(([definition]) => files.isOfHeader(definition) && hasProblem(definition, file));
		for (const [{ names }, name] of notUnderstood) for (const one of [name, ...names]) refused.add(one);
		if (notUnderstood.length > 0) continue;
		const all = [...taken.keys()];
		return { ...written(all), names: all.map((one) => (one.kind === "function" ? `${one.names[0]}()` : (taken.get(one) ?? ""))) };
	}
}

/** All that `code` needs, and what that needs in turn, each with the name by which it is needed. */
function needed(code: string, around: Program, files: CFiles, refused: Set<string>): ReadonlyMap<CDefinition, string> {
	const taken = new Map<CDefinition, string>();
	for (let round = 0; round < MOST_ROUNDS && taken.size < MOST_TAKEN; round++) {
		const { file } = understood(taken.keys(), code, around, files);
		const sizeBefore = taken.size;
		for (const name of unknownNames(file)) {
			const definition = refused.has(name) ? undefined : files.definitionOf(name);
			if (definition && !taken.has(definition) && isTakable(definition, files)) taken.set(definition, name);
			else refused.add(name);
		}
		if (taken.size === sizeBefore) break;
	}
	return taken;
}

/** The code with definitions and the structs that both need. */
function understood(taken: Iterable<CDefinition>, code: string, around: Program, files: CFiles): { readonly file: FileAnalysis } {
	const { before, functions } = written([...taken]);
	const structs = usedStructs(`${before}${functions}${code}`, around, files);
	return analysedWith(`${before}${declarationsOf(structs)}${functions}${code}`, around);
}
/** Whether something is wrong in a definition, or with what a macro brings along. */
function hasProblem({ kind, text }: CDefinition, file: FileAnalysis): boolean {
	const start = file.text.indexOf(text);
	const isInside = ({ span, severity }: Diagnostic): boolean =>
		severity === "error" && span.start >= start && span.start < start + text.length;
	if (file.diagnostics.some(isInside)) return true;
	// What a macro brings along is reported where it is used.
	const words = new Set(kind === "macro" ? text.match(/\w+/g) : []);
	return unknownAt(file).some(({ name, at }) => words.has(name) && !file.text.startsWith(name, at));
}

/** The functions, values and types that nobody declares, but no fields. */
export function unknownNames(file: FileAnalysis): ReadonlySet<string> {
	return new Set(unknownAt(file).map(({ name }) => name));
}

/** The same with the places where they are missed; one in a macro stands elsewhere than its use. */
function unknownAt({ diagnostics, text }: FileAnalysis): readonly { readonly name: string; readonly at: number }[] {
	return diagnostics.flatMap(({ code, severity, message, span, fixes = [] }) => {
		if (code !== "unknown-name" || severity !== "error" || /(\.|->)\s*$/.test(text.slice(0, span.start))) return [];
		// Where there is a name that may be meant, that is the last one.
		const name = [...message.matchAll(/'(\w+)'/g)].at(fixes.length > 0 ? -2 : -1)?.[1];
		return name === undefined ? [] : [{ name, at: span.start }];
	});
}

/** Whether a definition is of a size, and can be read. */
function isTakable(definition: CDefinition, files: CFiles): boolean {
	const { kind, text } = definition;
	const lines = text.split("\n").length;
	if (kind === "function" && lines > (files.isOfHeader(definition) ? MOST_LINES_OF_HEADER : MOST_LINES)) return false;
	return !parse(text).diagnostics.some(({ severity }) => severity === "error");
}

const ORDER: readonly CDefinition["kind"][] = ["macro", "enum", "typedef", "struct", "variable"];

/** Definitions as text: lines of macros together, functions in the reverse of the order in which they were needed. */
function written(definitions: readonly CDefinition[]): Omit<TakenDefinitions, "names"> {
	const texts = (kind: CDefinition["kind"]): readonly string[] => definitions.filter((one) => one.kind === kind).map(({ text }) => text);
	const before = ORDER.map((kind) => texts(kind).map((text) => `${text}\n`))
		.filter((group) => group.length > 0)
		.map((group) => `${group.join("")}\n`);
	return {
		before: before.join(""),
		functions: texts("function")
			.toReversed()
			.map((text) => `${text}\n\n`)
			.join(""),
	};
}
