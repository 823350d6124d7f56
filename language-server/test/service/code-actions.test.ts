import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { codeActions } from "../../src/service/editing/code-actions";
import { countingSource, settled, uri } from "./open-source";

/** The text after the action of that title, at the text between the two `$0`. */
async function applied(source: string, title: RegExp, files: Record<string, string> = {}): Promise<string | undefined> {
	const [before, selected, rest] = source.split("$0");
	const text = rest === undefined ? before + selected : before + selected + rest;
	const within = { start: before.length, end: before.length + (rest === undefined ? 0 : selected.length) };
	const action = codeActions(await settled(text, { files }), within).find((found) => title.test(found.title));
	return action && applyEdits(text, action.edits);
}

describe("expectations", () => {
	test("are changed into what happens", async () => {
		const wrong = countingSource.replace("expect race lost_reference;", "expect $0safe;");
		expect(await applied(wrong, /Expect/)).toBe(countingSource);
	});

	test("keep what they are under", async () => {
		const wrong = countingSource.replace("expect safe under v2;", "expect $0hang one under v2;");
		expect(await applied(wrong, /Expect/)).toBe(countingSource);
	});

	test("are added where there are none", async () => {
		expect(await applied("scenario s$0 { int n; task t { n = 1; } }", /Expect 'safe'/)).toBe(
			"scenario s { int n; task t { n = 1; } \n\texpect safe;\n}",
		);
	});

	test("that fail at the same step are told apart by what else they say", async () => {
		const text = "scenario s { bool a; task t { a = true; assert(!a); } kernel v1; expect safe; expect safe under v2; }";
		const at = text.indexOf("!a") + 1;
		const titles = codeActions(await settled(text), { start: at, end: at }).map(({ title }) => title);
		expect(titles.filter((title) => title.startsWith("Expect"))).toEqual([
			"Expect 'race assertion', which is what happens",
			"Expect 'race assertion under v2', which is what happens",
		]);
	});

	test("that are met are left alone", async () => {
		expect(await applied(countingSource.replace("expect race", "expect $0race"), /Expect/)).toBeUndefined();
	});
});

describe("extracting a function", () => {
	test("makes read variables parameters and written ones pointers", async () => {
		const source = `scenario s {
	page p;
	task t {
		int n = 1;
		int m = 2;
		$0n += m;
		p.index = n;$0
		m = n;
	}
}`;
		expect(await applied(source, /Extract/)).toBe(`scenario s {
	page p;
	fn extracted(int *n, int m) {
		*n += m;
		p.index = *n;
	}

	task t {
		int n = 1;
		int m = 2;
		extracted(&n, m);
		m = n;
	}
}`);
	});

	test("leaves a program that is analysed without errors and finds the same", async () => {
		const text = await applied(
			countingSource.replace("\t\tget_page(data);\n\t\tput_page(data);", "\t\t$0get_page(data);\n\t\tput_page(data);$0"),
			/Extract/,
		);
		const snapshot = await settled(text ?? "");
		expect(snapshot.file.diagnostics).toEqual([]);
		expect(snapshot.scenarios[0].judgments.map(({ met }) => met)).toEqual([true, true]);
	});

	test("is not offered for half a statement, for what leaves the function, or for what is used behind", async () => {
		expect(await applied("scenario s { int n; task t { n $0= 1;$0 } }", /Extract/)).toBeUndefined();
		expect(await applied("fn int f() { $0return 1;$0 }", /Extract/)).toBeUndefined();
		expect(await applied("scenario s { int n; task t { $0int m = 1;$0 n = m; } }", /Extract/)).toBeUndefined();
		expect(await applied("scenario s { int n; task t { while (n < 3) { $0break;$0 } } }", /Extract/)).toBeUndefined();
	});
});

describe("organising 'use'", () => {
	const files = { "file:///folder/a.race": "fn from_a() { }", "file:///folder/b.race": "fn from_b() { }" };

	test("sorts and drops what is not needed", async () => {
		const source = '$0use "b.race";\nuse "a.race";\nuse "b.race";\nscenario s { task t { from_b(); from_a(); } }';
		expect(await applied(source, /Organise/, files)).toBe('use "a.race";\nuse "b.race";\nscenario s { task t { from_b(); from_a(); } }');
		expect(await applied('$0use "b.race";\nuse "a.race";\nscenario s { task t { from_a(); } }', /Organise/, files)).toBe(
			'use "a.race";\nscenario s { task t { from_a(); } }',
		);
	});

	test("is not offered where all is well, nor where a file is missing", async () => {
		expect(await applied('$0use "a.race";\nscenario s { task t { from_a(); } }', /Organise/, files)).toBeUndefined();
		expect(await applied(`$0use "c.race";\nuse "a.race";\nscenario s { }`, /Organise/, files)).toBeUndefined();
		expect(uri).toContain("/folder/");
	});
});
