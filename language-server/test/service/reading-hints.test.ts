import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { parseFixture } from "../fixture";
import { settled } from "./open-source";

const codes = ["unused", "unreachable", "contradictory-expectations"];

/** What is hinted at in a source, and what its carets say. */
async function hints(source: string): Promise<{ found: string[]; marked: string[] }> {
	const { text, ranges } = parseFixture(source);
	const found = diagnostics(await settled(text)).filter(({ code }) => codes.includes(code));
	return {
		found: found.map(({ span, message }) => `${span.start}-${span.end} ${message}`),
		marked: ranges.map(({ start, end, text: message }) => `${start}-${end} ${message}`),
	};
}

async function agree(source: string): Promise<void> {
	const { found, marked } = await hints(source);
	expect(found).toEqual(marked);
}

describe("unused variables", () => {
	test("are those that are never named again", () =>
		agree(`scenario s {
	int n;
	task t {
		int a = 1;
		int b = 2;
		//  ^ 'b' is never used
		n = a;
	}
}`));

	test("are removed with their line, and a call stays", async () => {
		const text = "fn int one() { return 1; }\nscenario s {\n\ttask t {\n\t\tint a = one();\n\t\tint b = 2;\n\t\tint c;\n\t}\n}";
		const fixes = diagnostics(await settled(text)).flatMap(({ fixes }) => fixes ?? []);
		expect(fixes.map(({ title }) => title)).toEqual(["Remove 'a'", "Remove 'b'", "Remove 'c'"]);
		expect(applyEdits(text, fixes[0].edits)).toContain("\t\tone();\n");
		expect(applyEdits(text, fixes[1].edits)).not.toMatch(/int b|\n\s*\n/);
	});
});

describe("unreachable statements", () => {
	test("are those that no interleaving comes to, the outermost of them", () =>
		agree(`scenario s {
	int n;
	task t {
		if (n == 5) {
			n = 1;
//          ^^^^^^ no interleaving reaches this
		}
		n = 2;
	}
	device d {
		wait (n == 5);
		n = 3;
//      ^^^^^^ no interleaving reaches this
	}
	expect safe;
}`));

	test("are not guessed where something fails", () =>
		agree(`scenario s {
	int n;
	task t {
		assert(n == 1);
		if (n == 5) n = 1;
	}
	expect race;
}`));
});

describe("contradictory expectations", () => {
	test("are those of one configuration", () =>
		agree(`scenario s {
	int n;
	task t { n = 1; }
	expect safe;
	expect race;
//  ^^^^^^^^^^^^ this cannot be met together with 'expect safe'
	expect hang t under v1;
}`));
});
