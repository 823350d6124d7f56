import { describe, expect, test } from "vitest";
import { quickFixes } from "../../src/service/editing/code-actions";
import { definition, typeDefinition } from "../../src/service/navigation/definition";
import { documentHighlights, references } from "../../src/service/navigation/references";
import { atCursor, countingSource, modelSource, modelUri, settled, uri } from "./open-source";

/** Where the definition of the name at `$0` is: the file and the text there. */
async function definitionAt(source: string): Promise<string | undefined> {
	const { text, offset } = atCursor(source);
	const target = definition(await settled(text), offset)?.target;
	return target && `${target.file} ${(target.file === modelUri ? modelSource : text).slice(target.start, target.end)}@${target.start}`;
}

describe("definition", () => {
	test("of a function of the kernel model is in the model", async () => {
		expect(await definitionAt(countingSource.replace("get_page", "get_$0page"))).toBe(
			`${modelUri} get_page@${modelSource.indexOf("get_page(page p)")}`,
		);
	});

	test("of a variable of the scenario is its declaration, from either end of the name", async () => {
		const declared = `${uri} data@${countingSource.indexOf("data;")}`;
		expect(await definitionAt(countingSource.replace("(data)", "($0data)"))).toBe(declared);
		expect(await definitionAt(countingSource.replace("(data)", "(data$0)"))).toBe(declared);
	});

	test("of a field is in its struct", async () => {
		expect(await definitionAt("scenario s { page p; task t { p.ref$0count = 2; } }")).toBe(
			`${modelUri} refcount@${modelSource.indexOf("refcount")}`,
		);
	});

	test("of the path of a 'use' is the file", async () => {
		const { text, offset } = atCursor('use "lib/other$0.race";');
		expect(definition(await settled(text), offset)?.target).toEqual({ file: "file:///folder/lib/other.race", start: 0, end: 0 });
	});

	test("of a keyword or of white space there is none", async () => {
		expect(await definitionAt("scen$0ario s { }")).toBeUndefined();
	});
});

describe("references", () => {
	test("are found in the document and in the kernel model", async () => {
		const { text, offset } = atCursor(countingSource.replace("v2", "v$02"));
		const found = references(await settled(text), offset, true);
		expect(found.map(({ file }) => file)).toEqual([modelUri, uri]);
		expect(references(await settled(text), offset, false).map(({ file }) => file)).toEqual([uri]);
	});

	test("do not include another thing of the same name", async () => {
		const { text, offset } = atCursor("scenario s { int x$0; task t { x = 1; } }\nscenario r { int x; task t { x = 1; } }");
		expect(references(await settled(text), offset, true).map(({ start }) => start)).toEqual([17, 29]);
	});
});

describe("highlights", () => {
	test("tell writing from reading", async () => {
		const { text, offset } = atCursor("scenario s { int x$0; int y; task t { y = x; x = 2; x++; } }");
		expect(documentHighlights(await settled(text), offset).map(({ kind }) => kind)).toEqual(["read", "read", "write", "write"]);
	});

	/** Each use of the name at `$0`, with the character before it. */
	async function highlighted(source: string): Promise<string[]> {
		const { text, offset } = atCursor(source);
		return documentHighlights(await settled(text), offset).map(({ span, kind }) => `${kind} ${text.slice(span.start - 1, span.end)}`);
	}

	test("count an address that is given away, fields of what is created, and names of loops as written", async () => {
		expect(await highlighted("scenario s { fn set(int *n) { *n = 1; } task t { int x$0; set(&x); int y = x; } }")).toEqual([
			"read  x",
			"write &x",
			"read  x",
		]);
		expect(await highlighted("scenario s { page p = new page { ind$0ex: 1 }; task t { if (p.index == 1) p.index = 2; } }")).toEqual([
			"write  index",
			"read .index",
			"write .index",
		]);
		expect(await highlighted("scenario s { int x; task t { for (i$0 in 0..2) x = i; } }")).toEqual(["write (i", "read  i"]);
	});
});

describe("quick fixes", () => {
	test("change a misspelt name into what was meant", async () => {
		const text = "scenario s { page p; task t { get_pgae(p); } }";
		const [fix] = quickFixes(await settled(text), { start: text.indexOf("get_pgae"), end: text.indexOf("get_pgae") });
		expect(fix.title).toBe("Change to 'get_page'");
		expect(fix.edits.map(({ span, newText }) => [text.slice(span.start, span.end), newText])).toEqual([["get_pgae", "get_page"]]);
	});

	test("are not offered elsewhere", async () => {
		expect(quickFixes(await settled("scenario s { page p; task t { get_pgae(p); } }"), { start: 0, end: 3 })).toEqual([]);
	});
});

describe("type definition", () => {
	/** What the type at `$0` is called where it is declared. */
	async function typeAt(source: string): Promise<string | undefined> {
		const { text, offset } = atCursor(source);
		const target = typeDefinition(await settled(text), offset)?.target;
		return target && (target.file === modelUri ? modelSource : text).slice(target.start, target.end);
	}

	test("of a variable, a field, a function and a member of an enum", async () => {
		expect(await typeAt("scenario s { page p$0; }")).toBe("page");
		expect(await typeAt("scenario s { page p; task t { p.st$0ate = BUSY; } }")).toBe("page_state");
		expect(await typeAt("fn page fi$0rst() { return null; }")).toBe("page");
		expect(await typeAt("scenario s { page p; task t { p.state = BU$0SY; } }")).toBe("page_state");
	});

	test("of a number there is none", async () => {
		expect(await typeAt("scenario s { int n$0; }")).toBeUndefined();
	});
});
