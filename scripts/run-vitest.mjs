// @ts-check
/** Runs tests with vitest, and counts what came of them by its report. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join, relative } from "node:path";
import { root } from "./bootstrap.mjs";
import { keepTimes } from "./test-times.mjs";

/**
 * @typedef {{ passed: number, failed: number, said?: string }} Result `said`: what has not been printed yet
 * @typedef {Result & { files: readonly { name: string, passed: number, failed: number }[] }} ResultByFile
 */

/** What could not be run, whatever tests it has. */
export const notRun = { passed: 0, failed: 1 };

/**
 * The tests of the editor. What a busy machine has lost may come the second time: files in which something fails are
 * tried again, each from its start and in an editor of its own, and it is said which those are. What fails twice is a
 * fault.
 * @param {Record<string, string>} environment
 * @returns {Promise<Result>}
 */
export async function testEditor(environment) {
	const config = "extension/test/vitest.config.mts";
	const first = await runVitest(config, "editor", { environment });
	if (first.failed === 0) return first;
	const failed = first.files.filter((file) => file.failed > 0).map(({ name }) => name);
	const second = await runVitest(config, "editor", { environment, files: failed });
	// Where no file is to blame it was all of them.
	const well = failed.length === 0 ? [] : first.files.filter((file) => file.failed === 0);
	return {
		passed: well.reduce((sum, { passed }) => sum + passed, second.passed),
		failed: second.failed,
		said: `${first.said}\nTried again: ${failed.join(", ") || "all"}\n${second.said}`,
	};
}

/**
 * A test that did not run counts as failed.
 * @param {string} config
 * @param {"server" | "editor"} name
 * @param {object} [options]
 * @param {Record<string, string>} [options.environment]
 * @param {readonly string[]} [options.files] parts of their paths; all when there are none
 * @param {(text: string) => void} [options.say] is told what the tests say, as they say it; else that is given back
 * @returns {Promise<ResultByFile>}
 */
export async function runVitest(config, name, { environment = {}, files: wanted = [], say } = {}) {
	const report = join(root, ".build", `test-report-${name}.json`);
	rmSync(report, { force: true });
	const child = spawn(
		process.execPath,
		[
			...[join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--root", root, "--config", config],
			...["--reporter", "default", "--reporter", "json", "--outputFile.json", report, ...wanted],
		],
		{
			cwd: root,
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, ...environment },
		},
	);
	// People wait in an editor, and its tests with them: no test of the server waits for a time.
	if (name === "server" && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
	let said = "";
	/** @type {(text: string) => void} */
	const keep = (text) => {
		said += text;
	};
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", say ?? keep);
	const status = await new Promise((resolve) => {
		child.once("error", () => resolve(1));
		child.once("close", resolve);
	});
	if (!existsSync(report)) return { ...notRun, said, files: [] };
	keepTimes(report);
	/** @type {{ testResults: { name: string, status: string, assertionResults: { status: string }[] }[] }} */
	const { testResults } = JSON.parse(readFileSync(report, "utf8"));
	const files = testResults.map((file) => {
		const passed = file.assertionResults.filter((result) => result.status === "passed").length;
		const others = file.assertionResults.length - passed;
		// A file that cannot be loaded has no results.
		return { name: relative(root, file.name), passed, failed: others > 0 ? others : file.status === "failed" ? 1 : 0 };
	});
	const passed = files.reduce((sum, file) => sum + file.passed, 0);
	const failed = files.reduce((sum, file) => sum + file.failed, 0);
	// An error outside of all tests shows in the exit status only.
	return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, said, files };
}
