/**
 * Numbers of 32 bits: what does not fit is refused where it is known, and an error where it happens. Nothing wraps
 * without a word.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BinaryOperator, exactBinary, exactUnary, GREATEST, LEAST } from "../../src/base/arithmetic";
import { searchNow } from "../../src/checker/search";
import { fits, fitsNegated } from "../../src/system/fits";
import { operandValue } from "../../src/system/interpreter";
import { type Interval, intervalOf } from "../../src/system/interval";
import { cellOperand } from "../../src/system/operand";
import { compileSource, problemsOf } from "../compile-source";
import { outcomeOf } from "../explain/check-source";
import { tries } from "../random";

const OPERATORS: BinaryOperator[] = ["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^"];

/** The result of an operation in whole numbers without a limit; undefined where there is none in 32 bits. */
function truth(operator: BinaryOperator, left: number, right: number): number | undefined {
	const [a, b] = [BigInt(left), BigInt(right)];
	const isShift = operator === "<<" || operator === ">>";
	if (isShift && (right < 0 || right > 31)) return undefined;
	const exact = (): bigint => {
		switch (operator) {
			case "+":
				return a + b;
			case "-":
				return a - b;
			case "*":
				return a * b;
			case "/":
				return b === 0n ? 0n : a / b;
			case "%":
				return b === 0n ? 0n : a % b;
			case "<<":
				return a << b;
			case ">>":
				return a >> b;
			case "&":
				return a & b;
			case "|":
				return a | b;
			default:
				return a ^ b;
		}
	};
	const result = exact();
	return result < BigInt(LEAST) || result > BigInt(GREATEST) ? undefined : Number(result);
}

/** Numbers of all sizes, those at the edges and around powers of two among them. */
const number = fc.oneof(
	fc.integer({ min: LEAST, max: GREATEST }),
	fc.integer({ min: -40, max: 40 }),
	fc.tuple(fc.nat({ max: 31 }), fc.integer({ min: -2, max: 2 }), fc.boolean()).map(([power, add, negative]) => {
		const value = (negative ? -1 : 1) * 2 ** power + add;
		return Math.max(LEAST, Math.min(GREATEST, value));
	}),
);

/** A value, and an interval in which it lies. */
const within = fc.tuple(number, number, number).map(([value, one, other]): { value: number; interval: Interval } => ({
	value,
	interval: { low: Math.min(value, one, other), high: Math.max(value, one, other) },
}));

describe("whether a result fits", () => {
	test("is computed as in numbers without a limit", () => {
		fc.assert(
			fc.property(fc.constantFrom(...OPERATORS), number, number, (operator, left, right) => {
				expect(exactBinary(operator, left, right)).toBe(truth(operator, left, right));
				expect(exactUnary("-", left)).toBe(truth("-", 0, left));
			}),
			tries(3000),
		);
	});

	test("is said by a condition that means the same in 32 bits and in more, whatever is known of the values", () => {
		fc.assert(
			fc.property(fc.constantFrom(...OPERATORS), within, within, (operator, left, right) => {
				const state = [left.value, right.value];
				const condition = fits(operator, cellOperand(0), cellOperand(1), left.interval, right.interval);
				expect(operandValue(condition, state, [])).toBe(truth(operator, left.value, right.value) === undefined ? 0 : 1);
				const negated = fitsNegated(cellOperand(0), left.interval);
				expect(operandValue(negated, state, [])).toBe(truth("-", 0, left.value) === undefined ? 0 : 1);
			}),
			tries(5000),
		);
	});

	test("the interval of what fits contains it", () => {
		fc.assert(
			fc.property(fc.constantFrom(...OPERATORS), within, within, (operator, left, right) => {
				const result = truth(operator, left.value, right.value);
				fc.pre(result !== undefined);
				const operand = { kind: "binary", operator, left: cellOperand(0), right: cellOperand(1) } as const;
				const { low, high } = intervalOf(operand, (leaf) => (leaf.kind === "cell" && leaf.cell === 0 ? left : right).interval);
				expect(low).toBeLessThanOrEqual(result as number);
				expect(high).toBeGreaterThanOrEqual(result as number);
			}),
			tries(5000),
		);
	});
});

describe("what is known not to fit is refused where it stands", () => {
	test.each([
		["a literal", "int 0..3 n; task t { n = 4294967296; }", "4294967296"],
		["a hexadecimal literal", "int 0..3 n; task t { n = 0xffffffff; }", "0xffffffff"],
		["one with very many digits", "int 0..3 n; task t { n = 99999999999999999999999; }", "99999999999999999999999"],
		["the end of a range", "int 0..0xffffffff n; task t { n = 1; }", "0xffffffff"],
		["the start of one", "int -2147483649..0 n; task t { n = 0; }", "2147483649"],
		["the greatest number and one", "int 0..3 n; task t { n = 2147483648; }", "2147483648"],
		["a constant sum", "int 0..3 n; task t { n = 2147483647 + 1; }", "2147483647 + 1"],
		["a constant difference", "int 0..3 n; task t { n = 0 - 2147483647 - 2; }", "0 - 2147483647 - 2"],
		["a constant product", "int 0..3 n; task t { n = 65536 * 65536; }", "65536 * 65536"],
		["a constant negative", "int 0..3 n; task t { n = -(-2147483647 - 1); }", "-(-2147483647 - 1)"],
		["a constant shift", "int 0..3 n; task t { n = 1 << 32; }", "1 << 32"],
		["a shift by less than 0", "int 0..3 n; task t { n = 4 >> -1; }", "4 >> -1"],
		["a constant quotient", "int 0..3 n; task t { n = -2147483648 / -1; }", "-2147483648 / -1"],
		["a size", "int 0..3 n[1 << 31]; task t { n[0] = 1; }", "1 << 31"],
		["a choice", "int 0..3 n; task t { n = choose(0..4294967296); }", "4294967296"],
		["a number in a property", "int 0..3 n; task t { n = 1; } property p = n != 4294967295;", "4294967295"],
		["a number in a message", 'int 0..3 n; task t { n = 1; } property p "{n + 4294967296}" = n != 1;', "4294967296"],
	])("%s", (_title, members, text) => {
		expect(problemsOf(`scenario s { ${members} }`)).toEqual([
			expect.stringMatching(new RegExp(`^number-too-large "${text.replace(/[+*()<]/g, "\\$&")}": .*2147483647|only 0\\.\\.31`)),
		]);
	});

	test.each(["const LARGE = 2147483647 + 1;", "const LARGE = 4294967296;"])("a constant: %s", (item) => {
		expect(problemsOf(`${item} scenario s { int 0..3 n; task t { n = 1; } }`).map((problem) => problem.split(" ")[0])).toContain(
			"number-too-large",
		);
	});

	test("the least number can be written, as a literal, a constant and the end of a range", () => {
		const source = `const LOW = -2147483648; const HEXADECIMAL = -0x80000000;
			scenario s { int -2147483648..2147483647 n = LOW; task t { n = HEXADECIMAL; n = -2147483648; } property p = n == -2147483648; }`;
		expect(outcomeOf(source).verdict).toBe("safe");
	});

	test.each([
		["int -2147483648..2147483647 n = product();", "out-of-range"],
		["int -2147483648..2147483647 n = negative();", "out-of-range"],
		["int -2147483648..2147483647 n = shifted();", "out-of-range"],
		["int -2147483648..2147483647 n = counted();", "out-of-range"],
	])("while the scenario is set up: %s", (members, code) => {
		const functions = `
			fn int product() { int 0..65536 a = 65536; return a * a; }
			fn int negative() { int -2147483648..0 a = -2147483648; return -a; }
			fn int shifted() { int 0..40 a = 32; return 1 << a; }
			fn int counted() { int 0..2147483647 a = 2147483647; a++; return a; }`;
		expect(() => compileSource(`${functions} scenario s { ${members} task t { n = 1; } }`)).toThrow(code);
	});
});

describe("arithmetic that does not fit is the error 'range'", () => {
	const ANY = "int -2147483648..2147483647";
	const messageOf = (members: string): string => {
		const { findings } = outcomeOf(`scenario s { ${members} }`);
		return findings.map(({ subject, message }) => `${subject}: ${message}`).join("; ");
	};

	test.each([
		[
			"a sum",
			`${ANY} a = 2147483647; ${ANY} b; task t { b = a + 1; } task u { a = 2147483646; }`,
			"range: `a + 1`: 2147483647 + 1 is not in -2147483648..2147483647",
		],
		["++", `${ANY} a; task t { a = 2147483647; a++; }`, "range: `a++`: 2147483647 + 1 is not in -2147483648..2147483647"],
		["--", `${ANY} a; task t { a = -2147483648; a--; }`, "range: `a--`: -2147483648 - 1 is not in -2147483648..2147483647"],
		[
			"+=",
			`${ANY} a = 2147483647; ${ANY} b = 1; task t { a += b; } task u { b = 0; }`,
			"range: `a += b`: 2147483647 + 1 is not in -2147483648..2147483647",
		],
		[
			"a product that would wrap to 0",
			`int 0..65536 a = 65536; ${ANY} b; task t { b = a * a; } task u { a = 1; }`,
			"range: `a * a`: 65536 * 65536 is not in -2147483648..2147483647",
		],
		[
			"a negative",
			`${ANY} a = -2147483648; ${ANY} b; task t { b = -a; } task u { a = 1; }`,
			"range: `-a`: -(-2147483648) is not in -2147483648..2147483647",
		],
		[
			"a quotient",
			`${ANY} a = -2147483648; int -1..1 b = -1; ${ANY} c; task t { c = a / b; } task u { b = 1; }`,
			"range: `a / b`: -2147483648 / -1 is not in -2147483648..2147483647",
		],
		[
			"a shift out of 32 bits",
			`${ANY} a = 1; ${ANY} b; task t { b = a << 31; } task u { a = 0; }`,
			"range: `a << 31`: 1 << 31 is not in -2147483648..2147483647",
		],
		[
			"a shift by too many places",
			`int 0..40 a = 32; ${ANY} b; task t { b = 1 >> a; } task u { a = 0; }`,
			"range: `1 >> a`: 1 >> 32 is not in -2147483648..2147483647",
		],
		[
			"a shift by less than 0",
			`int -1..1 a = -1; ${ANY} b; task t { b = 1 >> a; } task u { a = 0; }`,
			"range: `1 >> a`: 1 >> -1 is not in -2147483648..2147483647",
		],
		[
			"of what a function is called with",
			`${ANY} b; fn int square(int n) { return n * n; } task t { b = square(65536); }`,
			"range: `square(65536)`: 65536 * 65536 is not in -2147483648..2147483647",
		],
		[
			"of locals",
			`int 0..65536 a = 65536; ${ANY} b; task t { ${ANY} l = a; l = l * l; b = l; } task u { a = 1; }`,
			"range: `l * l`: 65536 * 65536 is not in -2147483648..2147483647",
		],
		[
			"in a wait",
			`${ANY} a = 2147483647; task t { wait (a + 1 > 0); } task u { a = 2147483647; }`,
			"range: `a + 1`: 2147483647 + 1 is not in -2147483648..2147483647",
		],
		[
			"in a property",
			`${ANY} a; task t { a = 2147483647; a = 0; } property p = a + 1 > 0;`,
			"range: `a + 1`: 2147483647 + 1 is not in -2147483648..2147483647",
		],
		["not in a message, where it reads as 0", `${ANY} a; task t { a = 2147483647; } property p "{a + 1}" = a == 0;`, "p: 0"],
	])("%s", (_title, members, message) => {
		expect(messageOf(members)).toBe(message);
	});

	test.each([
		["a sum", `${ANY} a = 2147483646; ${ANY} b; task t { b = a + 1; } task u { a = -2147483648; } property p = b <= 2147483647;`],
		["a difference", `${ANY} a = -2147483647; ${ANY} b; task t { b = a - 1; } task u { a = 2147483647; }`],
		["a product", `${ANY} a = 46340; ${ANY} b; task t { b = a * a; } task u { a = -46340; }`],
		["the product that is the least number", `${ANY} a = -65536; ${ANY} b; task t { b = a * 32768; } task u { a = 65535; }`],
		["a negative", `${ANY} a = -2147483647; ${ANY} b; task t { b = -a; } task u { a = 2147483647; }`],
		["a shift", `${ANY} a = -1; ${ANY} b; task t { b = a << 31; } task u { a = 0; }`],
		[
			"the remainder of the least number by -1",
			`${ANY} a = -2147483648; int -1..1 b = -1; ${ANY} c; task t { c = a % b; } task u { b = 1; } property p = c == 0;`,
		],
		[
			"counting up to the greatest number",
			`${ANY} a = 2147483640; int 0..9 n; task t { for (i in a..2147483647) n++; } task u { a = 2147483645; } property p = n <= 8;`,
		],
	])("what fits is none: %s", (_title, members) => {
		expect(messageOf(members)).toBe("");
	});

	test("it is in the same place however a system is run, at the widest that a cell can be", () => {
		const system = compileSource(`scenario s {
			${ANY} n; ${ANY} m = 2147483647; ${ANY} l = -2147483648; int 2147483646..2147483647 high = 2147483646; int -2147483648..-2147483647 low = -2147483648;
			task a { n = m; n = l; n = n / 2; n -= 1073741824; n--; }
			task b { high++; low++; m = high; l = low; }
			property within = n <= m || n >= l;
		}`);
		const find = (execution: "compiled" | "interpreted" | "collapsed" | "tree") => searchNow(system, {}, () => 0, execution).result;
		const { states, transitions, violations } = find("interpreted");
		expect(violations.map(({ failure }) => system.failures[failure].property)).toContain("range");
		for (const execution of ["compiled", "collapsed", "tree"] as const)
			expect(find(execution)).toMatchObject({ states, transitions, violations });
	});
});
