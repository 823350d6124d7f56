// @ts-check
/**
 * Types, bundles and unit tests while one works: after each change of a file the types are checked, `dist/` is built
 * and the tests of what has changed are run. Every line says whose it is.
 *
 *     npm run watch
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join, sep } from "node:path";
import { bootstrap, root } from "./bootstrap.mjs";
import { testsOf } from "./changed.mjs";

/** How long no other file has to change before the tests begin, in milliseconds: an editor may save many. */
const QUIET = 200;

bootstrap();
const { build } = await import("./build.mjs");
run("types", "node_modules/typescript-native/bin/tsc", "-b", "--watch", "--preserveWatchOutput");
await build({
	watch: true,
	onBuilt: (output, errors) => say("build", errors === 0 ? `dist/${output}` : `dist/${output}: ${errors} errors`),
});

/** @type {Set<string>} what has changed since the last run of the tests that came to its end */
const changed = new Set();
/** @type {import("node:child_process").ChildProcess | undefined} */
let testing;
/** @type {NodeJS.Timeout | undefined} */
let soon;

for (const folder of ["language-server", "extension", "samples"]) {
	watch(join(root, folder), { recursive: true }, (_event, name) => {
		if (name === null || !/\.(tsx?|race)$/.test(name)) return;
		changed.add(`${folder}/${name.split(sep).join("/")}`);
		clearTimeout(soon);
		soon = setTimeout(test, QUIET);
	});
}
say("tests", "run when a file changes");

function test() {
	testing?.kill();
	const tests = testsOf([...changed]);
	if (tests.length === 0) return say("tests", `none of ${[...changed].join(", ")}`);
	say("tests", `${tests.length} files`);
	const child = run("tests", "node_modules/vitest/vitest.mjs", "run", "--config", "vitest.config.mts", ...tests);
	testing = child;
	child.on("close", (_status, signal) => {
		if (testing !== child || signal !== null) return;
		testing = undefined;
		changed.clear();
	});
}

/**
 * Starts a script of Node and says what it writes, line by line.
 * @param {string} name @param {string} script @param {string[]} args
 */
function run(name, script, ...args) {
	const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	for (const stream of [child.stdout, child.stderr]) {
		let rest = "";
		stream.on("data", (data) => {
			const lines = (rest + data).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) if (line.trim() !== "") say(name, line);
		});
	}
	return child;
}

/** @param {string} name @param {string} line */
function say(name, line) {
	console.log(`${name} │ ${line}`);
}
