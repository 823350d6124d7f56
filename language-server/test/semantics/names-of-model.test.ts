/**
 * What a user declares may be called like anything that the model has, and like what else he declares of another sort:
 * the model goes on to mean its own, and his files mean his.
 */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { analyzeProgram } from "../../src/semantics/analyze";
import type { Program } from "../../src/semantics/program";
import { reservedWords } from "../../src/syntax/grammar-table";
import { parse } from "../../src/syntax/parser";
import { kernelModel } from "../samples/sample-files";

const model = kernelModel();

/** All names that the model's files declare outside of bodies, and those of the language that can be declared. */
const names = [
	...new Set(
		model.globals
			.visible()
			.map(({ name }) => name)
			.concat(model.files.flatMap(({ handlers, guards, lanes }) => [...handlers, ...guards, ...lanes].map(({ name }) => name))),
	),
].filter((name) => /^[A-Za-z_]\w*$/.test(name) && !reservedWords.has(name));

function analyzed(text: string): Program {
	return analyzeProgram(model, [{ uri: "file:///test.race", tree: parse(text) }]);
}

/** What is wrong, but that something of the model is hidden. */
function errorsOf(program: Program): string[] {
	const [{ diagnostics, text }] = program.files;
	return diagnostics
		.filter(({ severity }) => severity === "error")
		.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
}

/** Of what is known by its name alone there is one. */
const known = new Set(
	[...model.kernels, ...model.patches, ...model.options, ...model.files.flatMap(({ properties }) => properties)].map(({ name }) => name),
);

const LOCK = "mutex_lock(&lock_of_the_test); mutex_unlock(&lock_of_the_test);";

/** What is declared, and used, in a file and in a scenario of it; `n` tells apart what else it takes. */
type Declare = (name: string, n: number) => { readonly items?: string; readonly members: string };

const sorts: readonly (readonly [string, Declare])[] = [
	["a task", (name) => ({ members: `mutex lock_of_the_test; task ${name} { ${LOCK} }` })],
	[
		"a struct",
		(name) => ({ items: `struct ${name} { int 0..1 v; };`, members: `struct ${name} own_object; task t { own_object.v = 1; }` }),
	],
	["a function", (name) => ({ items: `static void ${name}(int n) { }`, members: `task t { ${name}(1); }` })],
	["a variable", (name) => ({ members: `int 0..1 ${name}; task t { ${name} = 1; }` })],
	["a local", (name) => ({ members: `mutex lock_of_the_test; task t { int 0..1 ${name} = 1; ${LOCK} }` })],
	[
		"a parameter",
		(name, n) => ({ items: `static int own_function_${n}(int ${name}) { return ${name}; }`, members: `task t { own_function_${n}(1); }` }),
	],
	[
		"a field",
		(name, n) => ({
			items: `struct own_struct_${n} { int 0..1 ${name}; };`,
			members: `struct own_struct_${n} o; task t { o.${name} = 1; }`,
		}),
	],
];

/** How many names are declared in one file: to begin with a file takes as long as several of them. */
const TOGETHER = 8;

describe.each(sorts)("%s that is called like something of the model", (_sort, declare) => {
	/** What is wrong with a file that declares some names, each of them for a scenario of its own. */
	function wrongWith(some: readonly string[], isCompiled: boolean): string[] {
		const declared = some.map((name, n) => {
			const { items = "", members } = declare(name, n);
			return `${items}\nscenario scenario_of_the_test_${n} {\n${members}\n}`;
		});
		const program = analyzed(declared.join("\n"));
		const errors = errorsOf(program);
		const [scenario] = program.files[0].scenarios;
		if (errors.length > 0 || !isCompiled) return errors;
		const { problems, system } = compile(program, scenario, scenario.configuration);
		return system === undefined ? problems.map(({ message }) => message) : [];
	}

	test.each([0, 1, 2, 3, 4, 5, 6, 7])("part %i", (part) => {
		const mine = names.filter((name, index) => index % 8 === part && !known.has(name));
		const wrong: string[] = [];
		for (let from = 0; from < mine.length; from += TOGETHER) {
			const some = mine.slice(from, from + TOGETHER);
			if (wrongWith(some, from % (5 * TOGETHER) === 0).length === 0) continue;
			for (const name of some) wrong.push(...wrongWith([name], true).map((error) => `${name}: ${error}`));
			if (wrong.length === 0) wrong.push(`${some.join(", ")}, together`);
		}
		expect(wrong).toEqual([]);
	});
});

describe("names of one's own", () => {
	const mine = (text: string): string[] => errorsOf(analyzed(text));

	test("a struct, a task, a function and a field may be called the same", () => {
		expect(
			mine(`
				struct worker { int 0..1 worker; };
				static void worker(struct worker *w) { w->worker = 1; }
				scenario s {
					struct worker one;
					worker two;
					task worker { worker(&one); two.worker = 1; }
					task other { for (w in worker) { assert(w.worker <= 1 && worker.index == 0); } }
					expect no hang worker;
				}`),
		).toEqual([]);
	});

	test("a variable is called like its struct, as in C", () => {
		expect(mine("struct page_of { int 0..1 n; }; scenario s { struct page_of page_of; task t { page_of.n = 1; } }")).toEqual([]);
		expect(mine("scenario s { task t { struct page *page = NULL; struct file *file = NULL; assert(!page && !file); } }")).toEqual([]);
	});

	test("two of one sort may not", () => {
		expect(mine("struct a { } struct a { }")).toHaveLength(1);
		expect(mine("fn a() { } int 0..1 a;")).toHaveLength(1);
		expect(mine("scenario s { task a { } task a { } }")).toHaveLength(1);
	});
});
