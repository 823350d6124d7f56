// @ts-check
/**
 * Everything that can be tested, in the order of how soon it answers. The last line is `N passed, N failed`, over all
 * steps; a step without tests of its own counts as one. A test that did not run counts as failed.
 *
 * A real editor often waits: it is tested beside the language server, whose tests take what it leaves of the machine.
 * What its tests say is printed when the server's have said everything.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { runNeovim } from "./neovim.mjs";
import { keepTimes } from "./test-times.mjs";

const total = { passed: 0, failed: 0 };
/** What could not be run, whatever tests it has. */
const notRun = { passed: 0, failed: 1 };
const inherited = /** @type {const} */ (["inherit", "inherit"]);
const piped = /** @type {const} */ (["pipe", "pipe"]);

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
const editor = begun(() => (browser ? vitest("extension/test/vitest.config.mts", "editor", { CHROMIUM: browser }) : notRun));
const server = begun(() => vitest("vitest.config.mts", "server"));
close("Language server", await server);
close("Real editor", await editor);

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @typedef {{ passed: number, failed: number, said?: string }} Result `said`: what has not been printed yet
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

/**
 * @param {string} config
 * @param {"server" | "editor"} name what the server's tests say is printed as they say it
 * @param {Record<string, string>} [environment]
 * @returns {Promise<Result>}
 */
async function vitest(config, name, environment = {}) {
	const report = join(root, ".build", `test-report-${name}.json`);
	rmSync(report, { force: true });
	const child = spawn(
		process.execPath,
		[
			join(root, "node_modules", "vitest", "vitest.mjs"),
			"run",
			...["--root", root, "--config", config, "--reporter", "default", "--reporter", "json", "--outputFile.json", report],
		],
		{ cwd: root, stdio: ["ignore", ...(name === "server" ? inherited : piped)], env: { ...process.env, ...environment } },
	);
	// People wait in an editor, and its tests with them: no test of the server waits for a time.
	if (name === "server" && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (said += text));
	const status = await new Promise((resolve) => {
		child.once("error", () => resolve(1));
		child.once("close", resolve);
	});
	if (!existsSync(report)) return { ...notRun, said };
	keepTimes(report);
	/** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
	const { testResults } = JSON.parse(readFileSync(report, "utf8"));
	let passed = 0;
	let failed = 0;
	for (const file of testResults) {
		const passedInFile = file.assertionResults.filter((result) => result.status === "passed").length;
		const othersInFile = file.assertionResults.length - passedInFile;
		passed += passedInFile;
		// A file that cannot be loaded has no results.
		failed += othersInFile > 0 ? othersInFile : file.status === "failed" ? 1 : 0;
	}
	// An error outside of all tests shows in the exit status only.
	if (status !== 0 && failed === 0) failed = 1;
	return { passed, failed, said };
}

async function findBrowser() {
	try {
		return (await import("./chromium.mjs")).ensureChromium();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return undefined;
	}
}
