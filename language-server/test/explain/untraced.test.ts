import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { failingPlace } from "../../src/explain/timeline/failing-place";
import { headline } from "../../src/explain/verdict/headline";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import { compileSource, placesOf } from "../compile-source";
import { named } from "../named";
import { configuration } from "./small-runs";

/** What is said of the first finding when the search for runs has no memory. */
function without(source: string) {
	const system = compileSource(source);
	const { space } = searchNow(system, { reductions: "none" });
	const { result } = searchNow(system, { reductions: "none", bytes: Math.ceil((space.visited.bytes * 8) / 7) + 1000 });
	const { verdict, findings } = describeOutcome(named(system), result, configuration(""));
	return { verdict, headline: headline(findings[0]), place: failingPlace(findings[0], placesOf(system)), failing: findings[0].failing };
}

const counters = `int 0..800 a; int 0..63 b; task y { while (b < 63) { b++; } }`;

test("a race without a run is a race: its message has no values", () => {
	const source = `scenario s { ${counters} bool seen; task x { while (a < 800) { a++; } seen = b == 63; } property never "{b} is seen" = !seen; }`;
	const said = {
		verdict: "race",
		headline: "race: … is seen (never), no run found within the limits",
		place: undefined,
		failing: undefined,
	};
	expect(without(source)).toEqual(said);
});

test("so is a hang", () => {
	const source = `scenario s { ${counters} task x { while (a < 800) { a++; } wait (b < 63); } }`;
	const said = {
		verdict: "hang",
		headline: "hang: x can never finish, no run found within the limits",
		place: undefined,
		failing: undefined,
	};
	expect(without(source)).toEqual(said);
});
