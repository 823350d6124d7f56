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
	const letters = [...wanted].sort().join("");
	for (const candidate of candidates) {
		if (letters === [...candidate.toLowerCase()].sort().join("") && wanted.length > 2) return candidate;
		if (Math.abs(candidate.length - name.length) > bestDistance) continue;
		const distance = editDistance(wanted, candidate.toLowerCase());
		if (distance <= bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
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
