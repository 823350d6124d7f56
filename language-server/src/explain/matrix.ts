/** The patch matrix: what a scenario does under every kernel, with each patch alone, and with each left out. */
import type { Program, Scenario } from "../semantics/program";
import { minimalSet, smallestSets } from "./patch-sets";
import type { Finding, VerdictKind } from "./verdict";
import type { VerdictCache } from "./verdict-cache";

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

export interface MatrixCell {
	/** A kernel or patch. */
	readonly name: string;
	/** Undefined where the scenario could not be compiled. */
	readonly verdict: VerdictKind | undefined;
	/** How it fails, the first way; undefined where it does not. */
	readonly finding: Finding | undefined;
	readonly states: number | undefined;
}

export interface MatrixRow {
	readonly scenario: Scenario;
	readonly kernels: readonly MatrixCell[];
	/** `base` without any of the patches. */
	readonly without: MatrixCell;
	/** `base` with all of the patches. */
	readonly all: MatrixCell;
	/** `base` with this patch alone. */
	readonly alone: readonly MatrixCell[];
	/** `base` with all patches but this one. */
	readonly leftOut: readonly MatrixCell[];
	/** Sets of the patches that make it safe on `base`: all of the least size, or one that cannot be made smaller; one empty set where it is safe already. */
	readonly smallest: readonly (readonly string[])[];
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

/** One row of the matrix. */
export async function matrixRow(program: Program, scenario: Scenario, plan: MatrixPlan, cache: VerdictCache): Promise<MatrixRow> {
	const patchesOf = (kernel: string): ReadonlySet<string> => program.kernels.find(({ name }) => name === kernel)?.patches ?? new Set();
	const cell = async (name: string, kernel: string, patches: ReadonlySet<string>): Promise<MatrixCell> => {
		const found = await cache.behaviour(program, scenario, kernel, patches);
		return { name, verdict: found?.verdict, finding: found?.finding, states: found?.states };
	};
	const base = new Set([...patchesOf(plan.base)].filter((patch) => !plan.patches.includes(patch)));
	const all = new Set([...base, ...plan.patches]);
	const judge = async (added: ReadonlySet<string>) => (await cell("", plan.base, new Set([...base, ...added]))).verdict;
	const sets = async (): Promise<readonly (readonly string[])[]> => {
		if (plan.everySet) return await smallestSets(plan.patches, judge);
		const set = await minimalSet(plan.patches, judge);
		return set === undefined ? [] : [set];
	};
	const allText = `${plan.base} + ${plan.patches.join(" + ")}`;
	const row = {
		scenario,
		kernels: await Promise.all(plan.kernels.map((kernel) => cell(kernel, kernel, patchesOf(kernel)))),
		without: await cell(plan.base, plan.base, base),
		all: await cell(allText, allText, all),
		alone: await Promise.all(plan.patches.map((patch) => cell(patch, `${plan.base} + ${patch}`, new Set([...base, patch])))),
		leftOut: await Promise.all(
			plan.patches.map((patch) => cell(patch, `${allText} - ${patch}`, new Set([...all].filter((other) => other !== patch)))),
		),
		smallest: await sets(),
	};
	cache.settle(scenario);
	return row;
}
