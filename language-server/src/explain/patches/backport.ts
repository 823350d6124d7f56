/** What a stable tree that takes only some patches still suffers from. */
import { t } from "../../base/l10n";
import { compile } from "../../compiler/compile";
import type { Program, Scenario } from "../../semantics/program";
import type { Behaviours } from "../verdict/behaviours";
import type { Search } from "../verdict/check-scenario";
import { cutOff } from "../verdict/judge";
import { describeOutcome } from "../verdict/outcome";
import type { Finding, Outcome } from "../verdict/verdict";
import { configurationWith, otherSettings, type Setting, settingText } from "./option-settings";
import { minimalSet } from "./patch-sets";

export interface BackportPlan {
	readonly base: string;
	/** Patches that are taken. */
	readonly take: readonly string[];
}

/** One way in which a scenario still fails. */
export interface Suffering {
	readonly scenario: Scenario;
	/** Options that are not as the scenario says. */
	readonly setting: Setting;
	readonly outcome: Outcome;
	/** Of the ways to fail the first one of which a user sees something, else the first. */
	readonly finding: Finding;
	readonly cure: Cure;
}

/** What is known of what would cure a failure. */
export type Cure =
	/**
	 * What must be taken besides for the scenario to be safe; `decided` when it is known that none of it is
	 * superfluous.
	 */
	| { readonly kind: "patches"; readonly patches: readonly string[]; readonly decided: boolean }
	/** With all that any later release has it fails as well. */
	| { readonly kind: "nothing" }
	/** There is no later release to try. */
	| { readonly kind: "untried" }
	/** No later release was found to cure it, and not all of them could be decided. */
	| { readonly kind: "undecided" };

/** What is known of a scenario with the patches that are taken. */
export interface Examination {
	readonly sufferings: readonly Suffering[];
	/** What could not be decided, each with the reason: `name (tlb_mode = pv): the search reached its limit …`. */
	readonly open: readonly string[];
}

/** What a scenario is called under a setting. */
export function settingName(scenario: Scenario, setting: Setting): string {
	const text = settingText(setting);
	return text === "" ? scenario.symbol.name : `${scenario.symbol.name} (${text})`;
}

/**
 * How a scenario fails with the patches that are taken, as it is and with every other value of the options that decide
 * something.
 */
export async function examine(
	program: Program,
	scenario: Scenario,
	plan: BackportPlan,
	behaviours: Behaviours,
	search: Search,
): Promise<Examination> {
	const sufferings: Suffering[] = [];
	const open: string[] = [];
	const look = async (setting: Setting): Promise<void> => {
		const found = await suffering(program, scenario, setting, plan, behaviours, search);
		if (typeof found === "string") open.push(`${settingName(scenario, setting)}: ${found}`);
		else if (found && !sufferings.some((known) => isSame(known, found))) sufferings.push(found);
	};
	await look([]);
	for (const setting of otherSettings(program, scenario, behaviours.optionsRead(scenario))) await look(setting);
	return { sufferings, open };
}

/** The same failure with the same cure is told once, of the scenario as it is written. */
function isSame(a: Suffering, b: Suffering): boolean {
	const key = ({ finding, cure }: Suffering): string => JSON.stringify([finding.kind, finding.subject, cure]);
	return key(a) === key(b);
}

/** How it fails; why it is not known whether it does, as text; undefined when it does not. */
async function suffering(
	program: Program,
	scenario: Scenario,
	setting: Setting,
	{ base, take }: BackportPlan,
	behaviours: Behaviours,
	search: Search,
): Promise<Suffering | string | undefined> {
	const kernel = program.kernels.find(({ name }) => name === base);
	const taken = new Set([...(kernel?.patches ?? []), ...take]);
	const text = [base, ...take].join(" + ");
	const judge = async (patches: ReadonlySet<string>) => (await behaviours.behaviour(program, scenario, text, patches, setting))?.verdict;
	const verdict = await judge(taken);
	if (verdict === "safe") return undefined;
	const configuration = configurationWith(scenario, text, taken, setting);
	const compilation = compile(program, scenario, configuration);
	if (compilation.system === undefined) return compilation.problems[0]?.message ?? t`it has errors`;
	const outcome = describeOutcome(compilation, await search(compilation.system, { name: compilation.text.name }), configuration);
	const finding = outcome.findings.find(({ effect }) => effect !== "") ?? outcome.findings.at(0);
	if (finding === undefined) return cutOff(outcome.result);
	const { kernels } = program.base ?? program;
	const later = kernels.slice(kernels.findIndex(({ name }) => name === base) + 1);
	let decided = true;
	// The first later release that is safe says which patches to look among.
	for (const release of later) {
		const candidates = [...release.patches].filter((patch) => !taken.has(patch));
		const there = candidates.length === 0 ? verdict : await judge(new Set([...taken, ...candidates]));
		decided &&= there !== undefined && there !== "inconclusive";
		if (there !== "safe") continue;
		const { sets, decided: minimal } = await minimalSet(candidates, (added) => judge(new Set([...taken, ...added])));
		return { scenario, setting, outcome, finding, cure: { kind: "patches", patches: sets[0], decided: minimal } };
	}
	const kind = later.length === 0 ? "untried" : decided ? "nothing" : "undecided";
	return { scenario, setting, outcome, finding, cure: { kind } };
}
