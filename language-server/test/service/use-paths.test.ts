import { describe, expect, test } from "vitest";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { definition } from "../../src/service/navigation/definition";
import { documentLinks } from "../../src/service/navigation/document-links";
import { folderOf, resolveUse, useRefusal } from "../../src/service/workspace/use-paths";
import { TestWorkspace } from "./open-source";

/** Whether a document may use a path, with the folders of the workspace. */
function mayUse(document: string, path: string, ...folders: string[]): boolean {
	return useRefusal(resolveUse(document, path), path, [...folders, folderOf(document)]) === undefined;
}

test("a document may use the .race files of its folder and of the workspace", () => {
	const document = "file:///project/tests/a.race";
	expect(mayUse(document, "b.race")).toBe(true);
	expect(mayUse(document, "deep/b.race")).toBe(true);
	expect(mayUse(document, "../lib/b.race")).toBe(false);
	expect(mayUse(document, "../lib/b.race", "file:///project")).toBe(true);
	expect(mayUse(document, "../lib/b.race", "file:///project/")).toBe(true);
	expect(mayUse(document, "/other/b.race", "file:///project", "file:///other")).toBe(true);
	expect(mayUse(document, "../../project-secrets/b.race", "file:///project")).toBe(false);
	expect(mayUse(document, "../../../../../etc/b.race", "file:///project")).toBe(false);
	expect(mayUse(document, "b.txt")).toBe(false);
	expect(mayUse(document, "b.race/")).toBe(true);
	expect(mayUse(document, "..")).toBe(false);
	expect(mayUse(document, "%2e%2e/%2e%2e/b.race")).toBe(true);
	expect(resolveUse(document, "%2e%2e/b.race")).toBe("file:///project/tests/%252e%252e/b.race");
});

test("folders are the same however clients encode them", () => {
	expect(mayUse("file:///c%3A/my%20project/a.race", "/c:/my project/lib/b.race", "file:///c:/my%20project")).toBe(true);
});

test("a document that lies in no folder, or on no disk, uses what is beside it there", () => {
	expect(mayUse("untitled:Untitled-1", "b.race")).toBe(true);
	expect(resolveUse("untitled:Untitled-1", "b.race")).toBe("untitled:b.race");
	expect(resolveUse("untitled:Untitled-1", "/etc/b.race")).toBe("untitled:/etc/b.race");
	expect(mayUse("vscode-vfs://github/someone/project/a.race", "lib/b.race")).toBe(true);
	expect(mayUse("vscode-vfs://github/someone/project/a.race", "../../other/b.race", "vscode-vfs://github/someone/project")).toBe(false);
});

test("a path may hold anything", () => {
	expect(resolveUse("file:///a.race", "\ud800.race")).toBe("file:///%EF%BF%BD.race");
	expect(resolveUse("file:///a.race", "..\\..\\b.race")).toBe("file:///..%5C..%5Cb.race");
});

describe("what is refused", () => {
	const text = 'use "../secret.race";\nscenario s { int x; task t { x = 1; } }';

	test("is asked of nobody, and told on its path", async () => {
		const asked: string[] = [];
		const files = new Proxy<Record<string, string>>({}, { getOwnPropertyDescriptor: (_, name) => void asked.push(String(name)) });
		const snapshot = await new TestWorkspace({ files }).set(text);
		expect(asked).toEqual([]);
		expect(diagnostics(snapshot)).toMatchObject([
			{ code: "file-refused", message: "'../secret.race' lies outside the workspace and the folder of the file that is checked" },
		]);
	});

	test("is no link, and no definition", async () => {
		const snapshot = await new TestWorkspace({ files: { "file:///secret.race": "fn secret() {}" } }).set(text);
		expect(documentLinks(snapshot)).toEqual([]);
		expect(definition(snapshot, 8)).toBeUndefined();
	});

	test("by another file is not read for this one either", async () => {
		const files = { "file:///folder/b.race": 'use "../secret.race";', "file:///secret.race": "fn secret() {}" };
		const snapshot = await new TestWorkspace({ files }).set('use "b.race";\nscenario s { task t { secret(); } }');
		expect(diagnostics(snapshot).map(({ code }) => code)).toEqual(["unknown-name"]);
	});
});
