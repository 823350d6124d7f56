import { describe, expect, test } from "vitest";
import { type Statement, structure } from "../../src/system/control-flow";
import type { BasicBlock, Code } from "../../src/system/transition-system";
import { op } from "./build-system";

/** A graph from the targets of each block; a block without any ends the code. */
function graph(...targets: readonly (readonly number[])[]): Code {
	const end = (next: readonly number[]): BasicBlock["end"] => {
		if (next.length === 0) return { kind: "blocked" };
		if (next.length === 1) return { kind: "goto", block: next[0] };
		if (next.length > 2) return { kind: "choose", blocks: next };
		return { kind: "branch", condition: op(1, "==", 1), then: next[0], otherwise: next[1] };
	};
	return { temporaries: 0, blocks: targets.map((next) => ({ instructions: [], end: end(next) })) };
}

function print(statements: readonly Statement[]): string {
	return statements.map(printOne).join("; ");
}

function printOne(statement: Statement): string {
	switch (statement.kind) {
		case "run":
			return `${statement.block}`;
		case "labelled":
		case "loop":
			return `${statement.kind} ${statement.label} { ${print(statement.body)} }`;
		case "break":
		case "continue":
			return `${statement.kind} ${statement.label}`;
		case "select":
			return `(${statement.ways.map(print).join(" | ")})`;
		case "end":
			return "end";
	}
}

describe("structured control flow", () => {
	test.each([
		["blocks in a row stand in a row", graph([1], [2], []), "0; 1; 2; end"],
		["a block behind both branches follows them", graph([1, 2], [3], [3], []), "labelled 3 { 0; (1; break 3 | 2; break 3) }; 3; end"],
		["a branch with one target is a merge too", graph([1, 1], []), "labelled 1 { 0; (break 1 | break 1) }; 1; end"],
		["a loop is left from within", graph([1], [2, 3], [1], []), "0; loop 1 { 1; (2; continue 1 | 3; end) }"],
		[
			"two ways out of a loop meet behind it",
			graph([1], [2, 3], [1, 3], []),
			"0; loop 1 { labelled 3 { 1; (2; (continue 1 | break 3) | break 3) }; 3; end }",
		],
		[
			"of several that meet the last stands outermost",
			graph([1, 2, 3], [2], [3], []),
			"labelled 3 { labelled 2 { 0; (1; break 2 | break 2 | break 3) }; 2; break 3 }; 3; end",
		],
		["what cannot be reached is left out", graph([2], [2], []), "0; 2; end"],
	])("%s", (_title, code, text) => {
		expect(print(structure(code))).toBe(text);
	});

	test("there is none for a loop with two entries", () => {
		expect(() => structure(graph([1, 2], [2], [1, 3], []))).toThrow("irreducible");
	});
});
