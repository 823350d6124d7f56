// @ts-check
/**
 * Everything that can be tested, in the order of how soon it answers. The last line is `N passed, N failed`, over all
 * steps; a step without tests of its own counts as one. A test that did not run counts as failed.
 *
 * A real editor often waits: it is tested beside the language server, whose tests take what it leaves of the machine.
 * What its tests say is printed when the server's have said everything.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { runNeovim } from "./neovim.mjs";
import { notRun, runVitest, testEditor } from "./run-vitest.mjs";

const total = { passed: 0, failed: 0 };

bootstrap();
await step("Lint and format", () => quietly("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"));
await step("Prose", () => quietly("scripts/prose.mjs"));
await step("Types", () => quietly("node_modules/typescript/bin/tsc", "-b"));
await step("Generated files", () => quietly("scripts/generate.mjs", "--check"));
const built = await step("Bundles", () => quietly("scripts/build.mjs"));
const packaged = await step("Packages", () => quietly("scripts/package.mjs", "--install"));
await step("Peers", () => quietly("scripts/peers.mjs"));
await step("Neovim", () => (built ? runNeovim() : notRun));
const browser = built && packaged && (await findBrowser());
const editor = begun(() => (browser ? testEditor({ CHROMIUM: browser }) : notRun));
const server = begun(() => runVitest("vitest.config.mts", "server"));
close("Language server", await server);
close("Real editor", await editor);

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @typedef {import("./run-vitest.mjs").Result} Result
 * @typedef {Result & { milliseconds: number }} Timed
 */

/**
 * Runs a step that others may run beside.
 * @param {() => Result | Promise<Result>} run
 * @returns {Promise<Timed>}
 */
async function begun(run) {
	const started = performance.now();
	/** @type {Result} */
	let result;
	try {
		result = await run();
	} catch (error) {
		result = { ...notRun, said: `${error instanceof Error ? error.message : error}\n` };
	}
	return { ...result, milliseconds: performance.now() - started };
}

/**
 * Prints what came of a step, and counts it.
 * @param {string} name
 * @param {Timed} result
 * @returns {boolean} whether nothing failed
 */
function close(name, { passed, failed, said, milliseconds }) {
	if (said) process.stdout.write(said);
	console.log(`${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed in ${(milliseconds / 1000).toFixed(1)} s\n`);
	total.passed += passed;
	total.failed += failed;
	return failed === 0;
}

/**
 * @param {string} name
 * @param {() => Result} run
 * @returns {Promise<boolean>} whether nothing failed
 */
async function step(name, run) {
	return close(name, await begun(run));
}

/**
 * Runs a script that is one test by itself; its output is shown when it fails.
 * @param {string} script
 * @param {string[]} args
 */
function quietly(script, ...args) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, encoding: "utf8" });
	if (status === 0) return { passed: 1, failed: 0 };
	console.log(stdout + stderr);
	return { passed: 0, failed: 1 };
}

async function findBrowser() {
	try {
		return (await import("./chromium.mjs")).ensureChromium();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return undefined;
	}
}
