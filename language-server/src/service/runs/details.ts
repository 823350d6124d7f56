/** What is worth knowing of a scenario beyond its verdict, for those who ask: it takes searches of its own. */
import { t } from "../../base/l10n";
import type { Locate } from "../../base/span";
import type { Limits } from "../../checker/result";
import { compile } from "../../compiler/compile";
import { behaviourDiff } from "../../explain/patches/behaviour-diff";
import { strength } from "../../explain/patches/strength";
import { cutOff } from "../../explain/verdict/judge";
import { describeOutcome } from "../../explain/verdict/outcome";
import { statistics } from "../../explain/verdict/statistics";
import type { Outcome } from "../../explain/verdict/verdict";
import { type DetailLine, differenceLines, statisticsLines, strengthLines } from "../../report/statistics";
import type { FileAnalysis, Program } from "../../semantics/program";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import type { KernelSearch } from "./other-kernel";

/** Runs work that yields to its end, without keeping others waiting. */
export type InSlices = <T>(work: Generator<void, T>) => Promise<T>;

/** States that are counted at most: counting takes place where the editor is answered. */
const COUNTED = 500_000;

/** Why nothing can be said about a scenario that is not checked. */
const notChecked = (): readonly DetailLine[] => [{ text: t`the scenario is not checked` }];

/** What came of a scenario as it is now, under its own configuration. */
function freshOutcome([own]: ScenarioSnapshot["checks"]): Outcome | undefined {
	return own?.stale ? undefined : own?.outcome;
}

/** How many states and steps there are, and which steps are never taken. */
export async function statisticsOf({ checks }: ScenarioSnapshot, inSlices: InSlices): Promise<readonly DetailLine[]> {
	const outcome = freshOutcome(checks);
	return outcome === undefined ? notChecked() : statisticsLines(await inSlices(statistics(outcome, COUNTED)), false);
}

/**
 * Why a scenario is safe: what happens without each of its locks, re-checks and waits. `trying` is awaited before each,
 * with how many have been tried of how many.
 */
export async function whySafe(
	{ program }: Pick<Snapshot, "program">,
	{ scenario, checks }: ScenarioSnapshot,
	limits: Limits,
	search: KernelSearch,
	trying?: (done: number, all: number) => Promise<void>,
): Promise<readonly DetailLine[]> {
	const outcome = freshOutcome(checks);
	if (outcome === undefined) return notChecked();
	if (outcome.verdict === "inconclusive") return [{ text: t`whether the scenario is safe is not known: ${cutOff(outcome.result)}` }];
	if (outcome.verdict !== "safe") return [{ text: t`the scenario is not safe: ${outcome.verdict}` }];
	const found = await strength(program, scenario, outcome.configuration, (system) => search(system, limits, scenario.symbol.name), trying);
	return strengthLines(found, true);
}

/** What a scenario can do now that it could not in an earlier text of its document, and the reverse. */
export async function differenceFrom(
	earlier: { readonly program: Program; readonly file: FileAnalysis },
	{ scenario, checks }: ScenarioSnapshot,
	locate: Locate,
	limits: Limits,
	search: KernelSearch,
	inSlices: InSlices,
): Promise<readonly DetailLine[]> {
	const after = freshOutcome(checks);
	if (after === undefined) return notChecked();
	const before = earlier.file.scenarios.find(({ symbol }) => symbol.name === scenario.symbol.name);
	if (before === undefined) return [{ text: t`the scenario is new` }];
	const compilation = compile(earlier.program, before, before.configuration);
	if (compilation.system === undefined) return [{ text: t`the scenario had errors before` }];
	const outcome = describeOutcome(compilation, await search(compilation.system, limits, scenario.symbol.name), before.configuration);
	return differenceLines(await inSlices(behaviourDiff(outcome, after)), locate);
}
