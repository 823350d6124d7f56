// @ts-check
/**
 * What one wants to know after each few lines: types, lint, and the unit tests of what has changed since the branch
 * left `main`. Some seconds, where `npm test` takes minutes: of those tests the long ones are left to it, and named.
 * How long each takes is known once it has run here.
 *
 *     npm run check
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { changedFiles, testsOf } from "./changed.mjs";
import { keepTimes, within } from "./test-times.mjs";

bootstrap();
/** What the tests may take together, in milliseconds; two files run at a time. */
const BUDGET = 10_000;
const report = join(root, ".build", "check-report.json");

const changed = changedFiles();
const { within: tests, left } = within(testsOf(changed), BUDGET);
const reporters = ["--reporter", "default", "--reporter", "json", "--outputFile.json", report];
rmSync(report, { force: true });
const results = await Promise.all([
	step("types", "node_modules/typescript-native/bin/tsc", "-b"),
	changed.length > 0 &&
		step("lint", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--no-errors-on-unmatched", ...changed),
	tests.length > 0 &&
		step(`tests (${tests.length} files)`, "node_modules/vitest/vitest.mjs", "run", "--config", "vitest.config.mts", ...reporters, ...tests),
]);
keepTimes(report);
if (left.length > 0) console.log(`left to npm test, as they take long: ${left.map((path) => basename(path, ".test.ts")).join(", ")}`);
process.exitCode = results.includes(false) ? 1 : 0;

/**
 * Runs a script of Node; shows what it says if it fails.
 * @param {string} name @param {string} script @param {string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
function step(name, script, ...args) {
	const started = performance.now();
	const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
	return new Promise((resolve) => {
		child.on("close", (status) => {
			const seconds = ((performance.now() - started) / 1000).toFixed(1);
			console.log(`${status === 0 ? "✓" : "✗"} ${name} in ${seconds} s${status === 0 ? "" : `\n${said}`}`);
			resolve(status === 0);
		});
	});
}
