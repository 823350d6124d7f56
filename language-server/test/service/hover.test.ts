import { describe, expect, test } from "vitest";
import { allValues, hover } from "../../src/service/reading/hover";
import { atCursor, countingSource, largeSource, modelSource, modelUri, settled, TestWorkspace } from "./open-source";

/** The Markdown of the hover at `$0`. */
async function hoverAt(source: string): Promise<string | undefined> {
	const { text, offset } = atCursor(source);
	return hover(await settled(text), offset)?.markdown;
}

/** The counting scenario with `$0` after the n-th occurrence of a text. */
function counting(before: string, occurrence = 0): string {
	let offset = -1;
	for (let count = 0; count <= occurrence; count++) offset = countingSource.indexOf(before, offset + 1);
	return `${countingSource.slice(0, offset + before.length)}$0${countingSource.slice(offset + before.length)}`;
}

test("a label is told by its name, another name of a type by what it stands for", async () => {
	expect(await hoverAt("void f(int n) { goto ou$0t; out: ; }")).toContain("out:");
	expect(await hoverAt("typedef struct page page_t; page$0_t p;")).toContain("typedef struct page page_t;");
});

test("what a choice goes through is told by its struct, and a join by what it says", async () => {
	expect(await hoverAt("scenario s { task t { page p = choose(x in page: x$0.index == 0); } }")).toContain("page x");
	expect(await hoverAt("scenario s { task t { } task u { wait (do$0ne(t)); } }")).toContain("bool done(task)");
});

/** The rows of the tables in a hover. */
function rows(markdown: string | undefined): string[] {
	return (markdown ?? "").split("\n").filter((line) => line.startsWith("| `"));
}

/** A frame of memory that is a block of a disk; who has it in hand, and whose the block is, the model says. */
const framesSource = `struct file { int 0..3 size; }
struct block {
	/// @owner free
	file owner;
}
struct frame {
	/// @holders reference
	int 0..7 count = 1;
	block block;
	int 0..3 index;
}
property foreign(frame f) "{f.block} of {f.block.owner} is written through {f}";
fn write(frame f, file of) { atomic { assert(!f.block.owner || f.block.owner == of, foreign(f)); } }
scenario frames {
	kernel v1;
	file data;
	file other;
	block b = new block { owner: data };
	frame f = new frame { block: b };
	frame entry = f;
	task reader {
		frame p = entry;
		if (p) {
			atomic { p.count++; }
			write(p, data);
			atomic { p.count--; }
		}
	}
	task truncator {
		entry = null;
		b.owner = null;
		b.owner = other;
	}
}
`;

/** The frames scenario with `$0` behind the last letter of `before`, which stands in `context`. */
function frames(context: string, before: string, source = framesSource): string {
	const offset = source.indexOf(context) + context.indexOf(before) + before.length;
	return `${source.slice(0, offset)}$0${source.slice(offset)}`;
}

/** The first paragraph of a hover. */
function firstLine(markdown: string | undefined): string {
	return (markdown ?? "").split("\n")[0];
}

describe("of an object the hover says first", () => {
	test("how many hold it and who, and whose what it consists of is, and was", async () => {
		expect(firstLine(await hoverAt(frames("write(p, data)", "write(p")))).toBe(
			"✗ **f** (frame) · count `2` = 1 at rest + reader's reference #2 · b of **other**, was `data`",
		);
	});

	test("the same as of the moment at which the run passes the statement", async () => {
		expect(firstLine(await hoverAt(frames("p.count++", "p")))).toBe(
			"✗ **f** (frame) · count `2` = 1 at rest + reader's reference #2 · b of **data**",
		);
	});

	test("the same for a call, of what is given to it", async () => {
		expect(firstLine(await hoverAt(frames("write(p, data)", "wri")))).toMatch(/^✗ \*\*f\*\* \(frame\) · count `2`/);
	});

	test("then which steps of the run touch it, those of the statement in bold", async () => {
		expect(await hoverAt(frames("write(p, data)", "write(p"))).toContain(
			[
				"| | | f in this run |",
				"|--:|:--|:--|",
				"| #1 | reader | sees `entry` = f |",
				"| #2 | reader | `count` 1 → **2** |",
				"| #3 | truncator | `entry` f → **null** |",
				"| #4 | truncator | b: data → **free** |",
				"| #5 | truncator | b: free → **other** |",
				"| **#6** | reader | ✗ b of other is written through f |",
			].join("\n"),
		);
	});

	test("then what is so over all interleavings", async () => {
		expect(await hoverAt(frames("write(p, data)", "write(p"))).toContain(
			"\n\nHere, over all 20 states: count `2` · b owner `{null, data, other}`\n",
		);
	});

	test("all of that over the interleavings where nothing fails", async () => {
		const safe = framesSource.replace("\t\tb.owner = null;\n\t\tb.owner = other;\n", "");
		expect(await hoverAt(frames("write(p, data)", "write(p", safe))).toMatch(
			/^✓ \*\*f\*\* \(frame\) · count `2` · b of \*\*data\*\*\n\nHere, over all \d+ states\n/,
		);
	});
});

describe("of a search that is not done the hover says", () => {
	/** Answers no search. */
	const never = { check: () => ({ result: new Promise<never>(() => {}), observations: new Promise<never>(() => {}), cancel: () => {} }) };

	test("that it is still checking, and nothing of which object it may be", async () => {
		const { text, offset } = atCursor(frames("write(p, data)", "write(p"));
		const workspace = new TestWorkspace({ searcher: never });
		workspace.workspace.setText("file:///folder/test.race", 1, text);
		workspace.workspace.check();
		const markdown = hover(workspace.snapshot(), offset)?.markdown;
		expect(firstLine(markdown)).toBe("… **p** (frame) · still checking");
		expect(markdown).not.toContain("**f**");
	});

	test("after a limit that there may be more values than those that were seen", async () => {
		const { text, offset } = atCursor(largeSource.replace("a < 20) a++", "a < 20) $0a++"));
		const markdown = hover(await settled(text, { maxStates: 1000 }), offset)?.markdown;
		expect(markdown).toMatch(/\| at least, 1,\d\d\d states so far \|/);
		expect(markdown).not.toContain("all interleavings");
	});
});

describe("values of an object", () => {
	test("are those before and after the statement's steps of the run, and all that other interleavings have there", async () => {
		const markdown = await hoverAt(counting("get_page(da", 0));
		expect(markdown).toContain("|  | #1–2 | all interleavings |\n| --- | --- | --- |\n| `refcount` | `1 → 2` | `{1, 2, 3}` |");
	});

	test("at a later statement are the later ones", async () => {
		expect(rows(await hoverAt(counting("put_page(da", 1)))).toEqual(["| `refcount` | `3 → 2` | `{0, 1, 2, 3}` |"]);
	});

	test("are folded behind a link for who can follow it", async () => {
		const { text, offset } = atCursor(counting("get_page(da"));
		const snapshot = await settled(text);
		const folded = hover(snapshot, offset)?.folded;
		expect(folded?.links).toEqual(["timeline", "values"]);
		expect(folded?.before).not.toContain("| `refcount` |");
		expect(allValues(snapshot, offset)).toEqual([
			{ object: "data", all: "all interleavings", rows: [{ name: "refcount", run: "1 → 2", all: "{1, 2, 3}", interest: 2 }] },
		]);
	});

	test("leave out what has no counterpart in the kernel", async () => {
		const markdown = await hoverAt("scenario s { page da$0ta; task t { data.frees = 1; data.refcount = 2; data.refcount = 1; } }");
		expect(rows(markdown)).toEqual(["| `refcount` | `{1, 2}` |"]);
	});

	test("on the declaration are those at the start and at the end of the run", async () => {
		const markdown = await hoverAt(counting("page da"));
		expect(markdown).toContain("| start → end of the run | all interleavings |");
		expect(rows(markdown)).toEqual(["| `refcount` | `1 → 2` | `{0, 1, 2, 3}` |"]);
	});

	test("of a scenario without a losing run are the sets alone", async () => {
		const markdown = await hoverAt("scenario s { kernel v2; page data; task t { get_page(da$0ta); put_page(data); } }");
		expect(markdown).toContain("✓ **data** (page)\n\nHere, over all 3 states: refcount `{1, 2}`\n");
		expect(markdown).toContain("|  | all interleavings |\n| --- | --- |\n| `refcount` | `{1, 2}` |");
	});

	test("of a local are those of the object that it refers to", async () => {
		const markdown = await hoverAt(
			"scenario s { page a; page b; page last; task t { page p = last; if (p) p$0.refcount = 3; } task u { last = b; } }",
		);
		expect(firstLine(markdown)).toBe("✗ **last** (page)");
		expect(rows(markdown)).toEqual(["| `refcount` | `1 → 3` | `{1, 3}` |"]);
		expect(markdown).toContain("`p` is elsewhere also `b`");
		expect(markdown).not.toContain("`a`");
	});
});

describe("values of a variable", () => {
	test("are shown like those of a field", async () => {
		const markdown = await hoverAt("scenario s { int 0..3 x; task t { $0x = 2; } expect safe; }");
		expect(rows(markdown)).toEqual(["| `x` | `{0, 2}` |"]);
	});

	test("are its own, and not those of another of the same name in a function that is called", async () => {
		const markdown = await hoverAt(`
			fn int twice(int x) { int n = x; n = n + x; return n; }
			scenario s { int 0..3 x = 1; int 0..7 y; task t { int n = twice(x); y = n$0; y = n + 1; } task u { x = 2; } }`);
		expect(rows(markdown)).toEqual(["| `n` | `{2, 4}` |"]);
	});
});

describe("what a name stands for", () => {
	test("of a function: its signature, its documentation with the facts set apart, and its steps", async () => {
		expect((await hoverAt(counting("get_pa")))?.split("\n\n---\n\n").slice(1).join("\n\n---\n\n")).toBe(
			[
				"```raceline\nfn get_page(page p)\n```",
				"Takes a reference.",
				"*Models* `get_page` in `mm/gup.c`, 4.17  \n*Locks*: none",
				"---",
				"2 steps, all branches counted, under v1",
			].join("\n\n"),
		);
	});

	test("of a patch: its entries", async () => {
		const markdown = await hoverAt("scenario s { kernel v1 + atomic_co$0unt; int x; task t { x = 1; } }");
		expect(markdown).toContain("Counts in one step.");
		expect(markdown).toContain(
			"**mm: count atomically**  \nCommit `abc123`  \nPatch 1 of the series “safe counting”  \n<https://example.org/1>",
		);
	});

	test("of a field, a constant, an enum member, an option, a kernel and a property: the declaration", async () => {
		const source =
			"scenario s { option counting = checked; page p; task t { p.refcount = WRITE; p.state = BUSY; } expect race lost_reference under v2; }";
		const at = (word: string): string => source.replace(word, `${word}$0`);
		expect(await hoverAt(at("p.refcount"))).toContain("int 0..7 refcount = 1;");
		expect(await hoverAt(at("p.refcount"))).toContain("How many hold it.");
		expect(await hoverAt(at("WRITE"))).toContain("const WRITE = 1;");
		expect(await hoverAt(at("BUSY"))).toContain("enum page_state");
		expect(await hoverAt(at("counting"))).toContain("option counting = plain | checked;");
		expect(await hoverAt(at("v2"))).toContain("kernel v2 = v1 + atomic_count;");
		expect(await hoverAt(at("lost_reference"))).toContain("property lost_reference");
	});
});

describe("of a reference: what has become of the object by then in the run", () => {
	const source = (marked: string): string => {
		const text = `struct foo { int 0..3 n; }
scenario lost {
	kernel v1;
	struct foo *head;
	task maker { struct foo *made = new foo {}; head = made; made->n = 1; }
	task freer { wait (head); free(head); }
}`;
		return text.replace(marked, `${marked}$0`);
	};

	test("alive, and made by whom", async () => {
		expect(await hoverAt(source("head = mad"))).toContain("alive, made by maker #1");
	});

	test("freed by whom", async () => {
		const markdown = await hoverAt(source("head = made; mad"));
		expect(markdown).toContain("**freed** by freer #");
		expect(markdown).toContain("made by maker #1");
	});

	test("of a part: what has become of that of which it is part", async () => {
		const markdown = await hoverAt(`struct lock { bool held; }
		struct foo { struct lock inner; }
		scenario freed_part {
			struct foo *head;
			task user { struct foo *p = new foo { }; head = p; p->in$0ner.held = true; }
			task freer { wait (head); free(head); }
		}`);
		expect(markdown).toMatch(/^✗ \*\*foo 0\.inner\*\* \(lock\) · \*\*freed\*\* by freer #5, made by user #1\n/);
		expect(markdown).toContain("`foo 0.life` unused → **alive**");
		expect(markdown).toContain("`foo 0.life` alive → **freed**");
		expect(markdown).toContain("foo 0.life `{alive, freed}`");
	});
});

test("a ghost field says that it is one", async () => {
	expect(await hoverAt("scenario s { page p; task t { p.fre$0es = 1; } }")).toContain(
		"How often it was freed.\n\n*Kept for properties only*: the kernel has nothing like it",
	);
});

describe("what is made of a name", () => {
	test("of a patch: the kernels that have it, and what it changes", async () => {
		expect(await hoverAt("scenario s { kernel v1 + atomic_co$0unt; int x; task t { x = 1; } }")).toContain(
			"*In* `v2`  \n*Changes* `get_page`, `put_page`",
		);
	});

	test("of a property: where it fails, and with what message", async () => {
		expect(await hoverAt(counting("expect race lost_ref"))).toContain("Fails in\n\n- `counting` under v1: the count of data is 2");
		const own = 'scenario s { int 0..3 x; property small$0 "x is {x}" = x < 3; task t { x = 2; } }\n';
		expect(await hoverAt(own + own.replace("$0", "").replace(" s ", " r ").replace("x = 2", "x = 3"))).toContain(
			"Fails in none of 1 check here",
		);
	});

	test("of a constant and an enum member: the value", async () => {
		expect(await hoverAt("const BASE = 4; const MASK$0 = BASE * 4 | 1;")).toContain("= `17` = `0x11`");
		expect(await hoverAt("scenario s { page p; task t { p.state = BUSY$0; } }")).toContain("= `1`");
	});

	test("of a function of the model, in the model: its steps in the scenarios of another document", async () => {
		const test = new TestWorkspace();
		const callers = await test.set(countingSource);
		test.workspace.setText(modelUri, 1, modelSource);
		const model = test.workspace.snapshot(modelUri);
		const markdown = model && hover(model, modelSource.indexOf("put_page(page"), callers)?.markdown;
		expect(markdown).toContain("2 steps, all branches counted, under v1, in `counting`");
	});
});

describe("an expectation", () => {
	test("says whether it is met and what was found", async () => {
		expect(await hoverAt(counting("expect ra"))).toBe(
			[
				"**Met** under v1: race: the count of data is 2 (lost_reference), 8 steps",
				"p.refcount++ at #6 trusts data.refcount as #4 saw it; one changed it from 2 to 1 at #5  \nIt fails because one's #5 comes between two's #4 and #6",
			].join("\n\n"),
		);
		expect(await hoverAt(counting("expect sa"))).toBe("**Met** under v2: safe, 9 states");
	});
});

test("white space has no hover, and neither has anything in an empty file", async () => {
	expect(await hoverAt("scenario s { int x;   $0   task t { x = 1; } }")).toBeUndefined();
	expect(await hoverAt("$0")).toBeUndefined();
});
