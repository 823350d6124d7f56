// @ts-check
/**
 * Everything that can be tested. The last line is `N passed, N failed`, over all steps; a step without tests of its own
 * counts as one. A test that did not run counts as failed.
 *
 * Most steps keep one core busy, or wait: what does not need one another runs side by side. What a step says is printed
 * by itself, in the order that they have here.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { runNeovim } from "./neovim.mjs";
import { notRun, runVitest, testEditor } from "./run-vitest.mjs";

const total = { passed: 0, failed: 0 };

bootstrap();
// Nothing needs what these find out.
const lint = begun(() => quietly("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"));
const prose = begun(() => quietly("scripts/prose.mjs"), lint);
const types = begun(() => quietly("node_modules/typescript-native/bin/tsc", "-b"), prose);
const generated = begun(() => quietly("scripts/generate.mjs", "--check"), types);

const bundles = begun(() => quietly("scripts/build.mjs"));
const packages = begun(() => quietly("scripts/package.mjs", "--install"), bundles);
const peers = begun(() => quietly("scripts/peers.mjs"), packages);
const said = held();
const server = begun(() => runVitest("vitest.config.mts", "server", { say: said.say }), peers);
// People wait in an editor, and its tests with them: these leave much of a core to the others.
const neovim = begun(async () => ((await bundles).failed === 0 ? await runNeovim() : notRun), peers);
const editor = begun(async () => {
	const isBuilt = (await bundles).failed + (await packages).failed === 0;
	const browser = isBuilt ? await findBrowser() : undefined;
	return browser ? await testEditor({ CHROMIUM: browser }) : notRun;
}, neovim);

close("Lint and format", await lint);
close("Prose", await prose);
close("Types", await types);
close("Generated files", await generated);
close("Bundles", await bundles);
close("Packages", await packages);
close("Peers", await peers);
close("Neovim", await neovim);
said.release();
close("Language server", await server);
close("Real editor", await editor);

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @typedef {import("./run-vitest.mjs").Result} Result
 * @typedef {Result & { milliseconds: number }} Timed
 */

/**
 * Runs a step beside others, when those before it have ended.
 * @param {() => Promise<Result>} run
 * @param {Promise<unknown>} [before]
 * @returns {Promise<Timed>}
 */
async function begun(run, before) {
	await before;
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

/** What is said is kept until it is its turn, and from then on printed as it comes. */
function held() {
	let kept = "";
	let isReleased = false;
	return {
		/** @param {string} text */
		say: (text) => {
			if (isReleased) process.stdout.write(text);
			else kept += text;
		},
		release: () => {
			process.stdout.write(kept);
			isReleased = true;
		},
	};
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
 * Runs a script that is one test by itself; its output is shown when it fails.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Result>}
 */
async function quietly(script, ...args) {
	const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
	const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
	return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, said };
}

async function findBrowser() {
	try {
		return (await import("./chromium.mjs")).ensureChromium();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return undefined;
	}
}
