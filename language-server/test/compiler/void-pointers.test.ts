/** `void *`: what the compiler makes of it. What it means stands in `test/kernel/void-pointers.race`. */
import { describe, expect, test } from "vitest";
import { compileSource, problemsOf } from "../compile-source";
import { textOf } from "../named";
import { foundIn } from "./found";

const STRUCTS = "struct foo { int x; }; struct bar { int y; }; struct dev { void *priv; };";

describe("a `void *`", () => {
	test.each([
		["a field", "struct dev dev; task t { dev.priv = &f; struct foo *g = dev.priv; assert(g == &f); }"],
		["a variable of the scenario", "void *p = &f; task t { struct foo *g = (struct foo *)p; assert(g == &f && p == g); }"],
		["an array", "void *p[2]; task t { int i = 1; p[i] = &f; struct foo *g = p[1]; assert(g == &f && !p[0]); }"],
		[
			"a local, whose objects change",
			"task t { void *p = &f; p = &b; struct bar *c = p; assert(c == &b && p != &f); p = NULL; assert(!p); }",
		],
		["a local array", "task t { void *p[] = { &f, &b }; struct bar *c = p[1]; assert(c == &b && p[0] == &f); }"],
		["several of one declaration", "task t { void *p = &f, *q = &b; assert(p != q); p = q; assert(p == q); }"],
		["what is in an object on the stack", "task t { struct dev dev = { .priv = &f }; assert(dev.priv == &f); }"],
		["what `new` is given", "task t { struct dev *dev = new dev { priv: &f }; assert(dev.priv == &f); }"],
	])("is %s", (_title, members) => {
		expect(foundIn(`${STRUCTS} scenario s { struct foo f; struct bar b; ${members} }`)).toEqual({ fails: [], hangs: [] });
	});

	test("is told as the object that it is", () => {
		const confusion = "struct dev dev; struct bar b; task t { dev.priv = &b; struct foo *f = dev.priv; f->x = 1; }";
		const system = compileSource(`${STRUCTS} scenario s { ${confusion} task u { dev.priv = new foo {}; } }`);
		expect(system.failures.map(({ property }) => property)).toContain("invalid_pointer");
		expect(textOf(system).cells.map(({ name, type }) => `${name}: ${type.kind}`)).toContain("dev.priv: reference");
	});

	test("that only ever refers to objects of one struct needs no look at what it is", () => {
		const system = compileSource(
			`${STRUCTS} scenario s { struct dev dev; struct foo f; task t { dev.priv = &f; struct foo *g = dev.priv; } }`,
		);
		expect(system.failures.map(({ property }) => property)).toEqual([]);
	});

	test("is no number, and is not looked into", () => {
		const problems = (statement: string): string[] =>
			problemsOf(`${STRUCTS} scenario s { void *p; struct foo f; task t { ${statement} } }`);
		expect(problems("int n = p->x;")).toEqual(['wrong-type "p": only an object has fields, and this is void *']);
		expect(problems("f.x = (long)p & 1;")).toEqual([expect.stringMatching(/^address-number/)]);
		expect(problems("int n = p;")).toEqual(["wrong-type \"p\": 'n' is int, and this is void *"]);
	});

	test.each([
		["is where its first member is", "void *p; task t { p = &w.first[0]; struct whole *x = p; x->z = 1; assert(x == &w && w.z == 1); }"],
		["is where the struct around is", "void *p; task t { p = &w; struct foo *f = p; assert(f == &w.first[0]); }"],
		["is equal to that", "void *p = &w; task t { assert(p == (void *)&w.first[0] && p != (void *)&w.first[1] && p == &w.first[0]); }"],
		[
			"is one of two",
			"bool c; task u { c = true; } task t { void *p = c ? (void *)&w : (void *)&f; if (p != &f) { struct whole *x = p; x->z = 1; } }",
		],
	])("%s", (_title, members) => {
		const structs = `${STRUCTS} struct whole { struct foo first[2]; int z; };`;
		expect(foundIn(`${structs} scenario s { struct whole w; struct foo f; ${members} }`)).toEqual({ fails: [], hangs: [] });
	});

	test("is no struct that begins with none of it", () => {
		const structs = `${STRUCTS} struct whole { int z; struct foo second; };`;
		const members = "struct whole w; void *p; task t { p = &w.second; struct whole *x = p; }";
		expect(foundIn(`${structs} scenario s { ${members} }`).fails).toEqual(["invalid_pointer"]);
	});
});
