import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { checkScenario, configurationsOf, type Search } from "../../src/explain/verdict/check-scenario";
import { VerdictStore } from "../../src/explain/verdict/verdict-store";
import { analyzeSource } from "../compile-source";

const MODEL = `
patch fix { title: "one step"; }
patch cosmetic { title: "no change in behaviour"; behavior: none; }
kernel v1;
kernel v2 = v1 + fix;
option order = up | down;
fn add(counter c) { if (patched(fix)) { atomic { c.n += 1; } } else { c.n += 1; } }
struct counter { int 0..7 n; }
`;

const SCENARIO = `
scenario lost {
	kernel v1;
	counter c;
	task t[2] { add(c); }
	property two = true;
	property sum "{c.n}" at end = c.n == 2;
	expect race sum;
	expect race under v1 + cosmetic;
	expect safe under v2;
	expect safe under v2, order = down;
	expect safe under v2;
}
`;

/** A search that notes what it is asked. */
function counting(): { readonly search: Search; readonly searched: string[] } {
	const searched: string[] = [];
	return {
		searched,
		search: async (system, asked) => {
			searched.push(asked?.name ?? "");
			return searchNow(system, {}, () => 0).result;
		},
	};
}

function lost() {
	const program = analyzeSource(SCENARIO, MODEL);
	return { program, scenario: program.files[0].scenarios[0] };
}

test("each configuration that is asked about is checked once, the scenario's own first", async () => {
	const { program, scenario } = lost();
	expect(configurationsOf(scenario).map(({ text }) => text)).toEqual(["v1", "v1 + cosmetic", "v2", "v2, order = down"]);
	const { search, searched } = counting();
	const { checks, judgments } = await checkScenario(program, scenario, search);
	expect(checks.map(({ outcome }) => outcome?.verdict)).toEqual(["race", "race", "safe", "safe"]);
	expect(judgments.map(({ met }) => met)).toEqual([true, true, true, true, true]);
	expect(searched).toHaveLength(4);
});

test("configurations under which a scenario is the same system are searched once", async () => {
	const { program, scenario } = lost();
	const { search, searched } = counting();
	const { checks } = await checkScenario(program, scenario, new VerdictStore().through(search, {}));
	expect(searched).toHaveLength(2);
	expect(checks.map(({ configuration, outcome }) => `${configuration.text}: ${outcome?.verdict}`)).toEqual([
		"v1: race",
		"v1 + cosmetic: race",
		"v2: safe",
		"v2, order = down: safe",
	]);
});

test("a scenario with errors is not checked", async () => {
	const program = analyzeSource("scenario broken { task t { nothing(); } }");
	const { checks, judgments } = await checkScenario(program, program.files[0].scenarios[0], counting().search);
	expect(checks).toEqual([]);
	expect(judgments.map(({ met, message }) => ({ met, message }))).toEqual([
		{ met: undefined, message: "expected safe, but it was not checked" },
	]);
});

test("a search that breaks down is told apart from one that found nothing", async () => {
	const { program, scenario } = lost();
	const { checks, judgments } = await checkScenario(program, scenario, async () => {
		throw new Error("out of memory");
	});
	expect(checks.map(({ failure, outcome }) => ({ failure, outcome }))).toEqual(
		new Array(4).fill({ failure: "out of memory", outcome: undefined }),
	);
	expect(judgments.every(({ met }) => met === undefined)).toBe(true);
});
