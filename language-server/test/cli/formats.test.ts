/** The reports that services read, each from the same scenarios. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";

const files = {
	"lost & found.race": `scenario lost_update {
	kernel v1;
	counter c;
	task worker[2] { increment(c); }
	property two "the counter is <{c.value}>, not 2" at end = c.value == 2;

	expect safe;
	expect safe under v2;
}
`,
	"broken.race": "scenario broken { task t { x = 1; } }",
	"huge.race": `scenario huge { int 0..7 a; int 0..7 b; int 0..7 c;
	task v { while (true) { a = choose(0..7); } }
	task w { while (true) { b = choose(0..7); } }
	task x { while (true) { c = choose(0..7); } }
}
`,
};

const report = (format: string) => raceline(["check", ".", "--format", format, "--max-states", "50"], files);

/** A report with times and numbers of states left out: how far a search comes before its limit is up to the checker. */
function withoutCounts(out: string): string {
	return out.replaceAll(/time="[\d.]+"/g, 'time="T"').replaceAll(/[\d,]+ states/g, "N states");
}

describe("SARIF", () => {
	const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../report/schemas/sarif-2.1.0.json"), "utf8"));
	const ajv = new Ajv({ strict: false, allErrors: true });
	addFormats(ajv);
	const validate = ajv.compile(schema);

	test("is valid by the standard's own schema", async () => {
		const { out, status } = await report("sarif");
		validate(JSON.parse(out));
		expect(validate.errors).toBeNull();
		expect(status).toBe(2);
		expect(validate({ version: "2.1.0" })).toBe(false);
	});

	test("has a result for each problem, at its place, with its rule", async () => {
		const [{ results, tool }] = JSON.parse((await report("sarif")).out).runs;
		const places = results.map(
			(result: {
				ruleId: string;
				level: string;
				locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
			}) => {
				const { artifactLocation, region } = result.locations[0].physicalLocation;
				return `${result.level} ${result.ruleId} ${artifactLocation.uri}:${region.startLine}`;
			},
		);
		expect(places).toEqual(["error unknown-name broken.race:1", "warning inconclusive huge.race:1", "error race lost%20&%20found.race:4"]);
		expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["inconclusive", "race", "unknown-name"]);
	});

	test("has the losing run as threads whose steps are ordered across them", async () => {
		const [{ results }] = JSON.parse((await report("sarif")).out).runs;
		const { threadFlows } = results.find(({ ruleId }: { ruleId: string }) => ruleId === "race").codeFlows[0];
		expect(threadFlows.map(({ id }: { id: string }) => id)).toEqual(["worker[0]", "worker[1]"]);
		const order = threadFlows.flatMap(({ locations }: { locations: { executionOrder: number }[] }) =>
			locations.map((step) => step.executionOrder),
		);
		expect([...order].sort((a, b) => a - b)).toEqual(order.map((_: number, index: number) => index + 1));
		expect(order).not.toEqual([...order].sort((a, b) => a - b));
	});
});

describe("JUnit", () => {
	test("has a suite for each file and a test for each expectation, with its run when it fails", async () => {
		const { out } = await report("junit");
		expect(withoutCounts(out)).toMatchInlineSnapshot(`
			"<?xml version="1.0" encoding="UTF-8"?>
			<testsuites>
				<testsuite name="broken.race" tests="2" failures="0" errors="2">
					<testcase classname="broken.race" name="diagnostics">
						<error type="unknown-name" message="there is no value 'x'">broken.race:1:28: there is no value 'x'</error>
					</testcase>
					<testcase classname="broken" name="expect safe" time="T">
						<error type="not-checked" message="expected safe, but it was not checked"></error>
					</testcase>
				</testsuite>
				<testsuite name="huge.race" tests="1" failures="0" errors="1">
					<testcase classname="huge" name="expect safe" time="T">
						<error type="inconclusive" message="expected safe, but the search reached its limit on states after N states"></error>
					</testcase>
				</testsuite>
				<testsuite name="lost &amp; found.race" tests="2" failures="1" errors="0">
					<testcase classname="lost_update" name="expect safe" time="T">
						<failure type="race" message="expected safe, found a race: the counter is &lt;1&gt;, not 2 (two)">
			  worker[0]                           worker[1]
			  ---------                           ---------
			  increment()
			1   c.value [= 0]
			                                      increment()
			2                                       c.value [= 0]
			3                                       c.value += option(step) == two ?
			                                          2 : 1 [c.value 0 -&gt; 1]
			4   c.value += option(step) == two ?
			      2 : 1 &lt;-- two
			</failure>
					</testcase>
					<testcase classname="lost_update" name="expect safe under v2" time="T"/>
				</testsuite>
			</testsuites>
			"
		`);
	});
});

describe("GitHub's workflow commands", () => {
	test("have a line for each problem, and end with the sum", async () => {
		const { out } = await report("github");
		expect(withoutCounts(out)).toMatchInlineSnapshot(`
			"::error file=broken.race,line=1,endLine=1,col=28,endColumn=29,title=Raceline%3A unknown-name::there is no value 'x'
			::warning file=huge.race,line=1,endLine=1,col=10,endColumn=14,title=Raceline%3A inconclusive::expected safe, but the search reached its limit on states after N states
			::error file=lost & found.race,line=4,endLine=4,col=19,endColumn=31,title=Raceline%3A race::expected safe, found a race: the counter is <1>, not 2 (two)%0A%0A  worker[0]                           worker[1]%0A  ---------                           ---------%0A  increment()%0A1   c.value [= 0]%0A                                      increment()%0A2                                       c.value [= 0]%0A3                                       c.value += option(step) == two ?%0A                                          2 : 1 [c.value 0 -> 1]%0A4   c.value += option(step) == two ?%0A      2 : 1 <-- two
			1 error · 1 expectation not met · 2 expectations undecided · 1 expectation met · 3 scenarios in 3 files · N states
			"
		`);
	});
});
