// @ts-check
/**
 * Measures the exploration of the families in `language-server/test/checker/families`: states per second and bytes per
 * state, and how both change as a family grows.
 *
 *     npm run bench -- --engine [--rounds 3] [--most 100000000] [FAMILY…]
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./bootstrap.mjs";
import { startHelper } from "./helper-thread.mjs";

const families = join(root, "language-server", "test", "checker", "families");

/** @returns {Promise<typeof import("../language-server/test/checker/families/measure")>} */
async function loadMeasure() {
	const { build } = await import("esbuild");
	const outfile = join(root, ".build", "measure-families.cjs");
	await build({
		absWorkingDir: root,
		entryPoints: ["language-server/test/checker/families/measure.ts"],
		bundle: true,
		platform: "node",
		format: "cjs",
		outfile,
		logLevel: "warning",
	});
	return createRequire(import.meta.url)(outfile);
}

/** @returns {Map<string, string>} text of each file of the kernel model by its path */
export function kernelTexts() {
	const folder = join(root, "language-server", "kernel");
	const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".race"));
	return new Map(paths.sort().map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")]));
}

/** @param {readonly number[]} values */
function median(values) {
	return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/**
 * Prints a row for each member of each family. Rates are medians over the rounds.
 * @param {{ rounds: number, most: number, families: readonly string[] }} options `most`: explore no more states than
 * this
 */
export async function benchEngine({ rounds, most, families: wanted }) {
	const { compileMember, helperThread, measureExploration, members, withConstants } = await loadMeasure();
	const kernel = kernelTexts();
	const helper = await startHelper(helperThread);
	/** @type {Map<string, number>} nanoseconds a state, of each family's smallest member */
	const smallest = new Map();
	console.log(
		"family                constants                 states  transitions  seconds  states/s  bytes/state  time/state  longest slice  two threads",
	);
	for (const { file, constants } of members) {
		if (wanted.length > 0 && !wanted.some((name) => file.startsWith(name))) continue;
		const system = compileMember(withConstants(readFileSync(join(families, file), "utf8"), constants), kernel);
		// In turns, so that both share the machine's mood.
		const pairs = Array.from({ length: rounds }, () => [
			measureExploration(system, most),
			measureExploration(system, most, undefined, helper.thread),
		]);
		const runs = pairs.map(([one]) => one);
		const together = median(pairs.map(([, two]) => two.milliseconds));
		const [{ states, transitions, bytes }] = runs;
		const milliseconds = median(runs.map((run) => run.milliseconds));
		const each = milliseconds / states;
		if (!smallest.has(file)) smallest.set(file, each);
		const set = Object.entries(constants).map(([name, value]) => `${name}=${value}`);
		console.log(
			[
				file.padEnd(20),
				set.join(" ").padEnd(18),
				String(states).padStart(12),
				String(transitions).padStart(11),
				(milliseconds / 1000).toFixed(2).padStart(7),
				`${(states / milliseconds / 1000).toFixed(2)} M`.padStart(8),
				(bytes / states).toFixed(1).padStart(11),
				`× ${(each / (smallest.get(file) ?? each)).toFixed(2)}`.padStart(10),
				`${Math.max(...runs.map(({ longestSlice }) => longestSlice)).toFixed(0)} ms`.padStart(13),
				`× ${(milliseconds / together).toFixed(2)}`.padStart(11),
			].join("  "),
		);
	}
	await helper.end();
}
