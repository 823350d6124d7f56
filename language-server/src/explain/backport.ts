/** What a stable tree that takes only some patches still suffers from. */
import { compile } from "../compiler/compile";
import { makeConfiguration } from "../semantics/analyze";
import type { Program, Scenario } from "../semantics/program";
import type { Search } from "./check-scenario";
import { describeOutcome } from "./outcome";
import { minimalSet } from "./patch-sets";
import type { Finding, Outcome } from "./verdict";
import type { VerdictCache } from "./verdict-cache";

export interface BackportPlan {
	readonly base: string;
	/** Patches that are taken. */
	readonly take: readonly string[];
}

/** One way in which a scenario still fails. */
export interface Suffering {
	readonly scenario: Scenario;
	readonly outcome: Outcome;
	/** Of the ways to fail the first one of which a user sees something, else the first. */
	readonly finding: Finding;
	/** What must be taken besides for the scenario to be safe, none of it superfluous; undefined where nothing in the model helps. */
	readonly missing: readonly string[] | undefined;
}

/** How a scenario fails with the patches that are taken; undefined when it does not, or cannot be compiled. */
export async function suffering(
	program: Program,
	scenario: Scenario,
	{ base, take }: BackportPlan,
	cache: VerdictCache,
	search: Search,
): Promise<Suffering | undefined> {
	const kernel = program.kernels.find(({ name }) => name === base);
	const taken = new Set([...(kernel?.patches ?? []), ...take]);
	const text = [base, ...take].join(" + ");
	const judge = async (patches: ReadonlySet<string>) => (await cache.behaviour(program, scenario, text, patches))?.verdict;
	if ((await cache.behaviour(program, scenario, text, taken))?.finding === undefined) return undefined;
	const configuration = makeConfiguration(text, taken, scenario.configuration.options);
	const { system } = compile(program, scenario, configuration);
	if (system === undefined) return undefined;
	const outcome = describeOutcome(system, await search(system), configuration);
	const finding = outcome.findings.find(({ effect }) => effect !== "") ?? outcome.findings[0];
	// The first later release that is safe says which patches to look among.
	const later = program.kernels.slice(program.kernels.findIndex(({ name }) => name === base) + 1);
	for (const release of later) {
		const candidates = [...release.patches].filter((patch) => !taken.has(patch));
		if (candidates.length === 0 || (await judge(new Set([...taken, ...candidates]))) !== "safe") continue;
		const missing = await minimalSet(candidates, (added) => judge(new Set([...taken, ...added])));
		return { scenario, outcome, finding, missing };
	}
	return { scenario, outcome, finding, missing: undefined };
}
