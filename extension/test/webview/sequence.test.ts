import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alone, type Item, merged } from "../../webview/timeline/sequence";
import { steps } from "./run";

/** An item in a line: its numbers in both runs, its label, and where it has moved to. */
function line({ losing, safe, step, side, moved }: Item): string {
	const sign = { both: " ", losing: "−", safe: "+" }[side];
	const way = moved ? ` ${moved.direction} to ${moved.number}` : "";
	return `${sign} ${losing?.number ?? ""}|${safe?.number ?? ""} ${step.label}${way}`;
}

const labels = (text: string) => steps(...[...text].map((label) => ({ lane: label < "a" ? 1 : 0, label })));

describe("a run alone", () => {
	test("is its steps in order", () => {
		expect(alone(labels("ab")).map(line)).toEqual(["  1| a", "  2| b"]);
	});
});

describe("a run and a safe one", () => {
	test("are one list, in which common steps stand once and the others have signs", () => {
		expect(merged(labels("aXc"), labels("acd")).map(line)).toEqual(["  1|1 a", "− 2| X", "  3|2 c", "+ |3 d"]);
	});

	test("tell where a step has moved to", () => {
		expect(merged(labels("aXYZ"), labels("XYZa")).map(line)).toEqual([
			"− 1| a down to 4",
			"  2|1 X",
			"  3|2 Y",
			"  4|3 Z",
			"+ |4 a up to 1",
		]);
	});

	test("do not take the same label in another lane for the same step", () => {
		const other = steps({ lane: 1, label: "a" });
		expect(merged(labels("a"), other).map(({ side }) => side)).toEqual(["losing", "safe"]);
	});

	test("have every step once and in order, whatever they are", () => {
		const word = fc.string({ unit: fc.constantFrom("a", "b", "X", "Y"), maxLength: 12 });
		fc.assert(
			fc.property(word, word, (losing, safe) => {
				const items = merged(labels(losing), labels(safe));
				const numbers = (of: "losing" | "safe") => items.flatMap((item) => item[of]?.number ?? []);
				expect(numbers("losing")).toEqual([...losing].map((_, index) => index + 1));
				expect(numbers("safe")).toEqual([...safe].map((_, index) => index + 1));
				expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
				// A step that moved is the same one at the other end, and seen from there has moved here.
				for (const item of items) {
					if (item.moved === undefined) continue;
					const other = items.find((each) => each.side !== item.side && each.side !== "both" && each.step.number === item.moved?.number);
					expect([other?.step.label, other?.moved?.number]).toEqual([item.step.label, item.step.number]);
				}
			}),
			{ seed: 17, numRuns: 300 },
		);
	});
});
