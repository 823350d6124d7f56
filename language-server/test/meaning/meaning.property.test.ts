/**
 * The checker and an interpreter that was written from docs/language.md alone say the same of small programs: what
 * fails, by how many steps at the least, and which tasks hang.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { share, tries } from "../random";
import { compare } from "./compare";
import { programFrom } from "./generator/random-program";

const PROGRAMS = 3_000;
/** So many tests share the programs, so that none takes long. */
const TESTS = 8;

describe("random programs mean the same", () => {
	const seen = { compared: 0, lengths: 0, hanging: 0, failures: new Set<string>() };
	/** Of those that are not compared how many, by whom that is and why. */
	const notCompared = new Map<string, number>();
	const tape = fc.array(fc.nat({ max: 255 }), { minLength: 60, maxLength: 240 });

	test.each(Array.from({ length: TESTS }, (_, part) => part + 1))(`part %i of ${TESTS}`, () => {
		const property = fc.property(tape, (numbers) => {
			const { text, setting } = programFrom(numbers);
			const found = compare(text, setting);
			if ("why" in found) {
				const why = `${found.by}: ${found.why}`;
				notCompared.set(why, (notCompared.get(why) ?? 0) + 1);
				return fc.pre(false);
			}
			seen.compared++;
			if (found.lengths) seen.lengths++;
			if (found.reference.hanging.length > 0) seen.hanging++;
			for (const name of Object.keys(found.reference.failures)) seen.failures.add(name);
			expect(found.checker, text).toEqual(found.reference);
		});
		fc.assert(property, { ...tries(PROGRAMS / TESTS), maxSkipsPerRun: 10 });
	});

	// Whoever compares only what is safe, or too large, compares nothing.
	afterAll(() => {
		const programs = TESTS * share(PROGRAMS / TESTS);
		expect(seen.compared).toBeGreaterThanOrEqual(programs);
		expect(seen.lengths).toBeGreaterThan(programs / 3);
		expect(seen.hanging).toBeGreaterThan(programs / 100);
		// Nobody gives up in silence.
		const by = (who: string): number => [...notCompared].reduce((sum, [why, count]) => sum + (why.startsWith(`${who}:`) ? count : 0), 0);
		const told = [...notCompared].map(([why, count]) => `${why} ${count}`).join(", ");
		expect(by("generator"), told).toBeLessThan(programs / 4);
		for (const who of ["interpreter", "compiler", "checker"]) expect(by(who), told).toBeLessThan(programs / 15);
		const errors = [
			"assertion",
			"told",
			"null_dereference",
			"invalid_pointer",
			"use_after_free",
			"use_after_scope",
			"memory_leak",
			"double_free",
			"invalid_free",
			"index_out_of_range",
			"range",
			"division_by_zero",
		];
		expect([...seen.failures]).toEqual(expect.arrayContaining(errors));
	});
});
