// @ts-check
/** What has been changed, and which unit tests are about it. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { root } from "./bootstrap.mjs";

/**
 * The files that differ from where the branch left `main`, with what is not committed yet; paths from the root with
 * `/`.
 * @returns {string[]}
 */
export function changedFiles() {
	const base = git("merge-base", "HEAD", "main")[0] ?? "HEAD";
	const changed = new Set([...git("diff", "--name-only", base), ...git("ls-files", "--others", "--exclude-standard")]);
	return [...changed].filter((path) => existsSync(join(root, path))).sort();
}

/**
 * The unit tests of some files: those of the same layer (`src/checker/…` has `test/checker/…`) that import the file,
 * over however many others. Where there are none: of a file of the model, and of what only the bundles import, all of
 * the layer; otherwise the tests that are the fewest imports away. Everything is tested by `npm test` alone.
 *
 * @param {readonly string[]} changed paths from the root
 * @returns {string[]} paths of tests
 */
export function testsOf(changed) {
	const files = git("ls-files", "--cached", "--others", "--exclude-standard", "language-server", "extension").filter((path) =>
		existsSync(join(root, path)),
	);
	const tests = files.filter((path) => /\.test\.ts$/.test(path) && !path.startsWith("extension/test/e2e/") && !path.includes("node-host"));
	const importers = importersOf(files.filter((path) => /\.tsx?$/.test(path)));
	return tests.filter((test) => changed.some((path) => testsOfOne(path).has(test)));

	/** @param {string} path @returns {Set<string>} */
	function testsOfOne(path) {
		if (tests.includes(path)) return new Set([path]);
		const layer = layerOf(path);
		const ofLayer = tests.filter((test) => layer !== undefined && test.startsWith(layer));
		const away = distances(path);
		const near = ofLayer.filter((test) => away.has(test));
		if (near.length > 0) return new Set(near);
		if (ofLayer.length > 0) return new Set(ofLayer);
		const least = Math.min(...tests.map((test) => away.get(test) ?? Number.POSITIVE_INFINITY));
		return new Set(tests.filter((test) => away.get(test) === least));
	}

	/**
	 * Over how many imports each file that needs `path` needs it. @param {string} path @returns {Map<string, number>}
	 */
	function distances(path) {
		const away = new Map([[path, 0]]);
		for (const [file, distance] of away)
			for (const importer of importers.get(file) ?? []) if (!away.has(importer)) away.set(importer, distance + 1);
		return away;
	}
}

/** The folder of a layer's tests. @param {string} path @returns {string | undefined} */
function layerOf(path) {
	const [, layer] = /^language-server\/(?:src\/|test\/)?(\w+)\/(?!main\/)/.exec(path) ?? [];
	if (layer !== undefined) return `language-server/test/${layer}/`;
	return path.startsWith("extension/webview/") ? "extension/test/webview/" : undefined;
}

/** @param {readonly string[]} files @returns {Map<string, string[]>} who imports each file */
function importersOf(files) {
	const known = new Set(files);
	/** @type {Map<string, string[]>} */
	const importers = new Map();
	for (const file of files) {
		for (const [, path] of readFileSync(join(root, file), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]*)"/g)) {
			const target = posix.join(posix.dirname(file), path);
			const imported = [target, `${target}.ts`, `${target}.tsx`].find((name) => known.has(name));
			if (imported !== undefined) importers.set(imported, [...(importers.get(imported) ?? []), file]);
		}
	}
	return importers;
}

/** The lines that a git command writes; none if it fails. @param {string[]} args */
function git(...args) {
	const { stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
	return (stdout ?? "").split("\n").filter((line) => line !== "");
}
