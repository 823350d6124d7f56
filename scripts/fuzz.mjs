// @ts-check
/**
 * The random tests, long and with new seeds. A seed that found something is printed with the command that repeats it.
 *
 *     npm run fuzz [-- --rounds 1 | --minutes 30] [--share 4] [--seed N] [FILE…]
 *
 * A round runs every random test once, with one seed, and tries each `--share` times as often as the test says. With
 * `--minutes` there is round after round until the time is over; the last one is finished. `FILE` is a part of a path.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		rounds: { type: "string" },
		minutes: { type: "string" },
		share: { type: "string", default: "4" },
		seed: { type: "string" },
	},
});

bootstrap();
const files = ["language-server/test", "extension/test"]
	.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(root, folder, path)))
	.filter((path) => path.endsWith(".test.ts") && /\b(tries|share|oneIn)\(/.test(readFileSync(path, "utf8")))
	.filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)));
const end = values.minutes === undefined ? undefined : performance.now() + Number(values.minutes) * 60_000;
const rounds = values.rounds !== undefined ? Number(values.rounds) : end !== undefined ? Number.POSITIVE_INFINITY : 1;
/** @type {number[]} seeds with which something failed */
const failed = [];

for (let round = 1; round <= rounds; round++) {
	const seed = values.seed !== undefined ? Number(values.seed) + round - 1 : randomInt(2 ** 31);
	console.log(`Round ${round}: seed ${seed}, share ${values.share}, ${files.length} files`);
	if (!tryWith(seed)) failed.push(seed);
	if (end !== undefined && performance.now() >= end) break;
}

for (const seed of failed) {
	const repeat = ["npm run fuzz --", "--seed", seed, "--share", values.share, ...positionals].join(" ");
	console.log(`Failed with seed ${seed}. To repeat it: ${repeat}`);
}
console.log(failed.length > 0 ? `${failed.length} rounds failed` : "Nothing found");
process.exitCode = failed.length > 0 ? 1 : 0;

/** @param {number} seed @returns {boolean} whether everything passed */
function tryWith(seed) {
	const { status } = spawnSync(
		process.execPath,
		[
			...[join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--root", root, "--config", "vitest.config.mts"],
			// A long round on a slow machine may take long.
			...["--testTimeout", String(24 * 3_600_000), ...files],
		],
		{ cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, RANDOM_SEED: String(seed), RANDOM_SHARE: values.share } },
	);
	return status === 0;
}
