import { expect, test } from "vitest";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { settled } from "./open-source";

const source = (members: string): string => `option data_races = off | report;
scenario s {
	option data_races = report;
	int 0..3 hits;
	int 0..3 misses;
${members}
}`;

/** Each diagnostic as `severity code "text": first line → the related texts`. */
function summaries(snapshot: Snapshot): string[] {
	const { text } = snapshot.file;
	const told = diagnostics(snapshot).filter(({ severity }) => severity !== "hint");
	return told.map(({ severity, code, span, message, related = [] }) => {
		const places = related.map((other) => `"${text.slice(other.span.start, other.span.end)}": ${other.message}`);
		return [`${severity} ${code} "${text.slice(span.start, span.end)}": ${message.split("\n")[0]}`, ...places].join("\n  ");
	});
}

test("each pair of accesses is told once: what an expectation fails for as its error, and others as warnings", async () => {
	const members = "\ttask a { hits = 1; misses = 1; }\n\ttask b { int h = hits; WRITE_ONCE(misses, 2); }";
	expect(summaries(await settled(source(members)))).toEqual([
		`error data_race "hits = 1;": race: b reads hits as 0 (plain) in #1, a writes it = 1 (plain) in #2, and nothing orders the two: benign as far as the properties say (data_race), 2 steps
  "hits": #1 b: hits (racing pair)
  "hits = 1;": #2 a: hits = 1 — hits 0→1 (racing pair) (here it goes wrong)
  "s": the whole run, 2 steps: Timeline above the scenario`,
		`warning data_race "misses = 1;": race: b writes misses = 2 (marked) in #2, a writes it = 1 (plain) in #4, and nothing orders the two: benign as far as the properties say (data_race), 4 steps
  "WRITE_ONCE(misses, 2)": b writes it here (marked): WRITE_ONCE(misses, 2)
  "s": the whole run, 4 steps: Timeline above the scenario`,
	]);
});

test("one that is expected is information, and the others are expected with it", async () => {
	const members = "\ttask a { hits = 1; misses = 1; }\n\ttask b { int h = hits; misses = 2; }\n\texpect race data_race;";
	const [first, ...others] = summaries(await settled(source(members)));
	expect(first).toMatch(/^information data_race/);
	expect(others).toEqual([]);
});

test("whoever expects one where nobody looks for it is told how it is looked for", async () => {
	const members = "\ttask a { hits = 1; }\n\ttask b { int h = hits; }\n\texpect race data_race under data_races = off;";
	const told = summaries(await settled(source(members)));
	expect(told.filter((text) => text.includes("not-looked-for"))).toEqual([
		`warning not-looked-for "data_race": 'data_race' is looked for under \`option data_races = report;\` alone`,
	]);
});
