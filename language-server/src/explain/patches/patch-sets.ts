/** Which patches make a scenario safe. */
import type { VerdictKind } from "../verdict/verdict";

/** The verdict with a set of patches on top of some kernel. */
export type Judge = (patches: ReadonlySet<string>) => Promise<VerdictKind | undefined>;

/** With more candidates than this not all sets are tried. */
const MOST_CANDIDATES = 7;

/** What was found out about which patches make a scenario safe. */
export interface CuringSets {
	/** One empty set where it is safe without any; none where no set that was tried makes it safe. */
	readonly sets: readonly (readonly string[])[];
	/** False when a set that matters was tried without an answer: then there may be others, and smaller ones. */
	readonly decided: boolean;
}

/**
 * A set of `candidates` that makes it safe when added and that is minimal: without any one of its members it is not
 * safe. None when not even all of them help.
 */
export async function minimalSet(candidates: readonly string[], judge: Judge): Promise<CuringSets> {
	let decided = true;
	const isSafe = async (set: readonly string[]): Promise<boolean> => {
		const verdict = await judge(new Set(set));
		if (verdict === undefined || verdict === "inconclusive") decided = false;
		return verdict === "safe";
	};
	if (await isSafe([])) return { sets: [[]], decided: true };
	if (!(await isSafe(candidates))) return { sets: [], decided };
	let kept = candidates;
	for (const candidate of candidates) {
		const without = kept.filter((other) => other !== candidate);
		if (await isSafe(without)) kept = without;
	}
	return { sets: [kept], decided };
}

/**
 * All sets of the least size that make it safe when added, found by trying every set: adding one patch may spoil what
 * another one cures. Of many candidates only a minimal set, if there is one.
 */
export async function smallestSets(candidates: readonly string[], judge: Judge): Promise<CuringSets> {
	if (candidates.length > MOST_CANDIDATES) return await minimalSet(candidates, judge);
	let decided = true;
	for (let size = 0; size <= candidates.length; size++) {
		const sets: (readonly string[])[] = [];
		for (const set of subsets(candidates, size)) {
			const verdict = await judge(new Set(set));
			if (verdict === undefined || verdict === "inconclusive") decided = false;
			if (verdict === "safe") sets.push(set);
		}
		if (sets.length > 0) return { sets, decided };
	}
	return { sets: [], decided };
}

function* subsets(items: readonly string[], size: number): Generator<readonly string[]> {
	if (size === 0) {
		yield [];
		return;
	}
	for (let first = 0; first + size <= items.length; first++)
		for (const rest of subsets(items.slice(first + 1), size - 1)) yield [items[first], ...rest];
}
