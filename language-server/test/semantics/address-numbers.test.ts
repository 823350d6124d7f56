/** References that are cast to numbers: what would be wrong if a reference were its number is refused. */
import { expect, test } from "vitest";
import { problemsOf } from "../compile-source";

const ITEMS = `
struct foo { int x; unsigned long flags; };
struct bar { int y; };
void keep(unsigned long v) {}
`;

/** What is wrong with a statement, of which `p` is a `struct foo *` and `b` a `struct bar`. */
const problems = (statement: string): string[] =>
	problemsOf(`${ITEMS} scenario s { struct foo f; struct bar b; unsigned long v; task t { struct foo *p = &f; ${statement} } }`);

const BITS = "a reference has no bits here: keep what stands in the low bits of a pointer in a field beside it";
const ORDER = "addresses have no order here: references are compared with `==` and `!=`, and `IS_ERR()` asks for an error";
const CALCULATED = "nothing is calculated with addresses here: the elements of an array have indices";
const KEPT = "is a number, which holds no reference here: write `void *`, or `PTR_ERR()` for the error that one carries";

test.each([
	["a flag in its low bits", "if ((unsigned long)p & 1) f.x = 1;", "(unsigned long)p", BITS],
	["which is set", "p = (struct foo *)((unsigned long)p | 1);", "(unsigned long)p", BITS],
	["and cleared", "p = (struct foo *)(~(unsigned long)p);", "(unsigned long)p", BITS],
	["a hash", "f.x = (long)p >> 3;", "(long)p", BITS],
	["without a cast", "if (p & 1) f.x = 1;", "p", BITS],
	["whether it is aligned", "f.x = (unsigned long)p % 8;", "(unsigned long)p", CALCULATED],
	["the next one", "p = p + 1;", "p", CALCULATED],
	["which comes first", "if (p < &f) f.x = 1;", "p", ORDER],
	["the sign", "if ((long)p < 0) f.x = 1;", "(long)p", ORDER],
	["a number that one is", "if ((long)p == -2) f.x = 1;", "(long)p == -2", expect.stringMatching(/^which number an address is/)],
	["a variable", "v = (unsigned long)p;", "(unsigned long)p", `the variable ${KEPT}`],
	["one that is declared", "unsigned long w = (unsigned long)p;", "(unsigned long)p", `'w' ${KEPT}`],
	["a parameter", "keep((unsigned long)p);", "(unsigned long)p", `'v' of 'keep' ${KEPT}`],
])("%s", (_title, statement, place, message) => {
	const prefix = `address-number "${place}": `;
	const [problem, ...others] = problems(statement);
	expect(others).toEqual([]);
	expect(problem.slice(0, prefix.length)).toBe(prefix);
	expect(problem.slice(prefix.length)).toEqual(message);
});

test("the number of one is compared with another or with 0, is true where it is, and is cast back", () => {
	expect(problems("assert((long)p == (unsigned long)&f && (long)p != 0 && !!(long)p); p = (void *)(unsigned long)&f;")).toEqual([]);
	expect(problems("assert((long)p != (long)&b);")).toEqual([expect.stringMatching(/cannot be compared$/)]);
	expect(problems("p = (struct foo *)(long)&b;")).toEqual([expect.stringMatching(/^wrong-type/)]);
});
