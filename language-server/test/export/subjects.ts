/**
 * What the comparison of speed with other checkers needs of Raceline; `scripts/bench-peers.mjs` bundles and runs it.
 */
import { kernelUri } from "../../src/base/kernel-uri";
import type { Reductions } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import type { Program } from "../../src/semantics/program";
import { parse } from "../../src/syntax/parser";
import type { NamedSystem } from "../../src/system/system-text";

export { murphiOf } from "../../src/export/murphi";
export { promelaOf } from "../../src/export/promela";
export { helperThread, measureExploration, withConstants } from "../checker/families/measure";

/** The kernel model, analysed once as in the editor. */
export function analyzeKernel(kernel: ReadonlyMap<string, string>): Program {
	return analyzeModel([...kernel].map(([path, source]) => ({ uri: kernelUri(path), tree: parse(source) })));
}

/** The first scenario of a text, compiled for its own kernel. */
export function compileFirst(model: Program, text: string): NamedSystem {
	const program = analyzeProgram(model, [{ uri: "file:///subject.race", tree: parse(text) }]);
	const [scenario] = program.files[0].scenarios;
	const compilation = compile(program, scenario, scenario.configuration);
	if (!compilation.system) throw new Error(compilation.problems.map(({ message }) => message).join("; "));
	return compilation;
}

/**
 * From the text to the verdict, hangs and runs included: how long it takes in milliseconds, and how many states the
 * search had that gave it.
 */
export function verdict(model: Program, text: string, reductions: Reductions): { readonly milliseconds: number; readonly states: number } {
	const started = performance.now();
	const { states } = searchNow(compileFirst(model, text).system, { reductions }).result;
	return { milliseconds: performance.now() - started, states };
}
