/** Names of so many letters at most look alike when they are not. */
const SHORT = 4;

/**
 * The candidate most like `name`, or undefined when none is near enough to be what was meant: two letters may differ,
 * of a short name one, or only their order, and not all of them (by insertion, deletion, replacement or swap of
 * neighbours). Of equals the last one, which is the newest release.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
	const wanted = name.toLowerCase();
	let best: string | undefined;
	let bestDistance = Math.min(name.length - 1, name.length <= SHORT ? 1 : 2);
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - name.length) > bestDistance) continue;
		const offered = candidate.toLowerCase();
		const differing = differingLetters(wanted, offered);
		// The same letters, in whichever order.
		if (differing === 0 && candidate.length === name.length && wanted.length > 2) return candidate;
		if (differing > bestDistance) continue;
		const distance = editDistance(wanted, offered);
		if (distance <= bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** How many letters of a name the other one does not have, or not as often: no fewer edits make one of the other. */
function differingLetters(a: string, b: string): number {
	const counts = new Map<string, number>();
	for (const letter of b) counts.set(letter, (counts.get(letter) ?? 0) + 1);
	let missing = 0;
	for (const letter of a) {
		const left = counts.get(letter) ?? 0;
		if (left === 0) missing++;
		else counts.set(letter, left - 1);
	}
	return missing;
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const replace = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
			let cost = Math.min(last[j] + 1, row[j - 1] + 1, replace);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2] + 1);
			row.push(cost);
		}
		beforeLast = last;
		last = row;
	}
	return last[b.length];
}
