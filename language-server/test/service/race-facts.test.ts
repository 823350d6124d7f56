import { expect, test } from "vitest";
import { hover } from "../../src/service/reading/hover";
import { settled } from "./open-source";

const source = `option data_races = off | report;
struct counter { int 0..3 hits; int 0..3 quiet; };
scenario s {
	option data_races = report;
	struct counter c;
	task a { c.hits = 1; c.quiet = 1; }
	task b { c.hits = 2; }
	expect race data_race;
}`;

async function racesAt(place: string): Promise<string | undefined> {
	const { markdown } = hover(await settled(source), source.indexOf(place) + 2) ?? {};
	return markdown
		?.split("---")
		.find((part) => part.includes("Data race"))
		?.trim();
}

test("a hover on a variable tells its data races, and on others nothing", async () => {
	expect(await racesAt("c.hits = 2")).toMatch(/^\*\*Data race\*\*\n\n- .*and nothing orders the two: benign as far as the properties say/);
	expect(await racesAt("c.quiet")).toBeUndefined();
});
