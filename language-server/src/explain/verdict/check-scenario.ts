/**
 * Checks one scenario: under its own configuration and under every other that its expectations ask about.
 *
 * Invariant: knows no host; what searches is a parameter, so that the same code serves a worker, a terminal and a test.
 */

import { runToEnd } from "../../base/run-to-end";
import type { Question, SearchResult } from "../../checker/result";
import { type CompileProblem, compile } from "../../compiler/compile";
import { CompileMemory } from "../../compiler/compile-memory";
import type { Configuration, Expectation } from "../../semantics/configuration";
import type { Program, Scenario } from "../../semantics/program";
import type { SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { judge } from "./judge";
import { type NeverRuns, neverRuns, reachedSteps } from "./never-runs";
import { describeOutcome } from "./outcome";
import type { Judgment, Outcome } from "./verdict";

/** Explores a system. Rejects only when the search itself breaks down. */
export type Search = (system: TransitionSystem, asked?: Asked) => Promise<SearchResult>;

/** How a system is asked about. */
export interface Asked {
	/** What is searched, for who shows how far a search has come. */
	readonly name?: string;
	/** Milliseconds of the limit on time that are gone already. */
	readonly spent?: number;
	/** What it is enough to find out; everything when absent. */
	readonly question?: Question | undefined;
}

/** A scenario, everything that was found out about it, and what that says about its expectations. */
export interface CheckedScenario {
	readonly scenario: Scenario;
	/** One for each configuration that is asked about, the scenario's own first; none when the scenario has errors. */
	readonly checks: readonly CheckedConfiguration[];
	/** One for each expectation, in order. */
	readonly judgments: readonly Judgment[];
}

export interface CheckedConfiguration {
	readonly configuration: Configuration;
	/** Absent, as its text is, when the scenario could not be compiled; `problems` say why. */
	readonly system: TransitionSystem | undefined;
	readonly text: SystemText | undefined;
	readonly problems: readonly CompileProblem[];
	/** Absent when nothing was searched, or the search broke down. */
	readonly outcome: Outcome | undefined;
	/** Why the search broke down. */
	readonly failure: string | undefined;
	/** Of a scenario that is safe under its own configuration what never runs, as far as that is known; else empty. */
	readonly neverRuns: readonly NeverRuns[];
}

/** The configurations that a scenario asks about, each once, its own first. */
export function configurationsOf(scenario: Scenario): readonly Configuration[] {
	const all = [scenario.configuration, ...scenario.expectations.map((expectation) => expectation.configuration)];
	return all.filter(({ key }, index) => all.findIndex((other) => other.key === key) === index);
}

/**
 * Compiles, searches, explains and judges a scenario. Compiling it for one configuration takes no longer than so many
 * milliseconds. With no more states than `lookAtAll` they are gone through here for what never runs.
 */
export async function checkScenario(
	program: Program,
	scenario: Scenario,
	search: Search,
	milliseconds = Number.POSITIVE_INFINITY,
	lookAtAll = 0,
): Promise<CheckedScenario> {
	const configurations = scenario.erroneous ? [] : configurationsOf(scenario);
	const memory = new CompileMemory();
	const checks = await Promise.all(
		configurations.map((configuration) => checkConfiguration(program, scenario, configuration, memory, search, milliseconds, lookAtAll)),
	);
	const outcomes = new Map(checks.flatMap(({ configuration, outcome }) => (outcome ? [[configuration.key, outcome] as const] : [])));
	return { scenario, checks, judgments: judge(scenario.expectations, outcomes) };
}

/** What decides expectations about one configuration; undefined where that needs everything, as a hang does. */
function questionOf(expectations: readonly Expectation[]): Question | undefined {
	if (expectations.some(({ outcome, no }) => outcome === "hang" || no)) return undefined;
	const properties = expectations.flatMap(({ outcome, subject }) => (outcome === "race" && subject !== undefined ? [subject] : []));
	return { race: true, properties: [...new Set(properties)] };
}

async function checkConfiguration(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	memory: CompileMemory,
	search: Search,
	milliseconds: number,
	lookAtAll: number,
): Promise<CheckedConfiguration> {
	const question = questionOf(scenario.expectations.filter((expectation) => expectation.configuration.key === configuration.key));
	const started = Date.now();
	const spent = (): number => Date.now() - started;
	const compilation = compile(program, scenario, configuration, { memory, isLate: () => spent() > milliseconds });
	const unknown = { configuration, problems: compilation.problems, outcome: undefined, failure: undefined, neverRuns: [] };
	if (compilation.system === undefined) return { ...unknown, system: undefined, text: undefined };
	const { system, text } = compilation;
	const nothing = { ...unknown, system, text };
	try {
		const outcome = describeOutcome(compilation, await search(system, { name: text.name, spent: spent(), question }), configuration);
		if (outcome.verdict !== "safe" || configuration.key !== scenario.configuration.key) return { ...nothing, outcome };
		const few = lookAtAll && outcome.result.states <= lookAtAll;
		const reached = few ? runToEnd(reachedSteps(system, lookAtAll)) : undefined;
		return { ...nothing, outcome, neverRuns: neverRuns(program, scenario, compilation, reached) };
	} catch (error) {
		return { ...nothing, failure: error instanceof Error ? error.message : String(error) };
	}
}
