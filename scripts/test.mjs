// @ts-check
/**
 * Everything that can be tested, in the order of how soon it answers. The last line is `N passed, N failed`, over all
 * steps; a step without tests of its own counts as one. A test that did not run counts as failed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { runNeovim } from "./neovim.mjs";
import { keepTimes } from "./test-times.mjs";

const total = { passed: 0, failed: 0 };

bootstrap();
step("Lint and format", () => quietly("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"));
step("Prose", () => quietly("scripts/prose.mjs"));
step("Types", () => quietly("node_modules/typescript/bin/tsc", "-b"));
step("Generated files", () => quietly("scripts/generate.mjs", "--check"));
const built = step("Bundles", () => quietly("scripts/build.mjs"));
const packaged = step("Packages", () => quietly("scripts/package.mjs", "--install"));
step("Peers", () => quietly("scripts/peers.mjs"));
step("Neovim", () => (built ? neovim() : { passed: 0, failed: 1 }));
step("Language server", () => vitest("vitest.config.mts"));
const browser = built && packaged && (await findBrowser());
step("Real editor", () => (browser ? vitest("extension/test/vitest.config.mts", { CHROMIUM: browser }) : { passed: 0, failed: 1 }));

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @param {string} name
 * @param {() => { passed: number, failed: number }} run
 * @returns {boolean} whether nothing failed
 */
function step(name, run) {
	const started = performance.now();
	const { passed, failed } = run();
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed in ${seconds} s\n`);
	total.passed += passed;
	total.failed += failed;
	return failed === 0;
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
 * @param {Record<string, string>} [environment]
 */
function vitest(config, environment = {}) {
	const report = join(root, ".build", "test-report.json");
	rmSync(report, { force: true });
	const { status } = spawnSync(
		process.execPath,
		[
			join(root, "node_modules", "vitest", "vitest.mjs"),
			"run",
			...["--root", root, "--config", config, "--reporter", "default", "--reporter", "json", "--outputFile.json", report],
		],
		{ cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...environment } },
	);
	if (!existsSync(report)) return { passed: 0, failed: 1 };
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
	return { passed, failed };
}

function neovim() {
	try {
		return runNeovim();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return { passed: 0, failed: 1 };
	}
}

async function findBrowser() {
	try {
		return (await import("./chromium.mjs")).ensureChromium();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return undefined;
	}
}
