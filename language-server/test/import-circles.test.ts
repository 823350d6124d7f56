/**
 * No two files import each other, not over others either, and not for types alone: whoever reads one of them would have
 * to read all.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The files that each file of some folders imports, by their paths. */
function importsOf(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
	const all = folders.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
	);
	const files = all.filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"));
	const known = new Set(files);
	return new Map(
		files.map((file) => {
			const text = readFileSync(join(root, file), "utf8");
			const named = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) => join(dirname(file), path));
			return [file, named.flatMap((path) => [`${path}.ts`, `${path}.tsx`].filter((candidate) => known.has(candidate)))];
		}),
	);
}

/** A way along imports from a file back to itself, if there is one. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
	const done = new Set<string>();
	const path: string[] = [];
	const visit = (file: string): readonly string[] | undefined => {
		const at = path.indexOf(file);
		if (at >= 0) return [...path.slice(at), file];
		if (done.has(file)) return undefined;
		path.push(file);
		for (const next of imports.get(file) ?? []) {
			const circle = visit(next);
			if (circle) return circle;
		}
		path.pop();
		done.add(file);
		return undefined;
	};
	for (const file of imports.keys()) {
		const circle = visit(file);
		if (circle) return circle;
	}
	return undefined;
}

describe("files that import each other", () => {
	test("are found", () => {
		const imports = new Map([
			["a", ["b", "c"]],
			["b", []],
			["c", ["b", "d"]],
			["d", ["c"]],
		]);
		expect(circleIn(imports)).toEqual(["c", "d", "c"]);
		expect(circleIn(new Map([...imports, ["d", ["b"]]]))).toBe(undefined);
	});

	test.each([["language-server/src"], ["extension/src", "extension/webview"]])("there are none in %s", (...folders) => {
		const imports = importsOf(folders);
		expect([...imports.values()].flat().length).toBeGreaterThan(30);
		expect(circleIn(imports)?.map((file) => relative(folders[0], file))).toBe(undefined);
	});
});
