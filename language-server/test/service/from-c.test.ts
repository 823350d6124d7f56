/** C code becomes code of a scenario file: what it uses is declared, and what is not known is told. */
import { describe, expect, test } from "vitest";
import { fieldIn, functionsIn } from "../../src/service/from-c/c-source";
import { pastedCode } from "../../src/service/from-c/paste-code";
import { scenarioCode, toldOf } from "../../src/service/from-c/scenario-code";
import { analyzeSource } from "../compile-source";
import { atCursor, settled } from "./open-source";

const MODEL = `
struct spinlock { bool held; }
struct page { int 0..7 refcount; }
enum page_state { IDLE, BUSY }
fn spin_lock(spinlock lock) { atomic { wait (!lock.held); lock.held = true; } }
fn spin_unlock(spinlock lock) { lock.held = false; }
fn put_page(page p) { p.refcount--; }
fn set_state(page_state s) { }
`;

const model = analyzeSource("", MODEL);
const imported = (code: string, source = code) => scenarioCode(code, model.base ?? model, { sources: [source] });

/** The structs that are declared for statements of a function that has a parameter of an unknown struct. */
const declared = (statements: string): string => {
	const { text } = imported(`void f(struct dev *dev) { ${statements} }`);
	return text.slice(0, text.indexOf("void f"));
};

describe("a field is declared by how it is used", () => {
	test.each([
		["spin_lock(&dev->lock);", "struct spinlock lock;"],
		["put_page(dev->page);", "struct page *page;"],
		["set_state(dev->state);", "enum page_state state;"],
		["if (dev->spare == NULL) return;", "struct spare *spare;\n};\n\nstruct spare {"],
		["struct page *p = READ_ONCE(dev->page);", "struct page *page;"],
		["struct page *p = smp_load_acquire(&dev->next);", "struct page *next;"],
		["WRITE_ONCE(dev->stopped, true);", "bool stopped;"],
		// What the struct of the local is comes out in an earlier round than what its field is.
		["struct item *first = READ_ONCE(dev->items); try_change(&dev->items, &first);", "struct item *items;\n};\n\nstruct item {"],
		["if (!dev->ready) return;", "bool ready;"],
		["if (!dev->count) dev->count++;", "int count;"],
		["dev->func(dev, 1);", "void (*func)(struct dev *, int);"],
		["int n = dev->size(dev);", "int (*size)(struct dev *);"],
		["int n = dev->slots[n];", "int slots[2];"],
	])("%s", (statements, field) => {
		expect(declared(statements)).toBe(`struct dev {\n\t${field}\n};\n\n`);
	});

	test("and the fields of structs within it, as deep as it goes", () => {
		expect(declared("dev->ring->lock.held = dev->wait.first->armed;")).toBe(
			"struct dev {\n\tstruct ring *ring;\n\tstruct wait_struct wait;\n};\n\n" +
				"struct ring {\n\tstruct lock lock;\n};\n\nstruct wait_struct {\n\tstruct first *first;\n};\n\n" +
				"struct lock {\n\tint held;\n};\n\nstruct first {\n\tint armed;\n};\n\n",
		);
	});

	test("unless the file says what it is, in a type that is known", () => {
		const source = `
			struct list { struct page *pages[4]; /* in { use */ unsigned int left : 2; foreign_t other; };
			int take(struct list *l) { return l->left && l->pages[1] && l->other; }`;
		const { text } = imported(functionsIn(source)[0].text, source);
		expect(text).toContain("struct list {\n\tunsigned int left:2;\n\tstruct page *pages[4];\n\tbool other;\n};\n");
	});
});

describe("a field that only a macro or a container names is declared, too", () => {
	const lists = `${MODEL}
struct list_head { struct list_head *next; }
struct list_head *first_of(struct list_head *head) { return head->next; }
bool is_head(struct list_head *at, struct list_head *head) { return at == head; }
#define list_for_each_entry(pos, head, member) \\
	for (pos = container_of(first_of(head), typeof(*pos), member); !is_head(&pos->member, head); pos = container_of(pos->member.next, typeof(*pos), member))
`;
	const { base } = analyzeSource("", lists);
	const structs = (code: string): string => {
		const { text, problems } = scenarioCode(code, base ?? model);
		expect(problems).toEqual([]);
		return text.slice(0, text.indexOf("void f"));
	};

	test("of a walk over a list", () => {
		expect(structs("void f(struct owner *o) { struct item *i; list_for_each_entry(i, &o->items, node) put_page(i->page); }")).toBe(
			"struct owner {\n\tstruct list_head items;\n};\n\nstruct item {\n\tstruct list_head node;\n\tstruct page *page;\n};\n\n",
		);
	});

	test("of container_of()", () => {
		expect(structs("void f(struct list_head *l) { struct item *i = container_of(l, struct item, node); i->n = 1; }")).toBe(
			"struct item {\n\tstruct list_head node;\n\tint n;\n};\n\n",
		);
	});

	test("of a struct that only a macro of the file names", () => {
		const source = "#define SEEN(b) ((struct item *)(b)->owner)->seen\nvoid f(struct buffer *b) { SEEN(b) = true; }";
		const { text } = scenarioCode(functionsIn(source)[0].text, model.base ?? model, { sources: [source] });
		expect(text).toContain("struct item {\n\tint seen;\n};");
	});
});

describe("what headers define is taken where all of it is understood", () => {
	const code = "void f(struct page *p)\n{\n\tdrop(p);\n}";
	const taken = (header: string): readonly string[] => scenarioCode(code, model.base ?? model, { sources: [code, header] }).taken;

	test("with the helpers that it uses in turn", () => {
		expect(
			taken("static inline void drop(struct page *p) { drop_one(p); }\nstatic inline void drop_one(struct page *p) { put_page(p); }"),
		).toEqual(["drop()", "drop_one()"]);
	});

	test("and not where one of these is missing, or cannot be said here", () => {
		expect(
			taken("static inline void drop(struct page *p) { drop_one(p); }\nstatic inline void drop_one(struct page *p) { elsewhere(p); }"),
		).toEqual([]);
		expect(taken("static inline void drop(struct page *p) { p = 3; }")).toEqual([]);
		expect(taken("#define drop(p) put_page((p)->of(THERE))")).toEqual([]);
	});

	test("while the file's own functions are taken as they are", () => {
		const file = `static void drop(struct page *p) { elsewhere(p); }\n${code}`;
		const { taken, unknown } = scenarioCode(code, model.base ?? model, { sources: [file] });
		expect([taken, unknown]).toEqual([["drop()"], ["elsewhere"]]);
	});
});

test("what is known lacks a field: it is added", () => {
	expect(imported("void f(struct page *p) { p->index = 1; }").text).toMatch(/^extend page \{\n\tint index;\n\};\n/);
});

test("what is not known, what has no effect and what cannot be taken is told", () => {
	const code = imported('int f(struct dev *dev) { pr_debug("%d", 1); other(dev); int n = LIMIT; dev->x = 1; dev = 3; return f(dev); }');
	expect(toldOf(code)).toEqual([
		"Declared, as far as their use tells what they are: dev.",
		"Not known here: other, LIMIT.",
		"Without effect here: pr_debug.",
		"To be changed: functions cannot be recursive: f → f.",
		"To be changed: the variable is dev, and this is int.",
	]);
	expect(toldOf(imported("void f(struct page *p) { put_page(p); }"))).toEqual([]);
});

test("functions are found among all else that stands in a C file", () => {
	const text = `
#define twice(x) \\
	do { (x); } while (0)
/* int commented(void) { } */
struct dev { void (*func)(int); };
static const struct ops ops = { .open = dev_open, .name = "{" };
int prototype(void);
static DEFINE_MUTEX(lock);
enum { A, B };

/* drops '{' */
static inline int
first(struct dev *dev)
	__must_hold(&dev->lock)
{
	if (c == '}') { return "}"; }
}
struct page *second(void) { return NULL; }
`;
	expect(functionsIn(text).map(({ name }) => name)).toEqual(["first", "second"]);
	expect(functionsIn(text)[0].text).toMatch(/^static inline int\nfirst\(struct dev \*dev\)\n\t__must_hold.*\n\{\n.*\n\}$/);
	expect(fieldIn(text, "dev", "func")).toBe("void (*func)(int)");
	expect(fieldIn(text, "dev", "other")).toBeUndefined();
});

describe("pasting", () => {
	const pasted = async (source: string, code: string): Promise<string> => {
		const { text, offset } = atCursor(source);
		const { edit } = pastedCode(await settled(text), offset, code, { indent: "\t" });
		return text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
	};

	test("puts it behind the item that the cursor is in, between blank lines", async () => {
		expect(await pasted("scenario s {\n\ttask t { $0 }\n}\nconst A = 1;\n", "int x;\nvoid f(void)\n{\n}\n")).toBe(
			"scenario s {\n\ttask t {  }\n}\n\nvoid f(void)\n{\n}\n\nconst A = 1;\n",
		);
	});

	test("into an empty file, or where the cursor's line begins", async () => {
		expect(await pasted("$0", "void f(void) { }")).toBe("void f(void) { }\n");
		expect(await pasted("const A = 1;\n\n$0\nconst B = 1;\n", "void f(void) { }")).toBe(
			"const A = 1;\n\nvoid f(void) { }\n\n\nconst B = 1;\n",
		);
	});

	test("knows what the file declares", async () => {
		const text = await pasted("struct dev { page page; };\n$0", "void f(struct dev *dev) { put_page(dev->page); }");
		expect(text.match(/struct dev \{/g)).toHaveLength(1);
		expect(text).not.toContain("extend");
	});
});
