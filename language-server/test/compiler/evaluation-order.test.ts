import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource } from "../compile-source";

/** The properties that fail in a scenario with these members. */
function failing(members: string): string[] {
	const system = compileSource(`scenario s { ${members} }`);
	return searchNow(system, {}, () => 0).result.violations.map(({ failure }) => system.failures[failure].property);
}

test("a local that stands to the left of a call is read before the call changes it", () => {
	const members = (sum: number) => `
		int 0..7 n;
		fn int bump(int *v) { *v += 1; return *v; }
		task a { int x = 1; n = x + bump(&x); }
		property sum at end = n == ${sum};`;
	expect(failing(members(3))).toEqual([]);
	expect(failing(members(4))).toEqual(["sum"]);
});

test("what a function returns is checked against its declared range", () => {
	const members = (largest: number) => `
		int 0..7 n; int 0..7 m;
		fn int 0..${largest} narrow(int v) { return v; }
		task a { n = 2; m = narrow(n); }`;
	expect(failing(members(2))).toEqual([]);
	expect(failing(members(1))).toEqual(["range"]);
});
