import { expect, test } from "vitest";
import { findFiles } from "../../src/cli/find-files";
import { memoryFiles } from "./memory-files";

async function found(texts: readonly string[], ...paths: string[]): Promise<readonly string[] | string> {
	const files = memoryFiles(Object.fromEntries(texts.map((path) => [path, ""])));
	const result = await findFiles(paths, files);
	return "problem" in result ? result.problem : result.files.map(({ uri }) => files.name(uri));
}

test("a folder stands for the .race files in it and below, sorted by name", async () => {
	expect(await found(["s/b.race", "s/a/z.race", "s/notes.md", "s/c.race"], "s")).toEqual(["s/a/z.race", "s/b.race", "s/c.race"]);
});

test("node_modules and folders that begin with a dot are left out", async () => {
	expect(await found(["a.race", "node_modules/m/b.race", ".git/c.race", "x/node_modules/d.race"], ".")).toEqual(["a.race"]);
});

test("a file that is named is taken whatever it is called, and each only once", async () => {
	expect(await found(["s/a.txt", "s/b.race"], "s/a.txt", "s/b.race", "s")).toEqual(["s/a.txt", "s/b.race"]);
});

test("a path that leads nowhere, or to no scenarios, is a problem", async () => {
	expect(await found(["a.race"], "b.race")).toBe("no such file or folder: b.race");
	expect(await found(["s/notes.md"], "s")).toBe("no .race files in s");
});
