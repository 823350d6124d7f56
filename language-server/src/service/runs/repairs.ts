/**
 * Repairs: changes of a scenario that make it safe, found by trying them.
 *
 * Invariant: nothing is offered that has not been searched in full and found safe, with no new hang.
 */

import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { applyEdits } from "../../base/text-edit";
import type { Limits, SearchResult } from "../../checker/result";
import { compile } from "../../compiler/compile";
import { type Decisions, decidesAlike, decisionsOf } from "../../compiler/decisions";
import { minimalSet } from "../../explain/patches/patch-sets";
import { patchWords } from "../../explain/patches/patch-words";
import { failureWords } from "../../explain/verdict/headline";
import { describeOutcome } from "../../explain/verdict/outcome";
import type { Outcome } from "../../explain/verdict/verdict";
import type { Configuration } from "../../semantics/configuration";
import type { FileAnalysis, Program } from "../../semantics/program";
import { canonicalKey } from "../../system/canonical-key";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import { type Candidate, candidates, configurationOf } from "./repair-candidates";

/** A change that was tried, and what came of it. */
export interface Repair extends SuggestedFix {
	/** With what the scenario is safe, in a few words: `kernel v4.18`. */
	readonly name: string;
	/** What the patches change that cure what fails, a sentence for each; empty where no patch does. */
	readonly changes: readonly string[];
	/** True when every interleaving is safe with it. */
	readonly safe: boolean;
	/** What happens instead, one sentence; empty for what is safe. */
	readonly rejected: string;
}

/** What trying needs: the analysis of another text of the document, and a search. */
export interface Workbench {
	analyse(text: string): { readonly program: Program; readonly file: FileAnalysis };
	search(system: TransitionSystem, limits: Limits): Promise<SearchResult>;
	/** Awaited before each candidate, so that a thread that also answers others gets to it. */
	breathe(): Promise<void>;
	/** True when nobody waits for the answer any more. */
	cancelled(): boolean;
}

/**
 * How much is tried, and how much each search may take. What is found is not to depend on how busy a machine is: states
 * are what ends a search, and time only where so few of them take so long.
 */
const MOST_CANDIDATES = 160;
const MOST_REJECTED = 4;
const LIMITS: Limits = { states: 200_000, milliseconds: 20_000 };

interface Target {
	readonly expectation: number;
	readonly system: TransitionSystem;
	/** What came of it: while that is the same, so is what repairs it. */
	readonly outcome: Outcome;
}

/** Which configuration is to become safe: the scenario's own (-1), or that of an expectation. */
function target({ judgments, checks }: ScenarioSnapshot): Target | undefined {
	const failing = judgments.findIndex(({ expectation, met, finding }) => expectation.outcome === "safe" && met === false && finding);
	const outcome = failing < 0 ? undefined : judgments[failing].outcome;
	if (outcome) return { expectation: failing, system: outcome.system, outcome };
	const own = checks[0]?.outcome;
	return own && !checks[0].stale && own.findings.length > 0 ? { expectation: -1, system: own.system, outcome: own } : undefined;
}

/**
 * The outcome that is to be repaired in a scenario, one object while it is the same: what other configurations turn out
 * to be does not change it. Undefined where there is nothing to repair.
 */
export function failingOutcome(scenario: ScenarioSnapshot): Outcome | undefined {
	return target(scenario)?.outcome;
}

/** The key of the configuration that is to become safe; undefined where there is nothing to repair. */
export function repairedConfiguration({ scenario, ...known }: ScenarioSnapshot): string | undefined {
	const failing = target({ scenario, ...known });
	return failing && configurationOf(scenario, failing.expectation).key;
}

/** A configuration that is safe: `v4.18 + NAME`, and what the patches change that it names. */
export interface SafeConfiguration {
	readonly name: string;
	readonly changes: readonly string[];
}

/** Configurations that a scenario asks about and that are safe, as it has been found. */
export function safeConfigurations(
	{ program }: Pick<Snapshot, "program">,
	{ judgments, checks: [own] }: ScenarioSnapshot,
): readonly SafeConfiguration[] {
	const safe = judgments.filter(({ expectation, met }) => expectation.outcome === "safe" && met === true);
	const others = safe.map(({ expectation }) => expectation.configuration).filter(({ key }) => key !== own?.configuration.key);
	const byName = new Map(others.map((configuration) => [configuration.text, configuration]));
	return [...byName].map(([name, { patches }]) => {
		const named = new Set(name.match(/\w+/g));
		const brought = program.patches.filter((patch) => named.has(patch.name) && patches.includes(patch.name));
		return { name, changes: brought.map((patch) => patchWords(program, patch)).filter(Boolean) };
	});
}

/**
 * Tries changes of a scenario that fails, and gives as it finds them those that make it safe and those that trade one
 * failure for another.
 */
export async function* searchRepairs(snapshot: Snapshot, known: ScenarioSnapshot, bench: Workbench): AsyncGenerator<Repair> {
	const failing = target(known);
	if (failing === undefined) return;
	const { scenario, checks } = known;
	const index = snapshot.file.scenarios.indexOf(scenario);
	const failingKey = canonicalKey(failing.system);
	const subjects = checks.find(({ system }) => system === failing.system)?.outcome?.findings.map(({ subject }) => subject) ?? [];
	const { text } = snapshot.file;
	/** What has been compiled of the scenario as it is, under other kernels: many decide nothing in it. */
	const tried: Tried[] = [];
	const keys = new Set<string>([failingKey]);
	/** What comes of a text; undefined where that is what came before, or is not known in full. */
	const outcomeOf = async (text: string, kernelOnly: boolean): Promise<Outcome | undefined> => {
		const { program, file } = bench.analyse(text);
		const changed = file.scenarios[index];
		if (changed === undefined || changed.erroneous || changed.expectations.length <= failing.expectation) return undefined;
		const configuration = configurationOf(changed, failing.expectation);
		const alike = kernelOnly ? tried.find(({ decisions }) => decidesAlike(decisions, configuration)) : undefined;
		if (alike) return alike.outcome;
		const compilation = compile(program, changed, configuration);
		const { system, patchesRead, optionsRead } = compilation;
		const outcome = system && (await searched({ ...compilation, system }, configuration));
		if (kernelOnly) tried.push({ decisions: decisionsOf(patchesRead, optionsRead, configuration), outcome });
		return outcome;
	};
	const searched = async (named: NamedSystem, configuration: Configuration): Promise<Outcome | undefined> => {
		const key = canonicalKey(named.system);
		if (key === failingKey) return undefined;
		keys.add(key);
		const result = await bench.search(named.system, LIMITS);
		return result.complete ? describeOutcome(named, result, configuration) : undefined;
	};
	await outcomeOf(text, true);
	const done = new Set<string>();
	for (const candidate of candidates(snapshot, scenario, failing.expectation)) {
		if (keys.size > MOST_CANDIDATES) return;
		if (candidate.group !== undefined && done.has(candidate.group)) continue;
		await bench.breathe();
		if (bench.cancelled()) return;
		const outcome = await outcomeOf(applyEdits(text, candidate.edits), candidate.kernelOnly === true);
		if (outcome === undefined) continue;
		const { verdict, result, findings } = outcome;
		if (verdict === "safe") {
			if (candidate.group !== undefined) done.add(candidate.group);
			const title = t`${candidate.title}: 0 violations in ${quantity(result.states, "state")}`;
			const changes = await changesOf(candidate, snapshot.program, async (edits) => {
				const changed = await outcomeOf(applyEdits(text, edits), true);
				return changed?.findings.every(({ subject }) => !subjects.includes(subject)) === true;
			});
			yield { ...candidate, title, changes, safe: true, rejected: "" };
		} else if (!subjects.includes(findings[0].subject)) {
			yield { ...candidate, changes: [], safe: false, rejected: failureWords(findings[0].kind, findings[0].message) };
		}
	}
}

/**
 * What those patches of a kernel that is safe change, in the words of the model, without any one of which what fails
 * would still fail. `cures` says of a change whether nothing of that does.
 */
async function changesOf(
	{ brings }: Candidate,
	program: Program,
	cures: (edits: SuggestedFix["edits"]) => Promise<boolean>,
): Promise<readonly string[]> {
	if (brings === undefined) return [];
	const { sets } = await minimalSet(brings.patches, async (some) =>
		some.size > 0 && (await cures(brings.taking(some))) ? "safe" : "race",
	);
	const deciding = sets.at(0) ?? [];
	return program.patches.flatMap((patch) => (deciding.includes(patch.name) ? [patchWords(program, patch)] : [])).filter(Boolean);
}

/** A configuration by what it decided, and what came of it. */
interface Tried {
	readonly decisions: Decisions;
	readonly outcome: Outcome | undefined;
}

/** As they are offered: those that help first, and a few of those that do not. */
export function ranked(found: readonly Repair[]): readonly Repair[] {
	return [...found.filter(({ safe }) => safe), ...found.filter(({ safe }) => !safe).slice(0, MOST_REJECTED)];
}
