import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import { cutOff } from "../../src/explain/verdict/judge";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";
import { configuration } from "../explain/small-runs";
import { named } from "../named";
import { tries } from "../random";
import { arbitrarySystem, countStates } from "./random-systems";

function bitstate(system: TransitionSystem, bytes?: number, execution?: Execution): SearchResult {
	return searchNow(system, { bitstate: true, ...(bytes !== undefined && { bytes }) }, () => 0, execution).result;
}

/** What fails, by name, and which lanes are blocked for ever. */
function found(system: TransitionSystem, { violations, hangs }: SearchResult): { failures: string[]; blocked: number[] } {
	return {
		failures: violations.map(({ failure }) => system.failures[failure].property).sort(),
		blocked: hangs.filter(({ reason }) => reason === "blocked").map(({ lane }) => lane),
	};
}

const smallSystem = arbitrarySystem.filter((system) => countStates(system, 2000) !== undefined);

describe("a bitstate search", () => {
	test("with room for every state sees what the exact search sees, compiled and interpreted", () => {
		fc.assert(
			fc.property(smallSystem, fc.constantFrom<Execution>("compiled", "interpreted"), (system, execution) => {
				const exact = searchNow(system, { reductions: "none" }).result;
				const result = bitstate(system, undefined, execution);
				expect(result).toMatchObject({ complete: false, states: exact.states, transitions: exact.transitions });
				expect(result.limit).toBeUndefined();
				expect(found(system, result).failures).toEqual(found(system, exact).failures);
				// Fair cycles are not looked for: only what is stuck.
				for (const lane of found(system, result).blocked) expect(exact.hangs.map((hang) => hang.lane)).toContain(lane);
			}),
			tries(25),
		);
	});

	test("with too little room finds less and nothing that is not there", () => {
		fc.assert(
			fc.property(smallSystem, (system) => {
				const exact = searchNow(system, { reductions: "none" }).result;
				const result = bitstate(system, 2048);
				expect(result.complete).toBe(false);
				expect(result.states).toBeLessThanOrEqual(exact.states);
				expect(found(system, exact).failures).toEqual(expect.arrayContaining(found(system, result).failures));
				expect(exact.hangs.map(({ lane }) => lane)).toEqual(expect.arrayContaining(found(system, result).blocked));
			}),
			tries(100),
		);
	});

	const counters = compileSource("scenario s { int 0..40 a; int 0..40 b; task x { while (a < 40) a++; } task y { while (b < 40) b++; } }");

	test("estimates the share of the states that it has seen", () => {
		expect(bitstate(counters).bitstate?.coverage).toBeGreaterThan(0.9999);
		const broad = compileSource(
			"scenario s { int 0..31 a; int 0..31 b; int 0..31 c; task x { a = choose(0..31); } task y { b = choose(0..31); } task z { c = choose(0..31); } }",
		);
		const cramped = bitstate(broad, 1 << 15);
		expect(cramped.limit).toBeUndefined();
		expect(cramped.states).toBeLessThan(searchNow(broad, { reductions: "none" }).result.states);
		expect(cramped.bitstate?.coverage).toBeLessThan(0.95);
	});

	test("never says that a scenario is safe", () => {
		expect(searchNow(counters).result.complete).toBe(true);
		const result = bitstate(counters);
		expect(describeOutcome(named(counters), result, configuration("v1")).verdict).toBe("inconclusive");
		expect(cutOff(result)).toMatch(/^no race found \(bitstate, [\d,]+ states, about 99\.\d+ % of them\)$/);
	});

	test("is ended by limits like any other", () => {
		const { result } = searchNow(counters, { bitstate: true, states: 100 });
		expect(result).toMatchObject({ complete: false, limit: "states" });
		expect(cutOff(result)).toBe("the search reached its limit on states after 101 states");
	});
});
