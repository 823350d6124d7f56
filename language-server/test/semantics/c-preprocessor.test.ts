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

	test("that has to be there, and be `y` or `n`", () => {
		expect(problemsOf("option mode = fast | slow;\nfn f() {\n#ifdef CONFIG_X\n#endif\nif (IS_ENABLED(mode)) f2(); }\nfn f2() { }")).toEqual(
			[
				"unknown-name \"CONFIG_X\": there is no option 'CONFIG_X': declare `option CONFIG_X = y | n;` in the file, the value that holds first",
				"wrong-type \"mode\": 'mode' is not `y` or `n`, but fast or slow",
			],
		);
	});

	test("what stands alone or around items is told", () => {
		const text = "#ifdef CONFIG_X\nint x;\n#else\nint y;\n#endif\nfn f() {\n#else\n#if 1\nx = 1;\n}\n";
		expect(problemsOf(text)).toEqual([
			'preprocessor "#ifdef CONFIG_X": `#ifdef` cannot stand around items: ask with `IS_ENABLED(CONFIG_…)` where they are used',
			'preprocessor "#else": `#else` without an `#if` before it',
			'syntax-error "": expected `#endif`',
		]);
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
