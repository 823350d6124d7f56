import { describe, expect, test } from "vitest";
import { completionDocumentation, completions } from "../../src/service/editing/completion";
import { atCursor, settled } from "./open-source";

/** The labels proposed at `$0`. */
async function labels(source: string): Promise<string[]> {
	const { text, offset } = atCursor(source);
	return completions(await settled(text), offset).list.map(({ label }) => label);
}

describe("completion", () => {
	test("proposes what has the letters that are typed, in their order", async () => {
		expect(await labels("scenario s { page p; task t { gp$0 } }")).toContain("get_page");
		expect(await labels("scenario s { page p; task t { gz$0 } }")).not.toContain("get_page");
	});

	test("of more names than anybody reads proposes those that begin as what is typed, and says that there are more", async () => {
		const many = Array.from({ length: 600 }, (_, index) => `fn a_b${index}() { }`).join("\n");
		const proposed = async (typed: string) => {
			const { text, offset } = atCursor(`${many}\nfn b_last() { }\nscenario s { task t { ${typed}$0 } }`);
			return completions(await settled(text), offset);
		};
		const [nothing, b, last] = [await proposed(""), await proposed("b"), await proposed("b_l")];
		expect(nothing.more).toBe(true);
		expect(nothing.list.length).toBeLessThan(600);
		expect(b.more).toBe(true);
		expect(b.list.map(({ label }) => label)).toContain("b_last");
		expect(last.more).toBe(false);
		expect(last.list[0].label).toBe("b_last");
	});

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

	test("proposes labels behind `goto`, and cases in a `switch`", async () => {
		expect(await labels("void f(int n) { goto $0; out: ; } void g() { other: ; }")).toEqual(["out"]);
		expect(await labels("void f(int n) { switch (n) { $0 } }")).toEqual(expect.arrayContaining(["case", "default", "break"]));
		expect(await labels("void f(int n) { $0 }")).not.toContain("case");
	});

	test("does not propose locals of other tasks, nor later ones", async () => {
		const found = await labels("scenario s { task t { int mine = 1; $0 int later = 2; } task u { int other = 1; } }");
		expect(found).toContain("mine");
		expect(found).not.toContain("later");
		expect(found).not.toContain("other");
	});

	test("knows what fits after certain words", async () => {
		expect(await labels("scenario s { kernel $0; }")).toEqual(["v2", "v1"]);
		expect(await labels("scenario s { kernel v1 + $0; }")).toEqual(["atomic_count"]);
		expect(await labels("scenario s { expect $0; }")).toEqual(["safe", "race", "hang", "data_race", "no"]);
		expect(await labels("scenario s { expect no $0; }")).toEqual(["race", "hang"]);
		expect(await labels("scenario s { expect race $0; }")).toEqual(["lost_reference", "under"]);
		expect(await labels("scenario s { task one { } expect hang $0; }")).toEqual(["one"]);
		expect(await labels("scenario s { expect safe under $0; }")).toEqual(["v2", "v1", "counting"]);
		expect(await labels("scenario s { option $0; }")).toEqual(["counting"]);
		expect(await labels("scenario s { option counting = $0; }")).toEqual(["plain", "checked"]);
		expect(await labels("scenario s { task t { if (patched($0)) { } } }")).toEqual(["atomic_count"]);
	});

	test("where a function is to be referred to, proposes those of its type, without brackets", async () => {
		const source =
			"struct ops { int (*get)(int n); } fn int next(int n) { return n; } fn other() { } scenario s { ops o; task t { o.get = $0; } }";
		const { text, offset } = atCursor(source);
		const [first, second, third] = completions(await settled(text), offset).list;
		expect([first.label, first.snippet, second.label]).toEqual(["next", undefined, "null"]);
		expect(third.label).not.toBe("other");
	});

	test("proposes kinds of handlers, and what a task can run on", async () => {
		const declared = "struct cpu {}\ncpu cpu7;\nextend task { cpu cpu; }\nhandler irq { }\n";
		expect(await labels(`${declared}scenario s { $0 }`)).toEqual(expect.arrayContaining(["irq", "once"]));
		expect(await labels(`${declared}scenario s { once $0 }`)).toEqual(["irq"]);
		expect(await labels(`${declared}scenario s { cpu own; irq handler on $0 { } }`)).toEqual(["own", "cpu7"]);
		expect(await labels(`${declared}scenario s { task t[2] on c$0 { } }`)).toEqual(["cpu7"]);
		expect(await labels(`${declared}scenario s { task t $0{ } }`)).toEqual(["on"]);
		expect(await labels(`${declared}handler nmi { $0 }`)).toEqual(["enter:", "exit:", "again:"]);
	});

	test("proposes members in a scenario and items in a file", async () => {
		expect(await labels("scenario s { $0 }")).toEqual(expect.arrayContaining(["task", "expect", "page"]));
		expect(await labels("$0")).toEqual(expect.arrayContaining(["scenario", "struct"]));
	});

	test("proposes a scenario first in an empty file, and a task in an empty scenario", async () => {
		expect((await labels("$0"))[0]).toBe("scenario");
		expect((await labels("// A comment.\n\n$0"))[0]).toBe("scenario");
		expect((await labels("scenario s { $0 }"))[0]).toBe("task");
	});

	test("inserts whole scenarios with a kernel, at the beginning of an item and nowhere else", async () => {
		const snippets = async (source: string): Promise<string[]> => {
			const { text, offset } = atCursor(source);
			return completions(await settled(text), offset).list.flatMap(({ kind, snippet }) => (kind === "snippet" && snippet ? snippet : []));
		};
		const [scenario, ...others] = await snippets("$0");
		expect(scenario).toMatch(/^\/\/\/.*\nscenario [^\n]*\n\tkernel /);
		expect(others.length).toBeGreaterThan(8);
		expect((await snippets("scenario s { $0 }")).map((body) => body.split(" ")[0])).toEqual(
			expect.arrayContaining(["task", "device", "expect"]),
		);
		expect((await snippets("scenario s { $0 }")).filter((body) => /^scenario /m.test(body))).toEqual([]);
		expect(await snippets("scenario s { page p; task t { get_page($0); } }")).toEqual([]);
		expect(await snippets("scenario s { page p; task t { $0 } }")).toEqual([]);
	});

	test("has the documentation of a proposal when that is asked for", async () => {
		const { text, offset } = atCursor("scenario s { task t { $0 } }");
		const snapshot = await settled(text);
		const documentation = (label: string): string | undefined => {
			const declared = completions(snapshot, offset).list.find((completion) => completion.label === label)?.declared;
			return declared && completionDocumentation(snapshot, label, declared);
		};
		expect(documentation("get_page")).toContain("Takes a reference.");
		expect(documentation("WRITE")).toContain("The flag for writing.");
		expect(documentation("t")).toBeUndefined();
	});

	test("ranks what can be called before what only names a type, and proposes properties where one can be asserted", async () => {
		const found = await labels("scenario s { page p; task t { $0 } }");
		expect(found.slice(0, 3)).toEqual(["p", "get_page", "put_page"]);
		expect(found.indexOf("page")).toBeGreaterThan(found.indexOf("WRITE"));
		expect(found).not.toContain("lost_reference");
		expect(await labels("scenario s { page p; task t { assert(p, $0); } }")).toEqual(["lost_reference"]);
		expect(await labels("scenario s { page p; task t { get_page($0); } }")).not.toContain("lost_reference");
	});

	test("proposes what a declaration is made of: types in a struct, entries in a patch, nothing in an enum", async () => {
		expect(await labels("struct door { $0 }")).toEqual(["bool", "int", "door", "page_state", "page", "task", "counted"]);
		expect((await labels("patch p { $0 }"))[0]).toBe("title:");
		expect(await labels("enum e { $0 }")).toEqual([]);
	});

	test("proposes nothing in a comment", async () => {
		expect(await labels("scenario s { // $0\n }")).toEqual([]);
	});
});

describe("completion of kernels and patches", () => {
	const expecting = (settings: string): Promise<string[]> => labels(`scenario s { expect safe under ${settings}; }`);

	test("proposes what the kernel lacks behind a plus, and what it has behind a minus, also behind other settings", async () => {
		const model = 'patch a { title: "a"; }\npatch b { title: "b"; }\nkernel v3 = v1 + a;\n';
		const under = (settings: string): Promise<string[]> => labels(`${model}scenario s { expect safe under ${settings}; }`);
		expect(await under("v3 + $0")).toEqual(["atomic_count", "b", "a"]);
		expect(await under("v3 - $0")).toEqual(["a", "atomic_count", "b"]);
		expect(await under("v3 + b - $0")).toEqual(["a", "b", "atomic_count"]);
		expect(await under("counting = plain, v3 + b$0")).toEqual(["atomic_count", "b", "a"]);
		expect(await labels(`${model}scenario s { kernel v3 - $0; }`)).toEqual(["a", "atomic_count", "b"]);
		expect(await labels(`${model}kernel v4 = $0;`)).toEqual(["v3", "v2", "v1"]);
	});

	test("proposes each setting once", async () => {
		expect(await expecting("v1, $0")).toEqual(["counting"]);
		expect(await expecting("counting = plain, $0")).toEqual(["v2", "v1"]);
		expect(await expecting("v1, counting = $0")).toEqual(["plain", "checked"]);
		expect(await expecting("v1 $0")).toEqual([]);
	});

	test("replaces a release with its dots", async () => {
		const { text, offset } = atCursor("kernel v4.17;\nkernel v4.18;\nscenario s { expect safe under v4.1$0; }");
		const found = completions(await settled(text), offset).list.filter(({ kind }) => kind === "kernel");
		expect(found.map(({ label, span }) => [label, span && text.slice(span.start, span.end)])).toEqual([
			["v4.18", "v4.1"],
			["v4.17", "v4.1"],
			["v2", "v4.1"],
			["v1", "v4.1"],
		]);
	});
});

describe("completion by type", () => {
	/** The first proposal in a function, where the nearest name is `flag`, of a type that nobody wants. */
	const first = async (statement: string): Promise<string> =>
		(
			await labels(`scenario s { page data; int number; fn int f(page p, page_state st) { task flag = null; ${statement} } task t { } }`)
		)[0];

	test("ranks what may be assigned, returned or compared first", async () => {
		expect(await first("page q = $0")).toBe("p");
		expect(await first("page_state next = $0")).toBe("st");
		expect(await first("p = $0;")).toBe("p");
		expect(await first("p.state = $0;")).toBe("st");
		expect(await first("p->refcount += $0;")).toBe("number");
		expect(await first("if (p && p.state == $0) { }")).toBe("st");
		expect(await first("return n$0;")).toBe("number");
	});

	test("proposes the constants of the type before what does not fit", async () => {
		const found = await labels("scenario s { int n; page data; task t { page p = $0; } }");
		expect(found.indexOf("null")).toBeLessThan(found.indexOf("n"));
	});
});

describe("completion of words", () => {
	const within = (code: string): Promise<string[]> => labels(`scenario s { bool b; task t { ${code} } }`);

	test("proposes break and continue in loops only", async () => {
		expect(await within("while (b) { $0 }")).toEqual(expect.arrayContaining(["break", "continue"]));
		expect(await within("while (b) { } $0")).not.toContain("break");
		expect(await within("while (b) { if (b) { br$0 } }")).toContain("break");
	});

	test("proposes else behind an if, and or behind a branch of a choice", async () => {
		expect(await within("if (b) { } $0")).toContain("else");
		expect(await within("if (b) b = true; // so\n el$0")).toContain("else");
		expect(await within("if (b) { } else { } $0")).not.toContain("else");
		expect(await within("b = true; $0")).not.toContain("else");
		expect(await within("choose { } $0")).toContain("or");
		expect(await within("$0")).not.toContain("or");
	});

	test("proposes statements where one may begin, and types", async () => {
		expect(await within("if (b) $0")).toEqual(expect.arrayContaining(["return", "int"]));
		const value = await within("b = $0;");
		expect(value).toEqual(expect.arrayContaining(["true", "patched"]));
		expect(value).not.toContain("while");
		expect(await within("for (p $0) { }")).toEqual(["in"]);
		expect((await within("for (p in $0) { }"))[0]).toBe("page");
		expect(await within("page q = choose(p $0);")).toEqual(["in"]);
		expect((await within("page q = choose(p in $0);"))[0]).toBe("page");
		expect(await within("page q = choose(x in page: $0);")).toEqual(expect.arrayContaining(["x", "true"]));
	});
});

describe("completion of arguments", () => {
	const source =
		"fn int pin(page p, int index = 0, bool *done = null) { return 0; }\nscenario s { bool ready; page data; int number; task t { ";

	test("ranks what fits the parameter first", async () => {
		expect((await labels(`${source}pin($0); } }`))[0]).toBe("data");
		const second = await labels(`${source}pin(data, $0); } }`);
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
		const found = completions(await settled(text), offset).list;
		expect(found.find(({ label }) => label === "pin")?.snippet).toBe("pin($" + "{1:p})$0");
		expect(found.find(({ label }) => label === "get_page")?.snippet).toBe("get_page($" + "{1:p});$0");
	});

	test("ends a statement once, and opens brackets once", async () => {
		const inserted = async (statement: string): Promise<string | undefined> => {
			const { text, offset } = atCursor(`${source}${statement} } }`);
			return completions(await settled(text), offset).list.find(({ label }) => label === "get_page")?.snippet;
		};
		expect(await inserted("get$0")).toBe("get_page($" + "{1:p});$0");
		expect(await inserted("get$0;")).toBe("get_page($" + "{1:p})$0");
		expect(await inserted("g$0et ;")).toBe("get_page($" + "{1:p})$0");
		expect(await inserted("if (ready) get$0")).toBe("get_page($" + "{1:p});$0");
		expect(await inserted("pin(get$0);")).toBe("get_page($" + "{1:p})$0");
		// Only the name.
		expect(await inserted("get$0(data);")).toBeUndefined();
	});

	test("says what a call takes and gives, without its name", async () => {
		const { text, offset } = atCursor(`${source}$0 } }`);
		const found = completions(await settled(text), offset).list.find(({ label }) => label === "pin");
		expect(found).toMatchObject({ parameters: "(page p, int index, bool *done)", detail: "int" });
	});
});
