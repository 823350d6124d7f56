/**
 * What may depend on what: between the layers of the language server, and in the bundles that are shipped. Needs a
 * build.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin, Module } from "node:module";
import { join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const sources = join(root, "language-server/src");
const layers = readdirSync(sources).filter((name) => existsSync(join(sources, name, "tsconfig.json")));

/** The layers that a layer's tsconfig.json refers to, those that they refer to, and so on. */
function allowedImports(layer: string): string[] {
	const { references } = JSON.parse(readFileSync(join(sources, layer, "tsconfig.json"), "utf8"));
	const direct = references.map((reference: { path: string }) => relative(sources, join(sources, layer, reference.path)).split(sep)[0]);
	return [...new Set<string>([layer, ...direct.flatMap(allowedImports)])];
}

test.each(layers)("layer %s imports only what its tsconfig.json refers to", (layer) => {
	const allowed = allowedImports(layer);
	const wrong = importsOf(join(sources, layer)).filter(({ to }) => !allowed.includes(relative(sources, to).split(sep)[0]));
	expect(wrong.map(({ from, to }) => `${relative(sources, from)} imports ${relative(sources, to)}`)).toEqual([]);
});

const bundles = [
	{ output: "extension.node.cjs", host: "node", kilobytes: 1400 },
	{ output: "extension.browser.js", host: "browser", kilobytes: 1400 },
	{ output: "server.node.cjs", host: "node", kilobytes: 3000 },
	{ output: "server.browser.js", host: "browser", kilobytes: 3000 },
	{ output: "checker.node.cjs", host: "node", kilobytes: 360 },
	{ output: "checker.browser.js", host: "browser", kilobytes: 360 },
	{ output: "timeline.browser.js", host: "browser", kilobytes: 160 },
	{ output: "matrix.browser.js", host: "browser", kilobytes: 100 },
	{ output: "raceline.cjs", host: "node", kilobytes: 2200 },
];

describe.each(bundles)("bundle $output", ({ output, host, kilobytes }) => {
	interface Metafile {
		inputs: Record<string, unknown>;
		outputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
	}
	const metafile = (): Metafile => JSON.parse(readFileSync(join(root, "dist/meta", `${output}.json`), "utf8"));

	test("holds each package once", () => {
		const places = Object.keys(metafile().inputs).flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
		const names = [...new Set(places)].map((place) => place.replace(/^.*node_modules\//, ""));
		expect(names).toEqual([...new Set(names)]);
	});

	test(`has everything that it needs in a ${host}`, () => {
		const external = Object.values(metafile().outputs).flatMap((file) => file.imports.map((imported) => imported.path));
		const provided = (path: string) => (path === "vscode" && output.startsWith("extension.")) || (host === "node" && isBuiltin(path));
		expect(external.filter((path) => !provided(path))).toEqual([]);
	});

	test(`takes at most ${kilobytes} KB before minification`, () => {
		expect(statSync(join(root, "dist", output)).size).toBeLessThan(kilobytes * 1024);
	});
});

test.each(["extension.node.cjs", "extension.browser.js"])("%s exports what VS Code calls", (output) => {
	// Stands for every class and function of the editor's API, which exists in its extension host only.
	const anything: unknown = new Proxy(class {}, {
		get: (target, name) => (name === "prototype" ? target.prototype : anything),
		// A bundle copies what a module has of its own, and inherits the rest.
		getPrototypeOf: () => anything as object,
	});
	const loadable = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
	const load = loadable._load;
	loadable._load = (request, ...rest) => (request === "vscode" ? anything : load(request, ...rest));
	try {
		const loaded = createRequire(import.meta.url)(join(root, "dist", output));
		expect(loaded).toMatchObject({ activate: expect.any(Function), deactivate: expect.any(Function) });
	} finally {
		loadable._load = load;
	}
});

/** Every relative import of a folder's files, of types too. */
function importsOf(folder: string): { from: string; to: string }[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts"))
		.flatMap((name) => {
			const from = join(folder, name);
			const paths = readFileSync(from, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
			return [...paths].map(([, path]) => ({ from, to: resolve(from, "..", path) }));
		});
}
