// @ts-check
/** How long the tests of each file took when they ran last, so that a developer's loop can leave the long ones out. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "./bootstrap.mjs";

const kept = join(root, ".build", "test-times.json");

/** @returns {Record<string, number>} milliseconds by the path of a test file; none of one that never ran here */
function readTimes() {
	return existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : {};
}

/**
 * Keeps what a run took.
 * @param {string} report path of what vitest's JSON reporter wrote
 */
export function keepTimes(report) {
	if (!existsSync(report)) return;
	/** @type {{ testResults: { name: string, startTime: number, endTime: number }[] }} */
	const { testResults } = JSON.parse(readFileSync(report, "utf8"));
	const times = readTimes();
	for (const { name, startTime, endTime } of testResults) {
		times[relative(root, name).split(sep).join("/")] = Math.round(endTime - startTime);
	}
	writeFileSync(kept, JSON.stringify(times));
}

/**
 * Those tests, the shortest first, that took no longer than `milliseconds` together; one that never ran here counts as
 * nothing, so that it is known the next time.
 * @param {readonly string[]} tests @param {number} milliseconds
 * @returns {{ within: string[], left: string[] }}
 */
export function within(tests, milliseconds) {
	const times = readTimes();
	const shortestFirst = [...tests].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
	let sum = 0;
	const chosen = shortestFirst.filter((test) => {
		sum += times[test] ?? 0;
		return sum <= milliseconds;
	});
	return { within: chosen, left: shortestFirst.slice(chosen.length) };
}
