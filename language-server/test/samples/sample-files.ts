import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelUri } from "../../src/base/kernel-uri";
import type { SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import type { Outcome } from "../../src/explain/verdict/verdict";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import type { Expectation } from "../../src/semantics/configuration";
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

/** The kernel model, with some of its text replaced. Throws when a piece to be replaced is not there exactly once. */
export function kernelModel(changes: readonly { readonly path: string; readonly from: string; readonly to: string }[] = []): Program {
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

/** A sample on top of a model. */
export function analyzeSample(model: Program, path: string): Program {
	return analyzeProgram(model, [{ uri: `file:///samples/${path}`, tree: parse(sampleTexts.get(path) ?? "") }]);
}

/** One expectation of a sample, with the system that it is about. */
export interface SampleExpectation extends NamedSystem {
	readonly scenario: Scenario;
	readonly expectation: Expectation;
}

/**
 * All expectations of a sample; those about one configuration share its system. Throws when a scenario does not
 * compile.
 */
export function expectationsOf(program: Program): SampleExpectation[] {
	return program.files[0].scenarios.flatMap((scenario) => {
		const compiled = new Map<string, NamedSystem>();
		return scenario.expectations.map((expectation) => {
			const { key } = expectation.configuration;
			const named = compiled.get(key) ?? compiledFor(program, scenario, expectation);
			compiled.set(key, named);
			return { scenario, expectation, ...named };
		});
	});
}

function compiledFor(program: Program, scenario: Scenario, { configuration }: Expectation): NamedSystem {
	const { system, text, problems } = compile(program, scenario, configuration);
	if (!system) throw new Error(`${scenario.symbol.name}: ${problems.map((problem) => problem.message).join("; ") || "has errors"}`);
	return named(remember({ system, text }));
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
