import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compile, compileInSlices } from "../../src/compiler/compile";
import { analyzeSource, compileSource, stepsOf } from "../compile-source";
import { textOf } from "../named";

const LOCK = `
	struct lock { task owner; }
	fn spin_lock(lock l) { atomic { wait (!l.owner); l.owner = self; } }
	fn spin_unlock(lock l) { atomic { l.owner = null; } }
	fn atomic_inc(int *v) { atomic { (*v)++; } }
`;

describe("steps", () => {
	test("an access to shared state is a step; ++ is a read and a write", () => {
		const system = compileSource("scenario s { int 0..7 n; task a { n++; } task b { n = n + 2; } }");
		expect(stepsOf(system)).toEqual({ a: ["read n", "write n++"], b: ["read n", "write n = n + 2"] });
	});

	test("a function that is one atomic block is one step, called by its call", () => {
		const system = compileSource("scenario s { int 0..7 n; lock l; task a { spin_lock(l); atomic_inc(&n); spin_unlock(l); } }", LOCK);
		expect(stepsOf(system)).toEqual({ a: ["atomic spin_lock(l)", "atomic atomic_inc(&n)", "atomic spin_unlock(l)"] });
	});

	test("what nothing writes is constant, and what depends on it alone takes no steps", () => {
		const system = compileSource("scenario s { int 0..7 limit = 3; int 0..7 n; task a { if (limit > 2) n = limit; else n = 0; } }");
		expect(stepsOf(system)).toEqual({ a: ["write n = limit"] });
		expect(textOf(system).cells.map((cell) => cell.name)).toEqual(["n", "a"]);
	});

	test("a condition over two fields reads them in two steps, and stops when the first decides", () => {
		const system = compileSource("scenario s { bool x; bool y; task a { if (x && y) x = false; } task b { x = true; y = true; } }");
		expect(stepsOf(system).a).toEqual(["read x", "read y", "write x = false"]);
	});

	test("the condition of a wait is evaluated in one step", () => {
		const system = compileSource("scenario s { bool x; bool y; task a { wait (x && !y); } task b { x = true; y = true; } }");
		expect(stepsOf(system).a).toEqual(["wait wait (x && !y)"]);
	});

	test("a step that contains a served wait is served, also where a function has it", () => {
		const served = "struct lock { task owner; } fn take(lock l) { atomic { served wait (!l.owner); l.owner = self; } }";
		const system = compileSource(
			"scenario s { lock l; bool x; task a { take(l); served wait (x); wait (x); l.owner = null; } task b { x = true; } }",
			served,
		);
		expect(system.lanes[0].steps.map(({ served }, step) => [textOf(system).lanes[0].steps[step].label, served ?? false])).toEqual([
			["take(l)", true],
			["served wait (x)", true],
			["wait (x)", false],
			["l.owner = null", false],
		]);
	});

	test("the step that decides whether a call has more to do is called by the call", () => {
		const lock = `struct lock { bool held; int 0..3 waiting; }
			fn take(lock l) { if (!take_or_queue(l)) wait_in_queue(l); }
			fn bool take_or_queue(lock l) { atomic { if (!l.held) { l.held = true; return true; } l.waiting++; return false; } }
			fn wait_in_queue(lock l) { atomic { wait (!l.held); l.held = true; l.waiting--; } }`;
		const system = compileSource("scenario s { lock l; task a { take(l); } task b { take(l); l.held = false; } }", lock);
		expect(textOf(system).lanes[0].steps.map(({ label, stack }) => [...stack.map((frame) => frame.function), label].join(" > "))).toEqual([
			"take(l)",
			"take > wait_in_queue(l)",
		]);
	});

	test("a loop that touches nothing shared takes a step each round", () => {
		const system = compileSource("scenario s { task a { while (true) {} } }");
		expect(stepsOf(system)).toEqual({ a: ["local true"] });
	});

	test("work on locals joins the step before it, and a local that is not needed later takes no cell", () => {
		const system = compileSource("scenario s { int 0..7 n; task a { int x = n; int y = x + 1; n = y; } }");
		expect(stepsOf(system).a).toEqual(["read n", "write n = y"]);
		expect(
			textOf(system)
				.cells.filter((_, cell) => system.cells[cell].role === "local")
				.map(({ name }) => name),
		).toEqual(["y"]);
	});

	test("patched() folds: the same scenario has other steps under another kernel", () => {
		const model = `patch recheck { title: "look again"; } kernel v1.0; kernel v1.1 = v1.0 + recheck;
			fn int get(int *v) { int x = *v; if (patched(recheck)) { if (*v != x) return 0; } return x; }`;
		const scenario = (kernel: string) => `scenario s { kernel ${kernel}; int 0..3 n; task a { int x = get(&n); } task b { n = 1; } }`;
		expect(stepsOf(compileSource(scenario("v1.0"), model)).a).toEqual(["read *v"]);
		expect(stepsOf(compileSource(scenario("v1.1"), model)).a).toEqual(["read *v", "read *v"]);
	});

	test("identical tasks", () => {
		const system = compileSource("scenario s { int 0..7 n; task t[3] { n++; } }");
		expect(textOf(system).lanes.map((lane) => lane.name)).toEqual(["t[0]", "t[1]", "t[2]"]);
	});
});

describe("objects", () => {
	test("fields have their defaults, and parts are called after their owners", () => {
		const model = "struct lock { bool held; } struct inode { lock i_lock = new lock {}; int 0..9 size = 4; }";
		const system = compileSource("scenario s { inode a; task t { a.i_lock.held = true; a.size = 1; } }", model);
		expect(
			system.cells.flatMap(({ role, initial }, cell) => (role === "shared" ? [[textOf(system).cells[cell].name, initial]] : [])),
		).toEqual([
			["a.size", 4],
			["a.i_lock.held", 0],
		]);
	});

	test("a reference that can change reads whichever object it denotes", () => {
		const model = "struct page { int 0..3 refcount = 1; }";
		const source = "scenario s { page a; page b; page current; task t { page p = current; p.refcount = 2; } task u { current = b; } }";
		const system = compileSource(source, model);
		expect(stepsOf(system).t).toEqual(["read current", "write p.refcount = 2", "local p.refcount"]);
		expect(system.lanes[0].steps[1].code.blocks[0].instructions[0].kind).toBe("storeElement");
	});
});

describe("what is too large", () => {
	const spanText = (source: string) => {
		const program = analyzeSource(source);
		const [scenario] = program.files[0].scenarios;
		const { system, problems } = compile(program, scenario, scenario.configuration);
		expect(system).toBeUndefined();
		expect(problems.map(({ code }) => code)).toEqual(["scenario-too-large"]);
		return program.files[0].written(problems[0].span);
	};
	/** Functions of which each is called twice by the next. */
	const doubling = (count: number, body = "") =>
		Array.from({ length: count }, (_, index) =>
			index === 0 ? `fn f0() { ${body} }` : `fn f${index}() { f${index - 1}(); f${index - 1}(); }`,
		).join(" ");

	test.each([
		["with nothing in them", ""],
		["with a step in them", "x = 1;"],
	])("calls that double thirty deep are told at the call of the task, %s", (_, body) => {
		expect(spanText(`int 0..3 x; ${doubling(30, body)} scenario s { task t { x = 1; f2(); f29(); x = 2; } }`)).toBe("f29()");
	});

	test("the same of values, in a task and in a property", () => {
		const functions = Array.from({ length: 40 }, (_, i) =>
			i === 0 ? "fn int f0(int n) { return n; }" : `fn int f${i}(int n) { return f${i - 1}(n) + f${i - 1}(n); }`,
		);
		const source = (members: string) => `int 0..3 x; ${functions.join(" ")} scenario s { ${members} }`;
		expect(spanText(source("task t { int a = x; x = f39(a); }"))).toBe("f39(a)");
		expect(spanText(source("property p = f39(x) > 3; task t { x = 1; }"))).toBe("f39(x)");
	});

	test("loops within loops are told at the task", () => {
		const loops = (count: number) => Array.from({ length: count }, (_, index) => `for (i${index} in 0..63)`).join(" ");
		expect(spanText(`int 0..3 x; scenario s { task t { ${loops(8)} x = 1; } }`)).toBe("t");
	});

	test("a long chain of calls is told at its first", () => {
		const count = 5000;
		const chain = Array.from({ length: count }, (_, index) => `fn f${index}() { ${index + 1 < count ? `f${index + 1}();` : ""} }`);
		expect(spanText(`int 0..3 x; ${chain.join(" ")} scenario s { task t { x = 1; f0(); } }`)).toBe("f0()");
	});

	test("an object is called by the field that refers to it where no step can change that, and else by its struct", () => {
		const system = compileSource(`
			struct mutex { bool held; }
			struct page { int 0..3 refcount = 1; mutex lock = new mutex {}; }
			struct mm { page pte = new page {}; mutex mmap_lock = new mutex {}; }
			scenario s {
				mm heap;
				task t { page p = heap.pte; p.lock.held = true; p.refcount = 0; heap.pte = null; heap.mmap_lock.held = true; }
			}`);
		const names = textOf(system).cells.flatMap(({ name, object }) => (object === undefined ? [] : [name]));
		expect(names).toEqual(["heap.pte", "page 0.refcount", "page 0.lock.held", "heap.mmap_lock.held"]);
	});

	test("a task with many steps, of which each has a local that is needed later, is told at its name", () => {
		const lines = Array.from({ length: 12_000 }, (_, index) => (index % 2 === 0 ? `int v${index} = x;` : `x = v${index - 1};`));
		expect(spanText(`int 0..3 x; scenario s { task t { ${lines.join(" ")} } task u { x = 1; } }`)).toBe("t");
	});

	test("a long task is compiled in slices, and gives up when it is late", () => {
		const program = analyzeSource(`int 0..3 x; scenario s { task t { ${"x = 1; ".repeat(2000)} } }`);
		const [scenario] = program.files[0].scenarios;
		let slices = 0;
		for (const _ of compileInSlices(program, scenario, scenario.configuration)) slices++;
		expect(slices).toBeGreaterThan(4000);
		const { problems } = compile(program, scenario, scenario.configuration, { isLate: () => true });
		expect(problems[0].message).toContain("the limit on time");
	});
});

describe("problems that show when a scenario is set up", () => {
	test.each([
		["page p = find(); page q = p.next;", "null-dereference"],
		["int 0..3 n = 4;", "out-of-range"],
		["int 0..3 n = forever();", "endless-set-up"],
	])("%s", (members, code) => {
		const model = "struct page { page next; } fn page find() { return null; } fn int forever() { while (true) {} return 1; }";
		const program = analyzeSource(`scenario s { ${members} task t {} }`, model);
		const [scenario] = program.files[0].scenarios;
		const { system, problems } = compile(program, scenario, scenario.configuration);
		expect(system).toBeUndefined();
		expect(problems.map((problem) => problem.code)).toEqual([code]);
	});
});

describe("properties that a scenario turns off", () => {
	const model = `int 0..3 n; property small = n < 2; property even() "odd"; fn set(int to) { n = to; assert(n % 2 == 0, even()); }`;
	const failures = (members: string): string[] => {
		const system = compileSource(`scenario s { ${members} task t { set(3); } }`, model);
		return searchNow(system).result.violations.map(({ failure }) => system.failures[failure].property);
	};

	test("are not looked for, nor reported where a function asserts them", () => {
		expect(failures("")).toEqual(["small", "even"]);
		expect(failures("property small off;")).toEqual(["even"]);
		expect(failures("property even off;")).toEqual(["small"]);
		expect(failures("property even off; property small off; property small = n < 3;")).toEqual(["small"]);
	});

	test("change no step", () => {
		const steps = (members: string) => stepsOf(compileSource(`scenario s { ${members} task t { set(3); } }`, model));
		expect(steps("property even off;")).toEqual(steps(""));
	});
});

describe("objects in the text", () => {
	const constantsOf = (members: string): string[] => {
		const { objects } = textOf(compileSource(`struct page {} struct pair { page one = new page {}; page two = new page {}; } ${members}`));
		return objects.flatMap(({ name, fields }) =>
			fields.flatMap((field) => (field.operand.kind === "constant" && field.name === "n" ? [`${name} ${field.operand.value}`] : [])),
		);
	};

	test("that the same place in the text makes have the same site", () => {
		const source = `
			struct number { int 0..9 n; }
			fn number of(page p) { return new number { n: site(p) }; }
			scenario s {
				page a; page b; pair c; pair d;
				number of_a = of(a); number of_b = of(b); number of_c1 = of(c.one); number of_c2 = of(c.two); number of_d1 = of(d.one);
				number of_null = of(null);
				task t {}
			}`;
		expect(constantsOf(source)).toEqual(["of_a 1", "of_b 2", "of_c1 3", "of_c2 4", "of_d1 3", "of_null 0"]);
	});

	test("are counted by the fields and variables that say so, as they are at each moment", () => {
		const source = `
			struct page {}
			struct box { counted page kept[2]; page looked_at; }
			scenario s {
				page p; box b; counted page first = p; page second = p;
				task t {
					assert(counted(p) == 1);
					b.kept[0] = p;
					b.kept[1] = p;
					b.looked_at = p;
					assert(counted(p) == 3);
					first = null;
					page any = b.kept[choose(0..1)];
					assert(counted(any) == 2);
				}
			}`;
		expect(searchNow(compileSource(source)).result.violations).toEqual([]);
	});
});
