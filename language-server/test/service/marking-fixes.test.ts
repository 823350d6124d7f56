import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { codeActions } from "../../src/service/editing/code-actions";
import { settled } from "./open-source";

const source = (members: string): string => `option data_races = off | report;
scenario s {
	option data_races = report;
	int 0..7 hits;
	${members}
	expect race data_race;
}`;

/**
 * The tasks of a source once each fix that is offered at its `$0` has been applied, and what is still a data race then.
 */
async function fixed(members: string): Promise<readonly (readonly [string, number])[]> {
	const marked = source(members);
	const at = marked.indexOf("$0");
	const text = marked.replace("$0", "");
	const actions = codeActions(await settled(text), { start: at, end: at }).filter(({ title }) => title.startsWith("Mark"));
	return Promise.all(
		actions.map(async ({ edits }) => {
			const after = applyEdits(text, edits);
			const { scenarios } = await settled(after);
			return [after.split("\n")[4].trim(), scenarios[0].checks[0]?.outcome?.result.dataRaces?.length ?? -1] as const;
		}),
	);
}

describe("accesses are marked", () => {
	test.each<readonly [string, string, string]>([
		[
			"a write and a read",
			"task a { hits = 1; } task b { int h = $0hits; }",
			"task a { WRITE_ONCE(hits, 1); } task b { int h = READ_ONCE(hits); }",
		],
		[
			"the one that is plain",
			"task a { $0hits = 1; } task b { WRITE_ONCE(hits, 2); }",
			"task a { WRITE_ONCE(hits, 1); } task b { WRITE_ONCE(hits, 2); }",
		],
		["once, where tasks are alike", "task t[2] { $0hits = 1 + 1; }", "task t[2] { WRITE_ONCE(hits, 1 + 1); }"],
		[
			"as what need not be exact, where something is counted",
			"task a { hits++$0; } task b { WRITE_ONCE(hits, 2); }",
			"task a { data_race(hits++); } task b { WRITE_ONCE(hits, 2); }",
		],
	])("%s", async (_, members, after) => {
		expect(await fixed(members)).toEqual([[after, 0]]);
	});

	test("but not where the data race is harmful", async () => {
		expect(await fixed("task a { hits = 1; } task b { int h = $0hits; assert(h == 0); }")).toEqual([]);
	});
});
