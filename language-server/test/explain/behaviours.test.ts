import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { Behaviours } from "../../src/explain/verdict/behaviours";
import { VerdictStore } from "../../src/explain/verdict/verdict-store";
import { analyzeSource } from "../compile-source";

const MODEL = `
	patch locked { title: "take the lock"; }
	patch other { title: "something else"; }
	kernel v1;
	kernel v2 = v1 + locked;
`;

/** Behaviours of a source, and the names of the systems that have been searched. */
function behavioursOf(source: string) {
	const program = analyzeSource(source, MODEL);
	expect(program.files.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
	const searched: string[] = [];
	const search = new VerdictStore().through(async (system, asked) => {
		searched.push(asked?.name ?? "");
		return searchNow(system).result;
	}, {});
	const behaviours = new Behaviours(search);
	const [first, second] = program.files[0].scenarios;
	return {
		searched,
		first: (...patches: string[]) => behaviours.behaviour(program, first, "v1", new Set(patches)),
		second: (...patches: string[]) => behaviours.behaviour(program, second, "v1", new Set(patches)),
	};
}

const RACE = (name: string, variable: string) =>
	`scenario ${name} { int 0..3 ${variable}; task t { if (!patched(locked)) ${variable} = 1; }
		property zero "${variable} is {${variable}}" = ${variable} == 0; }`;

describe("verdicts under many configurations", () => {
	test("differ with the patches that decide something", async () => {
		const { first } = behavioursOf(RACE("a", "n"));
		expect((await first())?.verdict).toBe("race");
		expect((await first("locked"))?.verdict).toBe("safe");
	});

	test("are searched once for patches that decide nothing", async () => {
		const { first, searched } = behavioursOf(RACE("a", "n"));
		expect(await first("other")).toBe(await first());
		expect(searched).toEqual(["a"]);
	});

	test("tell of scenarios that do the same each in its own words, though one search serves both", async () => {
		const { first, second, searched } = behavioursOf(RACE("a", "n") + RACE("b", "m"));
		expect((await first())?.finding?.message).toBe("n is 1");
		expect((await second())?.finding?.message).toBe("m is 1");
		expect(searched).toEqual(["a"]);
	});
});
