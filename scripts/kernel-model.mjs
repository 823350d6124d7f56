// @ts-check
/**
 * The kernel model as the module `kernel-model`: an array of `{ path, text }`, sorted by path. Bundles and tests get
 * the same one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { root } from "./bootstrap.mjs";

const moduleName = "kernel-model";
export const kernelFolder = join(root, "language-server", "kernel");

/** @returns {{ path: string, text: string }[]} */
export function readKernelModel() {
	return readdirSync(kernelFolder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".race"))
		.map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(kernelFolder, path), "utf8") }))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @type {import("esbuild").Plugin} */
export const esbuildKernelModel = {
	name: moduleName,
	setup(build) {
		build.onResolve({ filter: /^kernel-model$/ }, () => ({ path: moduleName, namespace: moduleName }));
		build.onLoad({ filter: /.*/, namespace: moduleName }, () => {
			const files = readKernelModel();
			return {
				contents: JSON.stringify(files),
				loader: "json",
				watchFiles: files.map((file) => join(kernelFolder, file.path)),
				watchDirs: [kernelFolder, ...new Set(files.map((file) => join(kernelFolder, file.path, "..")))],
			};
		});
	},
};

/** @returns {import("vite").Plugin} */
export function viteKernelModel() {
	const id = `\0${moduleName}`;
	return {
		name: moduleName,
		resolveId: (source) => (source === moduleName ? id : undefined),
		load: (loaded) => (loaded === id ? `export default ${JSON.stringify(readKernelModel())};` : undefined),
	};
}
