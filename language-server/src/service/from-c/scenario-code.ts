/**
 * C code as code of a scenario file: written in the kernel's style, with the structs that it uses declared, and told
 * what is not known or has been left out.
 */
import { t } from "../../base/l10n";
import { applyEdits } from "../../base/text-edit";
import type { FileAnalysis, Program } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import { type FormattingOptions, formattingEdits, kernelStyle } from "../editing/formatting";
import { CFiles } from "./c-definitions";
import { takenDefinitions, unknownNames } from "./taken-definitions";
import { analysedWith, declarationsOf, usedStructs } from "./used-declarations";

export interface ScenarioCode {
	/** Declarations and code, ending in a line break. */
	readonly text: string;
	/**
	 * The structs that are declared there, and those that get fields, with fields of which it is guessed what they are.
	 */
	readonly declared: readonly string[];
	/** What has been taken from the files besides: functions, macros, enums, types and variables. */
	readonly taken: readonly string[];
	/** Functions, values and types that nobody declares, each once. */
	readonly unknown: readonly string[];
	/** Calls that have no effect here, each once. */
	readonly leftOut: readonly string[];
	/** What else is wrong with it, in sentences, each once. */
	readonly problems: readonly string[];
}

export interface CodeOptions {
	readonly style?: FormattingOptions;
	/** The files that the code is from, its own first: what it uses is as they define it. */
	readonly sources?: readonly string[];
}

/**
 * What C code is beside the files of a program. It is never refused: what cannot be taken stays as it is, and is told.
 */
export function scenarioCode(code: string, program: Program, { style = kernelStyle, sources = [code] }: CodeOptions = {}): ScenarioCode {
	const files = new CFiles(sources);
	const { before, functions, names } = takenDefinitions(code, program, files);
	const structs = usedStructs(`${before}${functions}${code}`, program, files);
	const written = formatted(`${before}${declarationsOf(structs)}${functions}${code.trim()}\n`, style);
	const { file } = analysedWith(written, program);
	return {
		text: written,
		declared: [...structs].filter(([, { guessed, fields }]) => guessed.size > 0 || fields.size === 0).map(([name]) => name),
		taken: names,
		unknown: [...unknownNames(file)],
		leftOut: namesLeftOut(file),
		problems: [
			...new Set(
				file.diagnostics.filter(({ severity, code }) => severity === "error" && code !== "unknown-name").map(({ message }) => message),
			),
		],
	};
}

/** What an account of it says, in sentences; empty where there is nothing to say. */
export function toldOf({ declared, taken, unknown, leftOut, problems }: ScenarioCode): readonly string[] {
	const list = (names: readonly string[]): string => names.join(", ");
	return [
		...(taken.length > 0 ? [t`Taken with it: ${list(taken)}.`] : []),
		...(declared.length > 0 ? [t`Declared, as far as their use tells what they are: ${list(declared)}.`] : []),
		...(unknown.length > 0 ? [t`Not known here: ${list(unknown)}.`] : []),
		...(leftOut.length > 0 ? [t`Without effect here: ${list(leftOut)}.`] : []),
		...problems.map((problem) => t`To be changed: ${problem}.`),
	];
}

function formatted(text: string, style: FormattingOptions): string {
	const tree = parse(text);
	// Of what cannot be read it is not known where its lines belong.
	return tree.diagnostics.some(({ severity }) => severity === "error") ? text : applyEdits(text, formattingEdits(tree, style));
}

/** The calls that have no effect, by their names. */
function namesLeftOut({ diagnostics, text }: FileAnalysis): readonly string[] {
	const found = diagnostics.filter(({ code }) => code === "left-out");
	return [...new Set(found.map(({ span }) => /^\w*/.exec(text.slice(span.start, span.end))?.[0] ?? ""))].filter((name) => name !== "");
}
