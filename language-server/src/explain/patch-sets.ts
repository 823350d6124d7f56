/** Which patches make a scenario safe. */
import type { VerdictKind } from "./verdict";

/** The verdict with a set of patches on top of some kernel. */
export type Judge = (patches: ReadonlySet<string>) => Promise<VerdictKind | undefined>;

/** With more candidates than this not all sets are tried. */
const MOST_CANDIDATES = 7;

/**
 * A set of `candidates` that makes it safe when added and that is minimal: without any one of its members it is not safe. Undefined when not even all of
 * them help.
 */
export async function minimalSet(candidates: readonly string[], judge: Judge): Promise<readonly string[] | undefined> {
	if ((await judge(new Set())) === "safe") return [];
	if ((await judge(new Set(candidates))) !== "safe") return undefined;
	let kept = candidates;
	for (const candidate of candidates) {
		const without = kept.filter((other) => other !== candidate);
		if ((await judge(new Set(without))) === "safe") kept = without;
	}
	return kept;
}

/**
 * All sets of the least size that make it safe when added, found by trying every set: adding one patch may spoil what another one cures. Of many candidates
 * only a minimal set, if there is one.
 */
export async function smallestSets(candidates: readonly string[], judge: Judge): Promise<readonly (readonly string[])[]> {
	if (candidates.length <= MOST_CANDIDATES) return await exhaustive(candidates, judge);
	const set = await minimalSet(candidates, judge);
	return set === undefined ? [] : [set];
}

async function exhaustive(candidates: readonly string[], judge: Judge): Promise<readonly (readonly string[])[]> {
	for (let size = 0; size <= candidates.length; size++) {
		const found: (readonly string[])[] = [];
		for (const set of subsets(candidates, size)) if ((await judge(new Set(set))) === "safe") found.push(set);
		if (found.length > 0) return found;
	}
	return [];
}

function* subsets(items: readonly string[], size: number): Generator<readonly string[]> {
	if (size === 0) {
		yield [];
		return;
	}
	for (let first = 0; first + size <= items.length; first++)
		for (const rest of subsets(items.slice(first + 1), size - 1)) yield [items[first], ...rest];
}
