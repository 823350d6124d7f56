import { expect, test } from "vitest";
import { decidingCells } from "../../src/explain/hang/blame";
import { binary, cellOperand, conditional, constant, element, temporary, unary } from "../../src/system/operand";
import type { Code, Operand } from "../../src/system/transition-system";

const [a, b, c] = [cellOperand(0), cellOperand(1), cellOperand(2)];

/** The step `wait (condition)`, after its temporaries were set. */
function waitFor(condition: Operand, ...temporaries: Operand[]): Code {
	return {
		temporaries: temporaries.length,
		blocks: [
			{
				instructions: temporaries.map((value, index) => ({ kind: "set", temporary: index, value })),
				end: { kind: "branch", condition, then: 1, otherwise: 2 },
			},
			{ instructions: [], end: { kind: "next", location: 1 } },
			{ instructions: [], end: { kind: "blocked" } },
		],
	};
}

test("of a conjunction, the sides that are false decide", () => {
	const both = waitFor(binary("&&", a, b));
	expect(decidingCells(both, [0, 1])).toEqual([0]);
	expect(decidingCells(both, [1, 0])).toEqual([1]);
	expect(decidingCells(both, [0, 0])).toEqual([0, 1]);
});

test("of a disjunction that is false, both sides decide", () => {
	expect(decidingCells(waitFor(binary("||", a, b)), [0, 0])).toEqual([0, 1]);
});

test("of an array access, the index and the element that is read decide", () => {
	const elementIsOne = waitFor(binary("==", element([b, c], 0, a), constant(1)));
	expect(decidingCells(elementIsOne, [0, 5, 6])).toEqual([0, 1]);
	expect(decidingCells(elementIsOne, [1, 5, 6])).toEqual([0, 2]);
	expect(decidingCells(elementIsOne, [7, 5, 6])).toEqual([0]);
});

test("of a conditional, the condition and the branch that is taken decide", () => {
	const chosen = waitFor(unary("!", conditional(a, b, c)));
	expect(decidingCells(chosen, [1, 1, 1])).toEqual([0, 1]);
	expect(decidingCells(chosen, [0, 1, 1])).toEqual([0, 2]);
});

test("a cell is found behind temporaries", () => {
	expect(decidingCells(waitFor(temporary(1), a, binary("+", temporary(0), b)), [0, 0])).toEqual([0, 1]);
});

test("only branches that are taken in the state count", () => {
	const code: Code = {
		temporaries: 0,
		blocks: [
			{ instructions: [], end: { kind: "branch", condition: a, then: 1, otherwise: 2 } },
			{ instructions: [], end: { kind: "branch", condition: b, then: 0, otherwise: 3 } },
			{ instructions: [], end: { kind: "branch", condition: c, then: 0, otherwise: 3 } },
			{ instructions: [], end: { kind: "blocked" } },
		],
	};
	expect(decidingCells(code, [1, 0, 0])).toEqual([0, 1]);
	expect(decidingCells(code, [0, 0, 0])).toEqual([0, 2]);
});
