import type { AnchoredSpan, Locate } from "../src/base/span";
import { compile } from "../src/compiler/compile";
import { analyzeModel, analyzeProgram } from "../src/semantics/analyze";
import type { Program, Scenario } from "../src/semantics/program";
import { parse } from "../src/syntax/parser";
import type { TransitionSystem } from "../src/system/transition-system";
import { remember, textOf } from "./named";

/** A program from one source, on top of an empty model or of `model`. */
export function analyzeSource(text: string, model = ""): Program {
	const base = analyzeModel([{ uri: "model:/model.race", tree: parse(model) }]);
	return analyzeProgram(base, [{ uri: "file:///test.race", tree: parse(text) }]);
}

/** What is wrong with a source, each as `code "the text it is about": message`. */
export function problemsOf(text: string, model = ""): string[] {
	const [file] = analyzeSource(text, model).files;
	return file.diagnostics.map(({ code, span, message }) => `${code} "${text.slice(span.start, span.end)}": ${message}`);
}

/**
 * The first scenario of a source, compiled for its own kernel, with its text (`named.ts`). Throws when something is
 * wrong with the source.
 */
export function compileSource(text: string, model = ""): TransitionSystem {
	const program = analyzeSource(text, model);
	const [file] = program.files;
	const errors = file.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
	if (errors.length > 0) throw new Error(problemsOf(text, model).join("\n"));
	const scenario: Scenario = file.scenarios[0];
	const compilation = compile(program, scenario, scenario.configuration);
	if (!compilation.system) throw new Error(compilation.problems.map((problem) => `${problem.code}: ${problem.message}`).join("\n"));
	places.set(compilation.system, program.locate);
	return remember(compilation);
}

const places = new WeakMap<TransitionSystem, Locate>();

/** Where the places stand that are named in a system of `compileSource`, or in what was found about it. */
export function placesOf(system: TransitionSystem): Locate {
	const locate = places.get(system);
	if (locate === undefined) throw new Error("this was not compiled from a source here");
	return locate;
}

/** The text at a place of a source that was compiled here. */
export function textAt(source: string, system: TransitionSystem, place: AnchoredSpan | undefined): string | undefined {
	if (place === undefined) return undefined;
	const { start, end } = placesOf(system)(place);
	return source.slice(start, end);
}

/** The steps of each lane as `access label`, in the order of their locations. */
export function stepsOf(system: TransitionSystem): Record<string, string[]> {
	return Object.fromEntries(textOf(system).lanes.map((lane) => [lane.name, lane.steps.map((step) => `${step.access} ${step.label}`)]));
}
