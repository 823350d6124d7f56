// @ts-check
/**
 * Raceline beside Spin and Rumur on the models that Raceline exports, in one run, so that all share the machine's mood.
 * For each subject a row for each way to explore it: states, states per second of the exploration alone, bytes per
 * state, and the time from the text to the verdict: Raceline's in a process that is warm, the others' from the model to
 * the end of their verifier, with the C compiler.
 *
 *     npm run bench -- --peers [--most 20000000] [SUBJECT…]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelTexts } from "./bench-engine.mjs";
import { root } from "./bootstrap.mjs";
import { startHelper } from "./helper-thread.mjs";
import { ensurePeers } from "./peers.mjs";

/** @typedef {typeof import("../language-server/test/export/subjects")} Subjects */
/** @typedef {{ states: number, milliseconds: number | undefined, bytes: number | undefined, verdict: number }} Row */

/**
 * Samples, and members of growing families with about how many states they have, and the same model written by hand for
 * Rumur with like tasks as a scalarset.
 * @type {readonly { file: string, constants: Record<string, number>, about: number, scalarset?: string }[]}
 */
const subjects = [
	{ file: "samples/memory-management/dirty-cow.race", constants: {}, about: 100 },
	{ file: "samples/series/gup-fast-pte-vs-truncate.race", constants: {}, about: 3_000 },
	{ file: "language-server/test/checker/families/peterson.race", constants: { TASKS: 4, LEVELS: 3 }, about: 50_000 },
	{ file: "language-server/test/checker/families/gup-vs-truncate.race", constants: { READERS: 3 }, about: 200_000 },
	{
		file: "language-server/test/checker/families/shared-lock.race",
		constants: { TASKS: 6 },
		about: 700_000,
		scalarset: "language-server/test/checker/families/shared-lock.m",
	},
	{
		file: "language-server/test/checker/families/shared-lock.race",
		constants: { TASKS: 8 },
		about: 60_000_000,
		scalarset: "language-server/test/checker/families/shared-lock.m",
	},
	{ file: "language-server/test/checker/families/peterson.race", constants: { TASKS: 5, LEVELS: 3 }, about: 1_500_000 },
	{ file: "language-server/test/checker/families/gup-vs-truncate.race", constants: { READERS: 4 }, about: 3_000_000 },
	{ file: "language-server/test/checker/families/gup-vs-truncate.race", constants: { READERS: 5 }, about: 51_000_000 },
	{ file: "language-server/test/checker/families/peterson.race", constants: { TASKS: 6, LEVELS: 3 }, about: 60_000_000 },
];

const exact = { generate: ["-o1", "-o2", "-o3"], compile: ["-DSAFETY", "-DNOREDUCE"], depth: 20_000_000 };
const spinWays = [
	{ name: "pan -DNOREDUCE", ...exact },
	{ name: "pan -DNOREDUCE -DCOLLAPSE", ...exact, compile: [...exact.compile, "-DCOLLAPSE"] },
	// Each of its processes keeps a stack of its own, and hands over what is deeper than it likes.
	{ name: "pan -DNOREDUCE -DNCORE=2", ...exact, compile: [...exact.compile, "-DNCORE=2", "-DVMAX=192"], depth: 4_000_000 },
];
const reducedSpin = { name: "pan, its reductions", generate: [], compile: ["-DSAFETY"], depth: 20_000_000 };

/** @returns {Promise<Subjects>} */
async function loadSubjects() {
	const { build } = await import("esbuild");
	const outfile = join(root, ".build", "peer-subjects.cjs");
	const entryPoints = ["language-server/test/export/subjects.ts"];
	await build({ absWorkingDir: root, entryPoints, bundle: true, platform: "node", format: "cjs", outfile, logLevel: "warning" });
	return createRequire(import.meta.url)(outfile);
}

/**
 * Runs a command; undefined when it fails, and says so.
 * @param {string} cwd @param {string} command @param {readonly string[]} args
 */
function run(cwd, command, args) {
	const { status, stdout, stderr, signal } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 28, timeout: 900_000 });
	if (status === 0) return stdout;
	console.log(`    ${command} ${args.join(" ")}: ${signal ?? stderr.trim().split("\n")[0] ?? `status ${status}`}`);
	return undefined;
}

/**
 * @param {string} text @param {RegExp} pattern
 */
function numberIn(text, pattern) {
	const match = pattern.exec(text);
	return match ? Number(match[1]) : Number.NaN;
}

/**
 * @param {string} folder @param {string} model @param {typeof spinWays[number]} way @param {number} states
 * @returns {Row | undefined}
 */
function measureSpin(folder, model, way, states) {
	writeFileSync(join(folder, "model.pml"), model);
	const started = performance.now();
	if (run(folder, "spin", ["-a", ...way.generate, "model.pml"]) === undefined) return undefined;
	// The verifier for several cores refuses `hidden` variables, which the temporaries of the steps are, since each
	// process has its own: here it may, for each is set before it is read within one `d_step`.
	const header = join(folder, "pan.h");
	writeFileSync(header, readFileSync(header, "utf8").replace(/^#define HAS_HIDDEN.*$/m, ""));
	if (run(folder, "gcc", ["-O2", "-w", "-fwrapv", "-DMEMLIM=12000", ...way.compile, "-o", "pan", "pan.c"]) === undefined) return undefined;
	// As many slots as a person would give it who knows how many states there are.
	const slots = Math.min(30, Math.max(16, Math.ceil(Math.log2(states))));
	const exploring = performance.now();
	const report = run(folder, "./pan", ["-n", `-m${way.depth}`, `-w${slots}`]);
	const ended = performance.now();
	if (report === undefined) return undefined;
	const found = numberIn(report, /([\d.e+]+) states, stored/);
	const megabytes = numberIn(report, /([\d.]+)\tactual memory usage for states/) + numberIn(report, /([\d.]+)\tmemory used for hash table/);
	return { states: found, milliseconds: ended - exploring, bytes: (megabytes * 2 ** 20) / found, verdict: ended - started };
}

/**
 * @param {string} folder @param {string} model @param {number} threads @param {"heuristic" | "off"} [symmetry]
 * @returns {Row | undefined}
 */
function measureRumur(folder, model, threads, symmetry = "off") {
	writeFileSync(join(folder, "model.m"), model);
	const started = performance.now();
	const options = [
		"--deadlock-detection",
		"off",
		"--threads",
		String(threads),
		"--symmetry-reduction",
		symmetry,
		"--output-format",
		"machine-readable",
	];
	if (run(folder, "rumur", [...options, "--output", "model.c", "model.m"]) === undefined) return undefined;
	const flags = ["-O3", "-w", "-std=c11", "-march=native", "-mcx16", "-o", "model", "model.c", "-lpthread", "-latomic"];
	if (run(folder, "gcc", flags) === undefined) return undefined;
	const exploring = performance.now();
	const report = run(folder, "./model", []);
	const ended = performance.now();
	if (report === undefined) return undefined;
	return {
		states: numberIn(report, /<summary states="(\d+)"/),
		milliseconds: ended - exploring,
		bytes: undefined,
		verdict: ended - started,
	};
}

/**
 * More states than this are explored without reductions by Raceline and by pan in the ways that come to an end in some
 * minutes.
 */
const MANY = 20_000_000;

/** @param {string} model @param {Record<string, number>} constants */
function murphiConstants(model, constants) {
	return Object.entries(constants).reduce(
		(text, [name, value]) => text.replace(new RegExp(`\\b${name}: \\d+;`), `${name}: ${value};`),
		model,
	);
}

/** @param {string} name @param {Row | undefined} row @param {Row} ours */
function print(name, row, ours) {
	if (row === undefined) return console.log(`  ${name.padEnd(28)}  did not finish`);
	const rate = row.milliseconds === undefined ? "" : `${(row.states / row.milliseconds / 1000).toFixed(3)} M/s`;
	console.log(
		[
			`  ${name.padEnd(28)}`,
			String(row.states).padStart(10),
			rate.padStart(11),
			`${row.bytes === undefined ? "" : row.bytes.toFixed(1)}`.padStart(7),
			`${row.verdict.toFixed(row.verdict < 100 ? 1 : 0)} ms`.padStart(11),
			row === ours ? "" : `× ${(row.verdict / ours.verdict).toFixed(1)}`.padStart(9),
		].join("  "),
	);
}

/** @param {{ most: number, wanted: readonly string[] }} options `most`: leave out what has more states than this */
export async function benchPeers({ most, wanted }) {
	ensurePeers();
	const { analyzeKernel, compileFirst, helperThread, measureExploration, murphiOf, promelaOf, verdict, withConstants } =
		await loadSubjects();
	const kernel = analyzeKernel(kernelTexts());
	const folder = mkdtempSync(join(tmpdir(), "raceline-bench-"));
	const helper = await startHelper(helperThread);
	try {
		console.log("                                    states    exploring  B/state   to verdict  of Raceline's");
		for (const { file, constants, about, scalarset } of subjects) {
			if (about > most || (wanted.length > 0 && !wanted.some((name) => file.includes(name)))) continue;
			const text = withConstants(readFileSync(join(root, file), "utf8"), constants);
			const named = compileFirst(kernel, text);
			const { system } = named;
			const promela = promelaOf(named);
			const murphi = murphiOf(named);
			if (typeof promela !== "string" || typeof murphi !== "string") throw new Error(`${file} cannot be exported`);
			const set = Object.entries(constants).map(([name, value]) => ` ${name}=${value}`);
			console.log(`${file}${set.join("")}`);
			// The first rounds warm the code up.
			for (let round = 0; round < (about < 10_000 ? 20 : 0); round++) verdict(kernel, text, "none");
			const isLarge = about > MANY;
			if (scalarset === undefined || !isLarge) {
				const { states, milliseconds, bytes } = measureExploration(system, Number.POSITIVE_INFINITY);
				const ours = {
					states,
					milliseconds,
					bytes: bytes / states,
					verdict: isLarge ? milliseconds : verdict(kernel, text, "none").milliseconds,
				};
				print("Raceline, no reductions", ours, ours);
				const together = measureExploration(system, Number.POSITIVE_INFINITY, undefined, helper.thread);
				print("Raceline, two threads", { ...ours, milliseconds: together.milliseconds, verdict: together.milliseconds }, ours);
				for (const way of spinWays) {
					if (!isLarge || !way.compile.includes("-DCOLLAPSE")) print(way.name, measureSpin(folder, promela, way, states), ours);
				}
				for (const threads of isLarge ? [] : [1, 2])
					print(`Rumur, ${threads} thread${threads > 1 ? "s" : ""}`, measureRumur(folder, murphi, threads), ours);
			}
			verdict(kernel, text, "all");
			const all = verdict(kernel, text, "all");
			const reduced = { states: all.states, milliseconds: undefined, bytes: undefined, verdict: all.milliseconds };
			print("Raceline, its reductions", reduced, reduced);
			if (scalarset === undefined || !isLarge) print(reducedSpin.name, measureSpin(folder, promela, reducedSpin, about), reduced);
			if (scalarset === undefined) continue;
			const byHand = murphiConstants(readFileSync(join(root, scalarset), "utf8"), constants);
			print("Rumur, its symmetry", measureRumur(folder, byHand, 1, "heuristic"), reduced);
		}
	} finally {
		await helper.end();
		rmSync(folder, { recursive: true });
	}
}
