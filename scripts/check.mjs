// @ts-check
/**
 * What one wants to know after each few lines: types, lint, and the unit tests of what has changed since the branch
 * left `main`. Some seconds, where `npm test` takes minutes.
 *
 *     npm run check
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { changedFiles, testsOf } from "./changed.mjs";

bootstrap();
const changed = changedFiles();
const tests = testsOf(changed);
const results = await Promise.all([
	step("types", "node_modules/typescript/bin/tsc", "-b"),
	changed.length > 0 &&
		step("lint", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--no-errors-on-unmatched", ...changed),
	tests.length > 0 &&
		step(`tests (${tests.length} files)`, "node_modules/vitest/vitest.mjs", "run", "--config", "vitest.config.mts", ...tests),
]);
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
