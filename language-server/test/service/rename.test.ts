import { describe, expect, test } from "vitest";
import { prepareRename, rename } from "../../src/service/editing/rename";
import { atCursor, countingSource, settled, uri } from "./open-source";

/** The document after renaming what is at `$0`; a sentence where that is refused. */
async function renamed(source: string, newName: string): Promise<string> {
	const { text, offset } = atCursor(source);
	const edits = rename(await settled(text), offset, newName);
	if (typeof edits === "string") return edits;
	const own = edits.find(({ file }) => file === uri)?.edits ?? [];
	return own.toReversed().reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
}

describe("rename", () => {
	test("changes the declaration and every use", async () => {
		expect(await renamed("scenario s { page p$0; task t { get_page(p); p.index = 1; } }", "q")).toBe(
			"scenario s { page q; task t { get_page(q); q.index = 1; } }",
		);
	});

	test("reaches kinds of handlers, and where they run", async () => {
		const source = "struct cpu {} cpu c$0; extend task { cpu cpu; } handler irq { } scenario s { irq h on c { } once irq g on c { } }";
		expect(await renamed(source, "first")).toBe(source.replace("c$0", "first").replaceAll("on c ", "on first "));
		expect(await renamed(source.replace("c$0", "c").replace("irq h", "irq$0 h"), "nmi")).toBe(
			source.replace("c$0", "c").replaceAll("irq", "nmi"),
		);
	});

	test("reaches what a choice goes through, and a task that is waited for", async () => {
		const source = "scenario s { task t$0 { page p = choose(x in page: x.index == 0); } task u { wait (done(t)); } }";
		expect(await renamed(source, "first")).toBe(source.replace("t$0 {", "first {").replace("done(t)", "done(first)"));
		const plain = source.replace("$0", "");
		expect(await renamed(plain.replace("x in", "x$0 in"), "free")).toBe(plain.replace("x in page: x.", "free in page: free."));
	});

	test("reaches a value of an option, and not the option", async () => {
		const source =
			"option mode = fast | slow$0; kernel k1; scenario s { kernel k1; option mode = slow; task t { assert(option(mode) == slow); } expect safe under mode = slow; }";
		const plain = source.replace("$0", "");
		expect(await renamed(source, "lazy")).toBe(plain.replaceAll("slow", "lazy"));
		expect(await renamed(plain.replace("== slow", "== slow$0"), "lazy")).toBe(plain.replaceAll("slow", "lazy"));
		expect(await renamed(plain.replace("option mode = slow;", "option mode$0 = slow;"), "kind")).toBe(plain.replaceAll("mode", "kind"));
	});

	test("reaches the variable of which a data race is expected", async () => {
		const source = "scenario s { int 0..3 n$0; task t { n = 1; } expect data_race n; expect no data_race n under v1; }";
		expect(await renamed(source, "total")).toBe(source.replace("$0", "").replace(/\bn\b/g, "total"));
	});

	test("reaches labels, types that have another name, and prototypes", async () => {
		const source =
			"int f(int n);\nint f(int n)\n{\n\tpage: n--;\n\tif (n) goto page$0;\n\treturn n;\n}\ntypedef struct page page_t;\npage_t p;\n";
		expect(await renamed(source, "again")).toBe(source.replace("page: n", "again: n").replace("goto page$0", "goto again"));
		const plain = source.replace("$0", "");
		expect(await renamed(plain.replace("page_t p", "page$0_t p"), "frame_t")).toBe(plain.replaceAll("page_t", "frame_t"));
		expect(await renamed(plain.replace("int f", "int f$0"), "g")).toBe(plain.replaceAll("int f", "int g"));
	});

	describe("in macros and guards", () => {
		const source = `
			struct lock { bool held; };
			int n;
			static void take(struct lock *l) { l->held = true; }
			static void give(struct lock *l) { l->held = false; }
			DEFINE_GUARD(lock, struct lock *, take(_T), give(_T))
			#define isHeld(l) ((l)->held)
			#define raise(by, l) do { int old = n; if (isHeld(l)) take(l); n = old + by; } while (0)
			scenario s {
				struct lock a;
				task t {
					guard(lock)(&a);
					struct lock *p __free(give) = &a;
					raise(isHeld(p), &a);
				}
			}`;
		/** The source with the word at each place where a pattern matches, of which the first is renamed. */
		const check = async (word: string, newName: string, at = new RegExp(`\\b${word}\\b`, "g"), among = at): Promise<void> => {
			const { index } = at.exec(source) as RegExpExecArray;
			at.lastIndex = 0;
			expect(await renamed(`${source.slice(0, index + 1)}$0${source.slice(index + 1)}`, newName)).toBe(source.replaceAll(among, newName));
		};

		test.each([
			["a variable that a macro names", "n"],
			["a macro", "isHeld"],
			["a function that a macro and a guard call", "take"],
			["one that is called where a block is left", "give"],
			["an object that is guarded", "a"],
			["a variable that is given back", "p"],
			["a field that a macro names", "held"],
			["a variable of a macro's own", "old"],
			["a parameter of a macro", "by"],
		])("%s", async (_, word) => await check(word, "other"));

		test("from its place in a macro", async () => {
			await check("held", "other", /(?<=\(l\)->)held/g, /\bheld\b/g);
			await check("n", "other", /(?<=old = )n/g, /\bn\b/g);
		});

		test("not where a macro's own name would take its place", async () => {
			expect(await renamed(source.replace("int n", "int n$0"), "by")).toMatch(/^'by' /);
			expect(await renamed(source.replace("int n", "int n$0"), "old")).toMatch(/^'old' /);
			expect(await renamed(source.replace("raise(by", "raise(by$0"), "n")).toMatch(/^'n' /);
			expect(await renamed(source.replace("guard(lock", "guard(lo$0ck"), "n")).toBe("There is no name here.");
		});
	});

	test("reaches into expectations and messages", async () => {
		expect(await renamed('scenario s { int n; property low$0 "n is {n}" = n > 0; task t { n = 1; } expect race low; }', "small")).toBe(
			'scenario s { int n; property small "n is {n}" = n > 0; task t { n = 1; } expect race small; }',
		);
		expect(await renamed('scenario s { int n$0; property low "n is {n}" = n > 0; }', "count_of_n")).toBe(
			'scenario s { int count_of_n; property low "n is {count_of_n}" = count_of_n > 0; }',
		);
	});

	test("leaves another thing of the same name alone", async () => {
		expect(await renamed("scenario s { int x$0; task t { x = 1; } }\nscenario r { int x; task t { x = 1; } }", "y")).toBe(
			"scenario s { int y; task t { y = 1; } }\nscenario r { int x; task t { x = 1; } }",
		);
	});

	test("changes the files that are used", async () => {
		const { text, offset } = atCursor('use "other.race";\nscenario s { task t { help$0(); } }');
		const files = { "file:///folder/other.race": "fn help() { }" };
		const edits = rename(await settled(text, { files }), offset, "assist");
		expect(edits).toEqual([
			{ file: "file:///folder/other.race", edits: [{ span: { start: 3, end: 7 }, newText: "assist" }] },
			{ file: uri, edits: [{ span: { start: 40, end: 44 }, newText: "assist" }] },
		]);
	});

	test("refuses the kernel model, the language, and what is no name", async () => {
		expect(await renamed(countingSource.replace("get_page", "get_$0page"), "take")).toBe(
			"'get_page' belongs to the kernel model, which is as it was shipped.",
		);
		expect(await renamed("scenario s { int n$0; }", "while")).toBe("'while' is a word of the language.");
		expect(await renamed("scenario s { int n$0; }", "2n")).toBe("'2n' is not a name.");
		expect(await renamed("scenario s { $0 }", "n")).toBe("There is no name here.");
		const configured = "option CONFIG_X = n$0|y; scenario s { option CONFIG_X = y; }";
		expect(await renamed(configured, "no")).toBe("'n' is what the kernel's configuration calls it.");
		expect(await renamed("option mode = n$0|y; scenario s { option mode = n; }", "no")).toContain(
			"option mode = no|y; scenario s { option mode = no; }",
		);
	});

	test("refuses a name that would be captured, or capture another", async () => {
		expect(await renamed("scenario s { int a$0; task t { int b = a; a = b; } }", "b")).toMatch(/^'b' /);
		expect(await renamed("scenario s { int a; task t { int b$0 = 1; a = b; } }", "a")).toMatch(/^'a' /);
		expect(await renamed("scenario s { int a$0; int b; }", "b")).toMatch(/^'b' /);
	});

	test("says beforehand what will be renamed", async () => {
		const { text, offset } = atCursor("scenario s { int num$0ber; }");
		expect(prepareRename(await settled(text), offset)).toEqual({ span: { start: 17, end: 23 }, name: "number" });
	});
});
