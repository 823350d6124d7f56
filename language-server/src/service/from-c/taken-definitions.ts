/**
 * What a piece of C uses and the files around it define: macros, enums, other names of types, variables and functions,
 * and what these use in turn. What the model has is the model's. What cannot be read here is not taken.
 */
import type { Diagnostic } from "../../base/diagnostic";
import type { FileAnalysis, Program } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import type { CDefinition, CFiles } from "./c-definitions";
import { analysedWith, declarationsOf, type UsedStructs, usedStructs } from "./used-declarations";

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
	const search = new Search(code, around, files);
	for (;;) {
		const { taken, file } = search.needed();
		const notUnderstood = taken.filter((definition) => files.isOfHeader(definition) && hasProblem(definition, file));
		if (notUnderstood.length === 0) return { ...written(taken), names: taken.map((one) => search.nameOf(one)) };
		search.refuse(notUnderstood);
	}
}

/** What has been found so far of what `code` needs. */
class Search {
	/** Each with the name by which it is needed. */
	private readonly taken = new Map<CDefinition, string>();
	private readonly refused = new Set<string>();
	private structs: UsedStructs = new Map();

	constructor(
		private readonly code: string,
		private readonly around: Program,
		private readonly files: CFiles,
	) {}

	/** All that the code needs, and what that needs in turn; with all of it as it is understood. */
	needed(): { readonly taken: readonly CDefinition[]; readonly file: FileAnalysis } {
		for (let round = 0; ; round++) {
			const file = this.understood();
			const sizeBefore = this.taken.size;
			for (const name of unknownNames(file)) {
				const definition = this.refused.has(name) ? undefined : this.files.definitionOf(name);
				if (definition && !this.taken.has(definition) && isTakable(definition, this.files)) this.taken.set(definition, name);
				else this.refused.add(name);
			}
			const isDone = this.taken.size === sizeBefore || round === MOST_ROUNDS || this.taken.size >= MOST_TAKEN;
			if (isDone) return { taken: [...this.taken.keys()], file };
		}
	}

	/** Goes on without some definitions, and without what only these needed. */
	refuse(definitions: readonly CDefinition[]): void {
		for (const definition of definitions) {
			for (const name of [this.nameOf(definition), ...definition.names]) this.refused.add(name);
			this.taken.delete(definition);
		}
		const used = new Set<CDefinition>();
		const words = new Set(this.code.match(/\w+/g));
		for (let before = -1; before !== used.size; ) {
			before = used.size;
			for (const definition of this.taken.keys()) {
				if (used.has(definition) || !definition.names.some((name) => words.has(name))) continue;
				used.add(definition);
				for (const word of definition.text.match(/\w+/g) ?? []) words.add(word);
			}
		}
		for (const definition of this.taken.keys()) if (!used.has(definition)) this.taken.delete(definition);
	}

	/** What has been taken, as it is called. */
	nameOf(definition: CDefinition): string {
		return definition.kind === "function" ? `${definition.names[0]}()` : (this.taken.get(definition) ?? "");
	}

	/** The code with what has been taken and the structs that both need. */
	private understood(): FileAnalysis {
		const { before, functions } = written([...this.taken.keys()]);
		this.structs = usedStructs(`${before}${functions}${this.code}`, this.around, this.files, this.structs);
		return analysedWith(`${before}${declarationsOf(this.structs)}${functions}${this.code}`, this.around).file;
	}
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
