/** What becomes of the expectations of a document on another kernel than its scenarios name. */
import type { Limits, SearchResult } from "../../checker/result";
import type { Compile } from "../../compiler/compilations";
import { judge } from "../../explain/verdict/judge";
import { describeOutcome } from "../../explain/verdict/outcome";
import type { Outcome } from "../../explain/verdict/verdict";
import type { Configuration } from "../../semantics/configuration";
import { makeConfiguration } from "../../semantics/configuration";
import type { Scenario } from "../../semantics/program";
import type { TransitionSystem } from "../../system/transition-system";
import type { ConfigurationCheck, ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import { expectations, type ScenarioExpectations } from "./expectations";

/** Searches elsewhere what a scenario of this name compiles to. Rejects when the search breaks down. */
export type KernelSearch = (system: TransitionSystem, limits: Limits, scenario: string) => Promise<SearchResult>;

/** What it takes to check a scenario under a configuration that its document does not ask about. */
export interface KernelCheck {
	/** Limits of the search. */
	readonly limits: Limits;
	readonly compile: Compile;
	readonly search: KernelSearch;
}

/** The names of the kernels that a scenario can be checked on, the newest first. */
export function kernelNames({ program }: Pick<Snapshot, "program">): readonly string[] {
	return program.kernels.map(({ name }) => name).reverse();
}

/**
 * The expectations of a document as `expectations` gives them, but on the kernel of this name. Those that name a kernel
 * or options themselves are left out of it: what they say does not depend on the scenario's kernel, and they are not
 * known here. Undefined when there is no such kernel.
 */
export async function expectationsOn(
	snapshot: Snapshot,
	name: string,
	check: KernelCheck,
): Promise<readonly ScenarioExpectations[] | undefined> {
	const kernel = snapshot.program.kernels.find((candidate) => candidate.name === name);
	if (kernel === undefined) return undefined;
	const scenarios: ScenarioSnapshot[] = [];
	for (const { scenario } of snapshot.scenarios) {
		const configuration = makeConfiguration(name, kernel.patches, scenario.configuration.options);
		const checked = await checkedUnder(snapshot, scenario, configuration, check);
		const outcomes = new Map(checked?.outcome ? [[scenario.configuration.key, checked.outcome]] : []);
		const judgments = judge(scenario.expectations, outcomes);
		scenarios.push({ scenario, checks: checked ? [checked] : [], judgments });
	}
	return expectations({ scenarios, locate: snapshot.locate });
}

/** A scenario under another configuration, searched; undefined for one with errors. */
export async function checkedUnder(
	{ program }: Pick<Snapshot, "program">,
	scenario: Scenario,
	configuration: Configuration,
	{ limits, compile, search }: KernelCheck,
): Promise<ConfigurationCheck | undefined> {
	if (scenario.erroneous) return undefined;
	const compilation = compile(program, scenario, configuration);
	const { system, text, problems } = compilation;
	const outcomeOf = async (): Promise<Pick<ConfigurationCheck, "outcome" | "failure">> => {
		if (compilation.system === undefined) return { outcome: undefined, failure: undefined };
		try {
			const outcome: Outcome = describeOutcome(compilation, await search(compilation.system, limits, scenario.symbol.name), configuration);
			return { outcome, failure: undefined };
		} catch (error) {
			return { outcome: undefined, failure: error instanceof Error ? error.message : String(error) };
		}
	};
	return {
		configuration,
		system,
		text,
		problems,
		...(await outcomeOf()),
		stale: false,
		neverRuns: [],
		observations: undefined,
		progress: undefined,
	};
}
