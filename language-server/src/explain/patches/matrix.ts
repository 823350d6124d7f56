/** The patch matrix: what a scenario does under every kernel, with each patch alone, and with each left out. */
import type { Program, Scenario } from "../../semantics/program";
import type { Behaviours } from "../verdict/behaviours";
import type { Finding, VerdictKind } from "../verdict/verdict";
import { otherSettings, type Setting, settingText } from "./option-settings";
import { minimalSet, smallestSets } from "./patch-sets";

/** Which kernels and patches are asked about. */
export interface MatrixPlan {
	readonly kernels: readonly string[];
	/** Patches that are looked at one by one; all apply to `base`. */
	readonly patches: readonly string[];
	/** The kernel that the patches are added to. */
	readonly base: string;
	/** True to try every set of the patches, and not only look for one that cannot be made smaller. */
	readonly everySet: boolean;
}

/** A kernel release with patches added and taken away. */
export interface Under {
	readonly kernel: string;
	readonly added: readonly string[];
	readonly removed: readonly string[];
	/** Options that are not as the scenario says. */
	readonly setting?: Setting;
}

export interface MatrixCell {
	/** A kernel or patch. */
	readonly name: string;
	readonly under: Under;
	/** Undefined where the scenario could not be compiled. */
	readonly verdict: VerdictKind | undefined;
	/** How it fails, the first way; undefined where it does not. */
	readonly finding: Finding | undefined;
	readonly states: number | undefined;
}

export interface MatrixRow {
	readonly scenario: Scenario;
	/** Options that are not as the scenario says; none in its first row. */
	readonly setting: Setting;
	readonly kernels: readonly MatrixCell[];
	/** `base` without any of the patches. */
	readonly without: MatrixCell;
	/** `base` with all of the patches. */
	readonly all: MatrixCell;
	/** `base` with this patch alone. */
	readonly alone: readonly MatrixCell[];
	/** `base` with all patches but this one. */
	readonly leftOut: readonly MatrixCell[];
	/**
	 * Sets of the patches that make it safe on `base`: all of the least size, or one that cannot be made smaller; one
	 * empty set where it is safe already.
	 */
	readonly smallest: readonly (readonly string[])[];
	/** False when a set that was tried gave no answer: then there may be other sets, and smaller ones. */
	readonly decided: boolean;
}

/** A plan for the patches of a series, on the last kernel that has none of them. */
export function defaultPlan(program: Program, series: string): MatrixPlan {
	const patches = program.patches
		.filter(({ entries }) => entries.series === series && entries.behavior !== "none" && entries.kind !== "mutant")
		.sort((a, b) => Number(a.entries.position) - Number(b.entries.position))
		.map(({ name }) => name);
	return { kernels: program.kernels.map(({ name }) => name), patches, base: lastWithout(program, patches), everySet: false };
}

/** The last kernel that has none of some patches; the first one where all have some. */
export function lastWithout({ kernels }: Program, patches: readonly string[]): string {
	const found = kernels.findLast((kernel) => !patches.some((patch) => kernel.patches.has(patch)));
	return (found ?? kernels[0])?.name ?? "";
}

/** As a person writes it: `v4.17 + gup_huge_recheck, tlb_mode = broadcast`. */
export function underText(under: Under): string {
	return [kernelText(under), settingText(under.setting ?? [])].filter((part) => part !== "").join(", ");
}

/** The same without options. */
export function kernelText({ kernel, added, removed }: Under): string {
	return [kernel, ...added.map((patch) => ` + ${patch}`), ...removed.map((patch) => ` - ${patch}`)].join("");
}

/** The patches that are there. */
export function patchesUnder({ kernels }: Program, { kernel, added, removed }: Under): ReadonlySet<string> {
	const released = kernels.find(({ name }) => name === kernel)?.patches ?? new Set();
	return new Set([...[...released].filter((patch) => !removed.includes(patch)), ...added]);
}

/**
 * The rows of a scenario: as it is written, and one for each other value of an option with which something is decided
 * otherwise.
 */
export async function matrixRows(
	program: Program,
	scenario: Scenario,
	plan: MatrixPlan,
	behaviours: Behaviours,
): Promise<readonly MatrixRow[]> {
	const own = await matrixRow(program, scenario, [], plan, behaviours);
	const rows = [own];
	for (const setting of otherSettings(program, scenario, behaviours.optionsRead(scenario))) {
		const row = await matrixRow(program, scenario, setting, plan, behaviours);
		if (verdictsOf(row) !== verdictsOf(own)) rows.push(row);
	}
	behaviours.settle(scenario);
	return rows;
}

function verdictsOf({ kernels, without, all, alone, leftOut, smallest, decided }: MatrixRow): string {
	return JSON.stringify([[...kernels, without, all, ...alone, ...leftOut].map(({ verdict }) => verdict), smallest, decided]);
}

async function matrixRow(
	program: Program,
	scenario: Scenario,
	setting: Setting,
	plan: MatrixPlan,
	behaviours: Behaviours,
): Promise<MatrixRow> {
	const { base, patches } = plan;
	const cell = async (name: string, kernel: Under): Promise<MatrixCell> => {
		const under: Under = setting.length === 0 ? kernel : { ...kernel, setting };
		const found = await behaviours.behaviour(program, scenario, kernelText(kernel), patchesUnder(program, kernel), setting);
		return { name, under, verdict: found?.verdict, finding: found?.finding, states: found?.states };
	};
	const released = patchesUnder(program, { kernel: base, added: [], removed: [] });
	/** `base` with these of the patches and no others. */
	const withPatches = (added: readonly string[]): Under => ({
		kernel: base,
		added: added.filter((patch) => !released.has(patch)),
		removed: patches.filter((patch) => released.has(patch) && !added.includes(patch)),
	});
	const judge = async (added: ReadonlySet<string>) => (await cell("", withPatches([...added]))).verdict;
	const { sets, decided } = await (plan.everySet ? smallestSets(patches, judge) : minimalSet(patches, judge));
	return {
		scenario,
		setting,
		kernels: await Promise.all(plan.kernels.map((kernel) => cell(kernel, { kernel, added: [], removed: [] }))),
		without: await cell(base, withPatches([])),
		all: await cell(underText(withPatches(patches)), withPatches(patches)),
		alone: await Promise.all(patches.map((patch) => cell(patch, withPatches([patch])))),
		leftOut: await Promise.all(patches.map((patch) => cell(patch, withPatches(patches.filter((other) => other !== patch))))),
		smallest: sets,
		decided,
	};
}
