// @ts-check
/**
 * Bundles everything that runs into `dist/` (or another folder), each bundle with its metafile in `dist/meta/`, and the
 * samples into `dist/samples.json`, from where the extension opens them: an extension on the web cannot list the files
 * of a folder. The kernel model goes to `dist/kernel`, for editors that open its files from the disk.
 *
 * Worker bundles are classic scripts: VS Code for the web starts workers through `importScripts`, which cannot load
 * modules.
 *
 *     node scripts/build.mjs [--watch] [--minify] [--allow-missing]
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";

/** @typedef {{ output: string, entry: string, options: import("esbuild").BuildOptions }} Bundle */

/** @type {import("esbuild").BuildOptions} */
const forNode = { platform: "node", format: "cjs", target: "node20" };
/** What can be run by its name. @type {import("esbuild").BuildOptions} */
const forCommand = { ...forNode, banner: { js: "#!/usr/bin/env node" } };
/** @type {import("esbuild").BuildOptions} */
const forBrowser = { platform: "browser", format: "cjs", target: "es2022" };
/** @type {import("esbuild").BuildOptions} */
const forWorker = { ...forBrowser, format: "iife" };

/**
 * The web extension host appends `.js` to an entry that does not end in it, so no `.cjs` there.
 * @type {Bundle[]}
 */
const bundles = [
	{ output: "extension.node.cjs", entry: "extension/src/node/main.ts", options: { ...forNode, external: ["vscode"] } },
	{ output: "extension.browser.js", entry: "extension/src/browser/main.ts", options: { ...forBrowser, external: ["vscode"] } },
	{ output: "server.node.cjs", entry: "language-server/src/main/server.node.ts", options: forCommand },
	{ output: "server.browser.js", entry: "language-server/src/main/server.browser.ts", options: forWorker },
	{ output: "checker.node.cjs", entry: "language-server/src/main/checker.node.ts", options: forNode },
	{ output: "checker.browser.js", entry: "language-server/src/main/checker.browser.ts", options: forWorker },
	{
		output: "timeline.browser.js",
		entry: "extension/webview/main.tsx",
		options: { ...forWorker, jsx: "automatic", jsxImportSource: "preact" },
	},
	{
		output: "matrix.browser.js",
		entry: "extension/webview/matrix-main.tsx",
		options: { ...forWorker, jsx: "automatic", jsxImportSource: "preact" },
	},
	{ output: "raceline.cjs", entry: "language-server/src/main/cli.node.ts", options: forCommand },
];

/**
 * Builds once, or keeps building while files change.
 * @param {object} options
 * @param {boolean} [options.watch]
 * @param {boolean} [options.minify]
 * @param {boolean} [options.allowMissing] leave out a bundle whose entry does not exist
 * @param {string} [options.dist] the folder to write to
 * @param {(output: string, errors: number) => void} [options.onBuilt] is told of each bundle that has been written
 */
export async function build({ watch = false, minify = false, allowMissing = false, dist = join(root, "dist"), onBuilt } = {}) {
	const { context } = await import("esbuild");
	const { esbuildKernelModel, kernelFolder } = await import("./kernel-model.mjs");
	const missing = bundles.filter((bundle) => !existsSync(join(root, bundle.entry)));
	if (missing.length > 0) {
		const message = `No entry for ${missing.map((bundle) => `dist/${bundle.output} (${bundle.entry})`).join(", ")}`;
		if (!allowMissing) throw new Error(message);
		console.warn(message);
	}
	const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
	mkdirSync(join(dist, "meta"), { recursive: true });
	writeFileSync(join(dist, "samples.json"), JSON.stringify(readSamples()));
	rmSync(join(dist, "kernel"), { recursive: true, force: true });
	cpSync(kernelFolder, join(dist, "kernel"), { recursive: true });

	await Promise.all(
		bundles
			.filter((bundle) => !missing.includes(bundle))
			.map(async ({ output, entry, options }) => {
				const bundling = await context({
					...options,
					absWorkingDir: root,
					entryPoints: [entry],
					outfile: join(dist, output),
					bundle: true,
					minify,
					sourcemap: !minify,
					sourcesContent: false,
					define: { VERSION: JSON.stringify(version) },
					metafile: true,
					logLevel: watch && onBuilt === undefined ? "info" : "warning",
					plugins: [
						esbuildKernelModel,
						writeMetafile(join(dist, "meta", `${output}.json`)),
						{ name: "tell", setup: (building) => building.onEnd(({ errors }) => onBuilt?.(output, errors.length)) },
					],
				});
				if (watch) return bundling.watch();
				await bundling.rebuild().finally(() => bundling.dispose());
			}),
	);
	if (watch) return;
	for (const { output, options } of bundles)
		if (options === forCommand && existsSync(join(dist, output))) chmodSync(join(dist, output), 0o755);
}

function readSamples() {
	const folder = join(root, "samples");
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".race"))
		.map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(folder, path), "utf8") }))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @param {string} path
 * @returns {import("esbuild").Plugin}
 */
function writeMetafile(path) {
	return {
		name: "write-metafile",
		setup(build) {
			build.onEnd(({ metafile }) => {
				if (metafile) writeFileSync(path, JSON.stringify(metafile, undefined, "\t"));
			});
		},
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	bootstrap();
	const { values } = parseArgs({
		options: { watch: { type: "boolean" }, minify: { type: "boolean" }, "allow-missing": { type: "boolean" } },
	});
	const started = performance.now();
	try {
		await build({ watch: values.watch, minify: values.minify, allowMissing: values["allow-missing"] });
		if (!values.watch) console.log(`Built dist/ in ${Math.round(performance.now() - started)} ms`);
	} catch (error) {
		// esbuild has printed what is wrong with the sources.
		if (!(error instanceof Error && "errors" in error)) console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}
