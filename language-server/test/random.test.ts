import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { share, tries } from "./random";

test("every random test takes its seed and its number of tries from one place", () => {
	const others = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".test.ts") && path !== "random.test.ts")
		.filter((path) => {
			const text = readFileSync(join(import.meta.dirname, path), "utf8");
			return text.split("fc.assert(").length > text.split("tries(").length;
		});
	expect(others).toEqual([]);
});

test("another title is another seed, the same title the same", () => {
	const { seed } = tries(100);
	expect(tries(1)).toEqual({ numRuns: 1, seed });
	expect(seed).not.toBe(seedElsewhere);
});

const seedElsewhere = tries(100).seed;

test("at least one try is made", () => expect(share(1)).toBe(1));
