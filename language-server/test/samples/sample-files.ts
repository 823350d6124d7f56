import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelUri } from "../../src/base/kernel-uri";
import type { SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import type { Outcome } from "../../src/explain/verdict/verdict";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import type { Configuration, Expectation } from "../../src/semantics/configuration";
import type { Program, Scenario } from "../../src/semantics/program";
import { parse } from "../../src/syntax/parser";
import type { NamedSystem } from "../../src/system/system-text";
import type { TransitionSystem } from "../../src/system/transition-system";
import { named, remember } from "../named";

const ROOT = join(__dirname, "..", "..", "..");

/** Text of every `.race` file in a folder of the project, by its path in that folder. */
function readFolder(folder: string): Map<string, string> {
	const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
	const races = paths.filter((path) => path.endsWith(".race")).sort();
	return new Map(races.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(ROOT, folder, path), "utf8")]));
}

export const sampleTexts = readFolder("samples");
export const modelTexts = readFolder("language-server/kernel");

let shipped: Program | undefined;

/** The kernel model, analysed once for all test files that run in one process. */
export function kernelModel(): Program {
	shipped ??= changedKernelModel([]);
	return shipped;
}

/** The kernel model with some of its text replaced. Throws when a piece to be replaced is not there exactly once. */
export function changedKernelModel(changes: readonly { readonly path: string; readonly from: string; readonly to: string }[]): Program {
	const texts = new Map(modelTexts);
	for (const { path, from, to } of changes) {
		const text = texts.get(path) ?? "";
		if (text.split(from).length !== 2) throw new Error(`'${from}' does not stand in ${path} exactly once`);
		texts.set(
			path,
			text.replace(from, () => to),
		);
	}
	return analyzeModel([...texts].map(([path, text]) => ({ uri: kernelUri(path), tree: parse(text) })));
}

const analyzed = new WeakMap<Program, Map<string, Program>>();

/** A sample on top of a model; the same one is analysed once. */
export function analyzeSample(model: Program, path: string): Program {
	const ofModel = analyzed.get(model) ?? new Map<string, Program>();
	analyzed.set(model, ofModel);
	const program =
		ofModel.get(path) ?? analyzeProgram(model, [{ uri: `file:///samples/${path}`, tree: parse(sampleTexts.get(path) ?? "") }]);
	ofModel.set(path, program);
	return program;
}

/** One expectation of a sample, with the system that it is about. */
export interface SampleExpectation extends NamedSystem {
	readonly scenario: Scenario;
	readonly expectation: Expectation;
}

/** All expectations of a sample. Throws when a scenario does not compile. */
export function expectationsOf(program: Program): readonly SampleExpectation[] {
	return [...eachExpectation(program)];
}

/** The same one after another, for who may not want them all. */
export function* eachExpectation(program: Program): Generator<SampleExpectation> {
	for (const scenario of program.files[0].scenarios)
		for (const expectation of scenario.expectations)
			yield { scenario, expectation, ...systemUnder(program, scenario, expectation.configuration) };
}

const compiled = new WeakMap<Scenario, Map<string, NamedSystem>>();

/** The system of a scenario under a configuration; the same one is compiled once. Throws when it does not compile. */
export function systemUnder(program: Program, scenario: Scenario, configuration: Configuration): NamedSystem {
	const ofScenario = compiled.get(scenario) ?? new Map<string, NamedSystem>();
	compiled.set(scenario, ofScenario);
	const known = ofScenario.get(configuration.key);
	if (known) return known;
	const { system, text, problems } = compile(program, scenario, configuration);
	if (!system) throw new Error(`${scenario.symbol.name}: ${problems.map((problem) => problem.message).join("; ") || "has errors"}`);
	const fresh = named(remember({ system, text }));
	ofScenario.set(configuration.key, fresh);
	return fresh;
}

const results = new WeakMap<TransitionSystem, SearchResult>();

/** What the search finds in a system; the same one is searched once. */
export function resultOf(system: TransitionSystem): SearchResult {
	const result = results.get(system) ?? searchNow(system, { states: 2_000_000 }, () => 0).result;
	results.set(system, result);
	return result;
}

/** What comes out for an expectation. */
export function outcomeOf({ system, text, expectation }: SampleExpectation): Outcome {
	return describeOutcome({ system, text }, resultOf(system), expectation.configuration);
}
