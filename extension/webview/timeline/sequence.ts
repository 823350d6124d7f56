/**
 * The steps of a run in the order in which they are shown, alone or merged with those of the safe run that it is
 * compared with.
 *
 * Invariants: every step of the losing run is in one item, in order, and so is every step of the safe one; a step that
 * both take stands once.
 */
import type { TimelineStep } from "../../../language-server/src/lsp/protocol/timelines";

/** A step of one run, or of both. */
export interface Item {
	/** `#3` for a step of the losing run, `safe #7` for one that only the safe run takes there. */
	readonly id: string;
	/** The step that is shown. */
	readonly step: TimelineStep;
	readonly losing?: TimelineStep;
	readonly safe?: TimelineStep;
	/** Which run takes it at this point. A run alone is `both`. */
	readonly side: Side;
	/** Where the same step is in the other run, if that takes it earlier or later. */
	readonly moved?: { readonly number: number; readonly direction: "up" | "down" };
}

export type Side = "both" | "losing" | "safe";

/** The steps of one run. */
export function alone(steps: readonly TimelineStep[]): readonly Item[] {
	return steps.map((step) => ({ id: `#${step.number}`, step, losing: step, side: "both" }));
}

/**
 * Both runs in one list, by their longest common subsequence: steps are the same that have lane and label in common. A
 * step that is in one run only has moved if the other run has the same one elsewhere, counted from the start.
 */
export function merged(losing: readonly TimelineStep[], safe: readonly TimelineStep[]): readonly Item[] {
	const common = commonLengths(losing.map(keyOf), safe.map(keyOf));
	const items: Item[] = [];
	const nthOfLosing = occurrences(losing);
	const nthOfSafe = occurrences(safe);
	for (let a = 0, b = 0; a < losing.length || b < safe.length; ) {
		const [step, other] = [losing[a], safe[b]];
		if (step && other && keyOf(step) === keyOf(other)) {
			items.push({ id: `#${step.number}`, step, losing: step, safe: other, side: "both" });
			a++;
			b++;
		} else if (other === undefined || (step && common[a + 1][b] >= common[a][b + 1])) {
			items.push({ id: `#${step.number}`, step, losing: step, side: "losing" });
			a++;
		} else {
			items.push({ id: `safe #${other.number}`, step: other, safe: other, side: "safe" });
			b++;
		}
	}
	const only = (side: Side, nth: ReadonlyMap<TimelineStep, string>) =>
		new Map(items.flatMap((item, index) => (item.side === side ? [[nth.get(item.step), index] as const] : [])));
	const inLosing = only("losing", nthOfLosing);
	const inSafe = only("safe", nthOfSafe);
	return items.map((item, index) => {
		if (item.side === "both") return item;
		const other = item.side === "losing" ? inSafe.get(nthOfLosing.get(item.step)) : inLosing.get(nthOfSafe.get(item.step));
		if (other === undefined) return item;
		return { ...item, moved: { number: items[other].step.number, direction: other < index ? "up" : "down" } };
	});
}

function keyOf({ lane, label }: TimelineStep): string {
	return `${lane} ${label}`;
}

/** Each step's key with how many of that key came before it in its run. */
function occurrences(steps: readonly TimelineStep[]): ReadonlyMap<TimelineStep, string> {
	const seen = new Map<string, number>();
	const result = new Map<TimelineStep, string>();
	for (const step of steps) {
		const key = keyOf(step);
		const nth = seen.get(key) ?? 0;
		seen.set(key, nth + 1);
		result.set(step, `${nth} ${key}`);
	}
	return result;
}

/** `result[i][j]` is the length of the longest common subsequence of `a` from `i` on and `b` from `j` on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
	const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
	return lengths;
}
