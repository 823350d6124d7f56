/**
 * The checker and an interpreter that was written from docs/language.md alone say the same of small programs: what fails, by how many steps at the
 * least, and which tasks hang. `MEANING_PROGRAMS=20000` compares more of them, `MEANING_SEED` others.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { compare } from "./compare";
import { programFrom } from "./random-program";

const PROGRAMS = Number(process.env.MEANING_PROGRAMS ?? 2_000);
const SEED = Number(process.env.MEANING_SEED ?? fc.sample(fc.nat(), 1)[0]);
/** So many tests share the programs, so that none takes long. */
const TESTS = 8;

describe(`${PROGRAMS} programs mean the same, seed ${SEED}`, () => {
	const seen = { compared: 0, lengths: 0, hanging: 0, failures: new Set<string>() };
	const tape = fc.array(fc.nat({ max: 255 }), { minLength: 60, maxLength: 240 });

	test.each(Array.from({ length: TESTS }, (_, part) => part + 1))(`part %i of ${TESTS}`, { timeout: 600_000 }, (part) => {
		const property = fc.property(tape, (numbers) => {
			const { text, setting } = programFrom(numbers);
			const found = compare(text, setting);
			fc.pre(found !== undefined);
			seen.compared++;
			if (found.lengths) seen.lengths++;
			if (found.reference.hanging.length > 0) seen.hanging++;
			for (const name of Object.keys(found.reference.failures)) seen.failures.add(name);
			expect(found.checker, text).toEqual(found.reference);
		});
		fc.assert(property, { numRuns: Math.ceil(PROGRAMS / TESTS), maxSkipsPerRun: 10, seed: SEED + part });
	});

	// Whoever compares only what is safe, or too large, compares nothing.
	afterAll(() => {
		expect(seen.compared).toBeGreaterThanOrEqual(PROGRAMS);
		expect(seen.lengths).toBeGreaterThan(PROGRAMS / 3);
		expect(seen.hanging).toBeGreaterThan(PROGRAMS / 100);
		const errors = ["assertion", "told", "null_dereference", "index_out_of_range", "range", "division_by_zero"];
		expect([...seen.failures]).toEqual(expect.arrayContaining(errors));
	});
});
