/** `raceline check` for programs: reports in JSON, and what its stages make. */
import { describe, expect, test } from "vitest";
import { DEADLOCK, LOST, REFUTED } from "./checked";
import { raceline, withoutTimes } from "./command-line";

describe("a race is reported in JSON", () => {
	const report = async () => {
		const { out, status } = await raceline(["check", "b.race", "--format", "json"], { "b.race": REFUTED });
		return { status, ...JSON.parse(withoutTimes(out)) };
	};

	test("with what came out of all", async () => {
		const { scenarios, ...rest } = await report();
		expect(scenarios).toHaveLength(1);
		expect(rest).toMatchInlineSnapshot(`
			{
			  "diagnostics": [],
			  "status": 1,
			  "summary": {
			    "errors": 0,
			    "files": 1,
			    "met": 1,
			    "scenarios": 1,
			    "states": 16,
			    "undecided": 0,
			    "unmet": 1,
			  },
			  "version": 1,
			}
		`);
	});

	test("with what came out under the scenario's own kernel and for each expectation", async () => {
		const { scenarios } = await report();
		const [{ expectations, steps, ...scenario }] = scenarios;
		expect(scenario).toMatchInlineSnapshot(`
			{
			  "cycle": [],
			  "effect": null,
			  "file": "b.race",
			  "kernel": "v1",
			  "limit": null,
			  "line": 2,
			  "message": "race: the counter is 1, not 2 (two), 4 steps",
			  "missing": "nothing keeps worker[1] out between worker[0]'s #1 and #4",
			  "ms": 0,
			  "name": "lost_update",
			  "neverRuns": [],
			  "options": {
			    "step": "one",
			  },
			  "pair": {
			    "after": "1",
			    "before": "0",
			    "first": {
			      "lane": "worker[0]",
			      "step": 1,
			    },
			    "message": "c.value += option(step) == two ? 2 : 1 at #4 trusts c.value as #1 saw it; worker[1] changed it from 0 to 1 at #3",
			    "otherwise": "with #1 and #3 the other way round nothing fails",
			    "second": {
			      "lane": "worker[1]",
			      "step": 3,
			    },
			    "variable": "c.value",
			    "window": {
			      "closedBy": {
			        "lane": "worker[0]",
			        "step": 4,
			      },
			      "last": {
			        "lane": "worker[1]",
			        "step": 2,
			      },
			    },
			  },
			  "patches": [],
			  "property": "two",
			  "states": 12,
			  "task": null,
			  "transitions": 14,
			  "verdict": "race",
			  "waiting": [],
			}
		`);
		const [refuted, met] = expectations;
		expect(refuted).toEqual({
			...scenario,
			file: undefined,
			name: undefined,
			neverRuns: undefined,
			text: "expect safe",
			line: 8,
			met: false,
			reason: "expected safe, found a race: the counter is 1, not 2 (two)",
			steps,
		});
		expect(met).toMatchInlineSnapshot(`
			{
			  "cycle": [],
			  "effect": null,
			  "kernel": "v2",
			  "limit": null,
			  "line": 9,
			  "message": null,
			  "met": true,
			  "missing": null,
			  "ms": 0,
			  "options": {
			    "step": "one",
			  },
			  "pair": null,
			  "patches": [
			    "atomic_increment",
			  ],
			  "property": null,
			  "reason": "",
			  "states": 4,
			  "steps": [],
			  "task": null,
			  "text": "expect safe under v2",
			  "transitions": 4,
			  "verdict": "safe",
			  "waiting": [],
			}
		`);
	});

	test("with all steps of the run", async () => {
		const { scenarios } = await report();
		const { steps } = scenarios[0];
		expect(steps.map(({ lane, label }: { lane: string; label: string }) => `${lane}: ${label}`)).toMatchInlineSnapshot(`
			[
			  "worker[0]: c.value",
			  "worker[1]: c.value",
			  "worker[1]: c.value += option(step) == two ? 2 : 1",
			  "worker[0]: c.value += option(step) == two ? 2 : 1",
			]
		`);
		expect(steps[2]).toMatchInlineSnapshot(`
			{
			  "access": "write",
			  "changes": [
			    {
			      "after": "1",
			      "before": "0",
			      "local": false,
			      "name": "c.value",
			    },
			  ],
			  "functions": [
			    "increment",
			  ],
			  "label": "c.value += option(step) == two ? 2 : 1",
			  "lane": "worker[1]",
			  "location": {
			    "column": 3,
			    "endColumn": 42,
			    "endLine": 14,
			    "file": "raceline-kernel:/lib/counter.race",
			    "line": 14,
			  },
			  "scenarioLocation": {
			    "column": 19,
			    "endColumn": 31,
			    "endLine": 5,
			    "file": "b.race",
			    "line": 5,
			  },
			}
		`);
	});
});

test("a race is reported in JSON with the racing pair and what is missing, as the text has them", async () => {
	const { out } = await raceline(["check", "b.race", "--format", "json"], { "b.race": LOST });
	const { out: told } = await raceline(["check", "b.race", "--verbose"], { "b.race": LOST });
	const [{ pair, missing, steps }] = JSON.parse(out).scenarios;
	const text = told.replaceAll(/\s+/g, " ");
	expect(text).toContain(`Racing pair: ${pair.message}.`);
	expect(text).toContain(`Missing: ${missing}.`);
	expect(pair).toMatchObject({ variable: "c.value", before: "0", after: "1", window: { last: { lane: pair.second.lane } } });
	for (const { lane, step } of [pair.first, pair.second, pair.window.closedBy]) expect(steps[step - 1].lane).toBe(lane);
	expect(pair.otherwise).toBe(`with #${pair.first.step} and #${pair.second.step} the other way round nothing fails`);
});

test("a hang is reported in JSON with those who wait", async () => {
	const { out } = await raceline(["check", "b.race", "--format", "json"], { "b.race": DEADLOCK });
	const [scenario] = JSON.parse(out).scenarios;
	expect(scenario).toMatchObject({
		verdict: "hang",
		property: null,
		task: "one",
		waiting: [
			{ lane: "one", label: "lock_b()" },
			{ lane: "two", label: "lock_a()" },
		],
		missing: null,
	});
});

describe("--dump", () => {
	test("tree prints the syntax tree without its tokens", async () => {
		const { out } = await raceline(["check", "a.race", "--dump", "tree"], { "a.race": "const ONE = 1;" });
		const tree = JSON.parse(out);
		expect(tree).toMatchObject({ uri: "file:///project/a.race", items: [{ kind: "const", name: { text: "ONE" } }], diagnostics: [] });
		expect(tree).not.toHaveProperty("tokens");
	});

	test("steps prints where each task can be and where it goes from there", async () => {
		const { out } = await raceline(["check", "b.race", "--dump", "steps"], { "b.race": LOST });
		expect(out).toMatchInlineSnapshot(`
			"scenario lost_update under v1
			  cells
			    0 c.value: shared, int 0..15 = 0
			    1 worker[0]: location of worker[0], int 0..2 = 0
			    2 c.value: local of worker[0], int 0..15 = 0
			    3 worker[1]: location of worker[1], int 0..2 = 0
			    4 c.value: local of worker[1], int 0..15 = 0
			  task worker[0], starts at 0
			      0 read   c.value                                 -> 1  increment > raceline-kernel:/lib/counter.race:14:3
			      1 write  c.value += option(step) == two ? 2 : 1  -> done  increment > raceline-kernel:/lib/counter.race:14:3
			  task worker[1], starts at 0
			      0 read   c.value                                 -> 1  increment > raceline-kernel:/lib/counter.race:14:3
			      1 write  c.value += option(step) == two ? 2 : 1  -> done  increment > raceline-kernel:/lib/counter.race:14:3
			  properties
			    two (end)

			scenario lost_update under v2
			  cells
			    0 c.value: shared, int 0..15 = 0
			    1 worker[0]: location of worker[0], int 0..1 = 0
			    2 worker[1]: location of worker[1], int 0..1 = 0
			  task worker[0], starts at 0
			      0 atomic atomic { c.value += option(step) == two ? 2 : 1; }  -> done  increment > raceline-kernel:/lib/counter.race:12:3
			  task worker[1], starts at 0
			      0 atomic atomic { c.value += option(step) == two ? 2 : 1; }  -> done  increment > raceline-kernel:/lib/counter.race:12:3
			  properties
			    two (end)

			"
		`);
	});

	test("timeline prints everything that was found", async () => {
		const { out } = await raceline(["check", "b.race", "--dump", "timeline"], { "b.race": LOST });
		expect(JSON.parse(out)).toMatchObject([{ scenario: "lost_update", kernel: "v1", subject: "two", timeline: { switches: 2 } }]);
	});
});
