/** What the checker and the interpreter of the tree have to say of one program. */
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { parse } from "../../src/syntax/parser";
import type { ScenarioItem } from "../../src/syntax/tree";
import { analyzeSource } from "../compile-source";
import { withoutConditions } from "./interpreter/conditions";
import { withoutMacros } from "./interpreter/macros";
import type { Setting } from "./interpreter/steps";
import { withoutTypedefs } from "./interpreter/typedefs";
import { referenceVerdict } from "./reference-verdict";

/** Programs with more states than this are not compared. */
const MOST_STATES = 1_500;

export interface Answer {
	/** By the name of what fails: how many steps the shortest run takes, where that is compared. */
	readonly failures: Readonly<Record<string, number | "some">>;
	readonly hanging: readonly string[];
	/** Whether a handler counts a variable out of its range: then what fails at the end and what hangs is not known. */
	readonly countsOut: boolean;
}

export interface Comparison {
	readonly checker: Answer;
	readonly reference: Answer;
	/** Whether lengths are compared. */
	readonly lengths: boolean;
}

/** Why a program is not compared: whose fault that is, and what it is. */
export interface NotCompared {
	readonly by: "generator" | "compiler" | "interpreter" | "checker";
	readonly why: string;
}

/**
 * Both answers for the scenario of a text, or why there are none: it has errors, or there is too much to explore.
 * Lengths are compared where docs/language.md says of all that the program does how many steps it takes, and every
 * variable that the compiler takes for one that changes is written by some run, as is the life of an object that it
 * takes for one that may be freed.
 */
export function compare(text: string, setting: Setting): Comparison | NotCompared {
	const program = analyzeSource(text);
	const [file] = program.files;
	const wrong = file.diagnostics.find(({ severity }) => severity === "error");
	if (wrong) return { by: "generator", why: wrong.code };
	const [scenario] = file.scenarios;
	const compilation = compile(program, scenario, scenario.configuration);
	if (!compilation.system) return { by: "compiler", why: compilation.problems[0]?.code ?? "" };
	const { system, text: systemText } = compilation;
	const tree = withoutTypedefs(withoutMacros(withoutConditions(parse(text), setting)));
	const item = tree.items.find((candidate): candidate is ScenarioItem => candidate.kind === "scenario") as ScenarioItem;
	const reference = referenceVerdict(tree, item, setting, MOST_STATES);
	if (typeof reference === "string") return { by: "interpreter", why: reference };
	const { result } = searchNow(system, { states: 300_000 }, () => 0);
	const countsOut = result.limit === "count";
	if (!result.complete && !countsOut) return { by: "checker", why: result.limit ?? "" };
	const isLife = (cell: number): boolean => {
		const { type } = systemText.cells[cell];
		return type.kind === "enum" && type.name === "life";
	};
	const changing = system.cells.filter(({ role }, cell) => role === "shared" && !isLife(cell)).length;
	const frees = /\b(?:free|recycle)\(/.test(text);
	const lengths = !reference.uncertainLengths && changing === reference.written && frees === reference.frees;
	const atEnd = new Set([...tree.items, ...item.members].flatMap((one) => (one.kind === "property" && one.atEnd ? [one.name.text] : [])));
	const answer = (isOut: boolean, of: readonly (readonly [string, number])[], hanging: readonly string[]): Answer => {
		const known = isOut ? of.filter(([name]) => !atEnd.has(name)) : of;
		const failures = Object.fromEntries(known.map(([name, length]) => [name, lengths ? length : ("some" as const)]));
		return { failures, hanging: isOut ? [] : [...hanging].sort(), countsOut: isOut };
	};
	const found = result.violations.map(({ failure, shortest }) => [system.failures[failure].property, shortest] as const);
	const hangs = result.hangs.map(({ lane }) => systemText.lanes[lane].name);
	return {
		checker: answer(countsOut, found, hangs),
		reference: answer(reference.countsOut, [...reference.failures], [...reference.hanging]),
		lengths,
	};
}
