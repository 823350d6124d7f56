/** Lines of the preprocessor: what of them has an effect, and what to write for the rest. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { formattingEdits } from "../../src/service/editing/formatting";
import { parse } from "../../src/syntax/parser";
import { compileSource, problemsOf } from "../compile-source";

/** What fails in a scenario with these members, under these items. */
function failing(items: string, members: string): string[] {
	const { system, result } = searched(items, members);
	return result.violations.map(({ failure }) => system.failures[failure].property);
}

function searched(items: string, members: string) {
	const system = compileSource(`${items}\nscenario s {\n${members}\n}`);
	return { system, result: searchNow(system, {}, () => 0).result };
}

describe("`#define`", () => {
	test("of a value is a constant", () => {
		const items = `
#define SHIFT 3
#define MASK	((1UL << SHIFT) - 1)	/* all of them */
#define LONG \\
	(MASK + \\
	 010)
`;
		expect(failing(items, "task t { assert(MASK == 7 && LONG == 15); }")).toEqual([]);
	});

	test("without a value has no effect, and with parameters is a macro", () => {
		expect(problemsOf("#define GUARD\n#define twice(x) ((x) * 2)\n#define\n")).toEqual([
			'left-out "#define GUARD": lines of the preprocessor without a value have no effect: other files are named with `use "FILE";`',
			'preprocessor "#define": expected a name after `#define`',
		]);
	});

	test("what is wrong with the value is said where it stands", () => {
		expect(problemsOf("#define A 1 +\n#define B (A\n#define C nothing\n")).toEqual([
			'syntax-error "": expected an expression',
			'syntax-error "": expected `)` after the expression',
			"unknown-name \"nothing\": there is no value 'nothing'",
		]);
	});
});

test("`#include` has no effect, which is said once", () => {
	const text = '#include <linux/mm.h>\n#include "internal.h" // ours\n#pragma once\nint x;\n';
	expect(problemsOf(text)).toEqual([
		'left-out "#include <linux/mm.h>": lines of the preprocessor without a value have no effect: other files are named with `use "FILE";`',
	]);
});

describe("`#ifdef` in a function asks for an option", () => {
	const items = `
		option CONFIG_NUMA = y | n;
		option CONFIG_SWAP = y | n;
		int nodes(void)
		{
			int n = 1;

#ifdef CONFIG_NUMA
			n++;
#if IS_ENABLED(CONFIG_SWAP) && !defined(CONFIG_NUMA)
			n = 7;
#endif
#elif defined(CONFIG_SWAP)
			n = 3;
#else
			n = 5;
#endif
#ifndef CONFIG_SWAP
			n += 10;
#endif
			if (IS_ENABLED(CONFIG_SWAP))
				n += 20;
			return n;
		}`;

	test.each([
		["", 22],
		["option CONFIG_NUMA = n;", 23],
		["option CONFIG_SWAP = n;", 12],
		["option CONFIG_NUMA = n; option CONFIG_SWAP = n;", 15],
	])("%s", (options, nodes) => {
		expect(failing(items, `${options} task t { assert(nodes() == ${nodes}); }`)).toEqual([]);
	});

	test("while a scenario is set up", () => {
		expect(failing(items, "int x = nodes(); option CONFIG_NUMA = n; task t { assert(x == 23); }")).toEqual([]);
	});

	test("that is not set where nobody declares it, and is `y` or `n`", () => {
		expect(problemsOf("option mode = fast | slow;\nfn f() {\n#ifdef CONFIG_X\n#endif\nif (IS_ENABLED(mode)) f2(); }\nfn f2() { }")).toEqual(
			[
				'option-not-set "CONFIG_X": `CONFIG_X` is not set here: `option CONFIG_X = n | y;` in the file lets scenarios choose',
				"wrong-type \"mode\": 'mode' is not `y` or `n`, but fast or slow",
			],
		);
	});

	test("what stands alone is told", () => {
		const text = "int x;\nfn f() {\n#else\n#if 1\nx = 1;\n}\n";
		expect(problemsOf(text)).toEqual(['preprocessor "#else": `#else` without an `#if` before it', 'syntax-error "": expected `#endif`']);
	});
});

describe("around items", () => {
	const both = `
		option CONFIG_SMP = y | n;
		option CONFIG_DEBUG = n | y;
		#ifdef CONFIG_SMP
		static int cpus(void) { return 4; }
		#elif defined(CONFIG_DEBUG)
		static int cpus(void) { return 2; }
		#else
		static inline int cpus(void) { return 1; }
		#endif`;

	test.each([
		["", 4],
		["option CONFIG_SMP = n;", 1],
		["option CONFIG_SMP = n; option CONFIG_DEBUG = y;", 2],
	])("the function is meant that the options say: %s", (options, cpus) => {
		expect(failing(both, `${options} int n = cpus(); task t { assert(cpus() == ${cpus} && n == ${cpus}); }`)).toEqual([]);
	});

	test("what it does is known of all sides, which take the same", () => {
		const text = `int x; #ifdef CONFIG_SMP`.replace(" ", "\n").replace(" #", "\n#");
		const sides = `option CONFIG_SMP = n | y;\n${text}\nint get(int n) { return n; }\n#else\nint get(int n) { return x++; }\n#endif\n`;
		expect(problemsOf(`${sides}property p = get(1) == 1;`)).toEqual([expect.stringMatching(/^must-only-read "get": .*writes/)]);
		expect(problemsOf(sides.replace("int get(int n) { return x", "int get(bool n) { return x"))).toEqual([
			"wrong-type \"get\": 'get' takes and returns the same on both sides of the `#if`",
		]);
	});

	test("there is one macro, constant or variable for all scenarios: that of the options' first values", () => {
		const items = `
			option CONFIG_BIG = n | y;
			#ifdef CONFIG_BIG
			#define SIZE 8
			#define twice(x) ((x) * 20)
			static int kept = 1;
			#else
			#define SIZE 2
			#define twice(x) ((x) * 2)
			static int kept = 2;
			#endif`;
		expect(failing(items, "task t { assert(SIZE == 2 && twice(SIZE) == 4 && kept == 2); }")).toEqual([]);
		expect(problemsOf(`${items}\nscenario s { option CONFIG_BIG = y; task t { } }`)).toEqual([
			expect.stringMatching(/^option-decided "CONFIG_BIG": .*`CONFIG_BIG = n`/),
		]);
	});

	test("what one side alone has is there, unless nobody declares the option", () => {
		const text = (option: string) => `${option}\n#ifdef CONFIG_X\nint x;\n#endif\n#if 0\nnonsense here;\n#endif\nfn f() { x = 1; }`;
		expect(problemsOf(text("option CONFIG_X = n | y;"))).toEqual([]);
		expect(problemsOf(text(""))).toEqual([
			expect.stringMatching(/^option-not-set "CONFIG_X"/),
			"unknown-name \"x\": there is no value 'x'",
		]);
	});

	test("a header that guards itself, and an end that is missing", () => {
		expect(problemsOf("#ifndef _RING_H\n#define _RING_H\nint x;\n#endif\nfn f() { x = 1; }")).toEqual([
			expect.stringMatching(/^left-out "#define _RING_H"/),
		]);
		expect(problemsOf("#if 1\nint x;\n")).toEqual(['preprocessor "#if 1": expected `#endif`']);
		expect(problemsOf("int x;\n#else\n")).toEqual(['preprocessor "#else": `#else` without an `#if` before it']);
	});

	test("fields and members of both sides are there", () => {
		const items = `
			struct dev {
				int a;
			#ifdef CONFIG_PM
				int state;
			#else
				int left;
			#endif
			};
			enum mode {
				IDLE,
			#if IS_ENABLED(CONFIG_PM)
				ASLEEP,
			#endif
				BUSY
			};`;
		expect(failing(items, "struct dev d; enum mode m = BUSY; task t { d.state = 1; d.left = 2; assert(m == 2); }")).toEqual([]);
	});
});

test("lines of the preprocessor stay at the start of their lines", () => {
	const text =
		"#include <a.h>\n\n#define A 1 /* one */\nvoid f(int x)\n{\n\tif (x)\n\t\tg();\n#ifdef CONFIG_X\n\tx = A;\n#else\n\tx = 2;\n#endif\n}\n";
	const format = (source: string): string =>
		formattingEdits(parse(source)).reduceRight(
			(whole, { span, newText }) => whole.slice(0, span.start) + newText + whole.slice(span.end),
			source,
		);
	expect(format(text)).toBe(text);
	expect(format(text.replaceAll("\t", " ").replaceAll("#e", "  #e"))).toBe(text);
});
