import { describe, expect, test } from "vitest";
import { completionDocumentation, completions } from "../../src/service/completion";
import { atCursor, settled } from "./open-source";

/** The labels proposed at `$0`. */
async function labels(source: string): Promise<string[]> {
	const { text, offset } = atCursor(source);
	return completions(await settled(text), offset).map(({ label }) => label);
}

describe("completion", () => {
	test("after a dot proposes the fields of the object", async () => {
		expect(await labels("scenario s { page p; task t { p.$0; } }")).toEqual(["refcount", "state", "index", "frees"]);
		expect(await labels("scenario s { page p; task t { p->ref$0; } }")).toEqual(["refcount", "state", "index", "frees"]);
	});

	test("in a task proposes what is visible, locals first, and the words of statements", async () => {
		const found = await labels("scenario s { page p; task t { int n = 1; $0 } }");
		expect(found[0]).toBe("n");
		expect(found).toEqual(expect.arrayContaining(["p", "get_page", "WRITE", "atomic", "self"]));
		expect(found).not.toContain("scenario");
	});

	test("does not propose locals of other tasks, nor later ones", async () => {
		const found = await labels("scenario s { task t { int mine = 1; $0 int later = 2; } task u { int other = 1; } }");
		expect(found).toContain("mine");
		expect(found).not.toContain("later");
		expect(found).not.toContain("other");
	});

	test("knows what fits after certain words", async () => {
		expect(await labels("scenario s { kernel $0; }")).toEqual(["v1", "v2"]);
		expect(await labels("scenario s { kernel v1 + $0; }")).toEqual(["atomic_count"]);
		expect(await labels("scenario s { expect $0; }")).toEqual(["safe", "race", "hang"]);
		expect(await labels("scenario s { expect race $0; }")).toEqual(["lost_reference", "under"]);
		expect(await labels("scenario s { task one { } expect hang $0; }")).toEqual(["one"]);
		expect(await labels("scenario s { expect safe under $0; }")).toEqual(["v2", "v1", "counting"]);
		expect(await labels("scenario s { option $0; }")).toEqual(["counting"]);
		expect(await labels("scenario s { option counting = $0; }")).toEqual(["plain", "checked"]);
		expect(await labels("scenario s { task t { if (patched($0)) { } } }")).toEqual(["atomic_count"]);
	});

	test("proposes members in a scenario and items in a file", async () => {
		expect(await labels("scenario s { $0 }")).toEqual(expect.arrayContaining(["task", "expect", "page"]));
		expect(await labels("$0")).toEqual(expect.arrayContaining(["scenario", "struct"]));
	});

	test("has the documentation of a proposal when that is asked for", async () => {
		const { text, offset } = atCursor("scenario s { task t { $0 } }");
		const snapshot = await settled(text);
		const documentation = (label: string): string | undefined => {
			const declared = completions(snapshot, offset).find((completion) => completion.label === label)?.declared;
			return declared && completionDocumentation(snapshot, label, declared);
		};
		expect(documentation("get_page")).toContain("Takes a reference.");
		expect(documentation("WRITE")).toContain("The flag for writing.");
		expect(documentation("t")).toBeUndefined();
	});

	test("proposes nothing in a comment", async () => {
		expect(await labels("scenario s { // $0\n }")).toEqual([]);
	});
});

describe("completion of arguments", () => {
	const source =
		"fn int pin(page p, int index = 0, bool *done = null) { return 0; }\nscenario s { bool ready; page data; int number; task t { ";

	test("ranks what fits the parameter first", async () => {
		expect((await labels(`${source}pin($0); } }`))[0]).toBe("data");
		const second = await labels(`${source}pin(data, n$0); } }`);
		expect(second.indexOf("number")).toBeLessThan(second.indexOf("data"));
	});

	test("proposes arguments with a default by name, but not those that are there", async () => {
		expect((await labels(`${source}pin(data, $0); } }`)).slice(0, 2)).toEqual(["index:", "done:"]);
		expect(await labels(`${source}pin(data, done: null, $0); } }`)).not.toContain("done:");
	});

	test("proposes the fields of what is created", async () => {
		expect((await labels("scenario s { page p = new page { $0 }; }")).slice(0, 3)).toEqual(["refcount:", "state:", "index:"]);
		expect(await labels("scenario s { page p = new page { index: 1, $0 }; }")).not.toContain("index:");
	});

	test("inserts a call with its parameters as places to fill in", async () => {
		const { text, offset } = atCursor(`${source}$0 } }`);
		const found = completions(await settled(text), offset);
		expect(found.find(({ label }) => label === "pin")?.snippet).toBe("pin($" + "{1:p})$0");
		expect(found.find(({ label }) => label === "get_page")?.snippet).toBe("get_page($" + "{1:p});$0");
	});
});
