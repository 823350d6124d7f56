import { describe, expect, test } from "vitest";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import type { ExplainedDiagnostic } from "../../src/service/diagnostics/explained-diagnostic";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { countingSource, largeSource, settled, TestWorkspace } from "./open-source";

/** Each diagnostic as `severity code "the text it is about": message`. */
function summaries(snapshot: Snapshot): string[] {
	return diagnostics(snapshot).map(
		({ severity, code, span, message }) => `${severity} ${code} "${snapshot.file.text.slice(span.start, span.end)}": ${message}`,
	);
}

/** What is said of the pair in `countingSource`: one count is read, the other task writes, and it is written back. */
const countingPair = [
	"p.refcount++ at #6 trusts data.refcount as #4 saw it; one changed it from 2 to 1 at #5",
	"It fails because one's #5 comes between two's #4 and #6",
].join("\n");

function onlyDiagnostic(snapshot: Snapshot): ExplainedDiagnostic {
	const all = diagnostics(snapshot);
	expect(all).toHaveLength(1);
	return all[0];
}

describe("a race", () => {
	test("that is expected is information, on the step of the scenario where the run goes wrong", async () => {
		expect(summaries(await settled(countingSource))).toEqual([
			`information lost_reference "put_page(data)": race: the count of data is 2 (lost_reference), 8 steps\n${countingPair}`,
		]);
	});

	test("on what has been freed leads to where it was made, where it was freed and where it is used", async () => {
		const source = `struct foo { int 0..3 n; }
scenario closed {
	kernel v1;
	struct foo *head;
	task maker { head = new foo {}; }
	task user { struct foo *p = head; if (p) p->n = 1; }
	task closer { struct foo *p = head; head = NULL; free(p); }
}`;
		const { related } = onlyDiagnostic(await settled(source));
		expect(related?.map(({ message }) => message)).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^#\d maker: new foo \{\} — life unused→alive \(the object is made here\)$/),
				expect.stringMatching(/^#\d closer: free\(p\) — life alive→freed \(the object is freed here\)$/),
				expect.stringMatching(/^#\d user: p->n = 1 \(.*here it goes wrong\)$/),
			]),
		);
	});

	test("that nobody expects is an error", async () => {
		const source = countingSource.replace("expect race lost_reference;", "");
		expect(summaries(await settled(source.replace("expect safe under v2;", "")))).toEqual([
			`error lost_reference "put_page(data)": race: the count of data is 2 (lost_reference), 8 steps\n${countingPair}`,
		]);
	});

	test("under another kernel is an error on the expectation, and no more than a hint in the text, which does not fail as it stands", async () => {
		const source = countingSource.replace("kernel v1;", "kernel v2;").replace("expect race lost_reference;", "expect safe under v1;");
		expect(summaries(await settled(source))).toEqual([
			`hint lost_reference "put_page(data)": race: the count of data is 2 (lost_reference), 8 steps under v1\n${countingPair}`,
			`error lost_reference "expect safe under v1;": expected safe under v1, found a race: the count of data is 2 (lost_reference)\n${countingPair}`,
		]);
	});

	test("under several kernels in the same way is told once, with all of them", async () => {
		const kernels = "kernel v3 = v1; kernel v4 = v1;\n";
		const other = countingSource.replace("kernel v1;", "kernel v2;").replace("expect race lost_reference;", "expect safe under v1;");
		const source = kernels + other.replace("expect safe under v2;", "expect safe under v3; expect safe under v4;");
		expect(summaries(await settled(source))).toEqual([
			`hint lost_reference "put_page(data)": race: the count of data is 2 (lost_reference), 8 steps under v1, v3 and v4\n${countingPair}`,
			`error lost_reference "expect safe under v1;": expected safe under v1, found a race: the count of data is 2 (lost_reference), and so under v3 and v4\n${countingPair}`,
			`warning lost_reference "expect safe under v3;": expected safe under v3, found a race: the count of data is 2 (lost_reference)`,
			`warning lost_reference "expect safe under v4;": expected safe under v4, found a race: the count of data is 2 (lost_reference)`,
		]);
	});

	test("under the scenario's own kernel says which others have it, too", async () => {
		const source = countingSource.replace("expect safe under v2;", "expect safe under v3;");
		expect(summaries(await settled(`kernel v3 = v1;\n${source.replace("expect race lost_reference;", "expect safe;")}`))).toEqual([
			`error lost_reference "put_page(data)": race: the count of data is 2 (lost_reference), 8 steps, also under v3\n${countingPair}`,
			`warning lost_reference "expect safe;": expected safe, found a race: the count of data is 2 (lost_reference)`,
			`warning lost_reference "expect safe under v3;": expected safe under v3, found a race: the count of data is 2 (lost_reference)`,
		]);
	});

	test("that contradicts an expectation is seen from there, without a second error, and the way leads to where it goes wrong", async () => {
		const snapshot = await settled(countingSource.replace("expect race lost_reference;", "expect safe;"));
		const [error, warning, ...others] = diagnostics(snapshot);
		expect([error.severity, warning.severity, others]).toEqual(["error", "warning", []]);
		expect(warning.related).toEqual([
			{
				span: { file: snapshot.uri, start: error.span.start, end: error.span.end },
				message: "the error of this: race: the count of data is 2 (lost_reference), 8 steps",
			},
		]);
	});

	test("lists where the racing pair stands and what fails, and leads to the whole run and the expectation", async () => {
		const { related, topic } = onlyDiagnostic(await settled(countingSource));
		expect(related?.map(({ message }) => message)).toEqual([
			"#4 two: p.refcount (opens the window)",
			"#5 one: p.refcount-- — refcount 2→1 (inside the window)",
			"#6 two: p.refcount++ — refcount 1→3 (closes the window)",
			"#8 two: p.refcount-- — refcount 3→2 (here it goes wrong)",
			"the whole run, 8 steps: Timeline above the scenario",
			"expect race lost_reference",
		]);
		expect(related?.map(({ span }) => span.file)).toContain("raceline-kernel:/mm.race");
		expect(topic).toBe("race");
	});
});

describe("an expectation that is not met", () => {
	test("is an error on the expectation when there is no run to show", async () => {
		const source = countingSource.replace("kernel v1;", "kernel v2;").replace("expect safe under v2;", "");
		expect(summaries(await settled(source))).toEqual([
			`error expectation "expect race lost_reference;": expected race lost_reference, but all interleavings are safe (9 states)`,
		]);
	});
});

describe("a hang", () => {
	test("stands where the task stays, and says who stays where", async () => {
		const snapshot = await settled("scenario s {\n\tbool open;\n\ttask waiter { wait (open); }\n\ttask other { open = false; }\n}");
		expect(summaries(snapshot)).toHaveLength(1);
		expect(summaries(snapshot)[0]).toMatch(
			/^error hang "wait \(open\);": hang: waiter waits until open is true; it is false from the start/,
		);
		expect(onlyDiagnostic(snapshot).related?.map(({ message }) => message)).toContain("waiter stays here: wait (open)");
	});
});

describe("a search that a limit ended", () => {
	test("is a warning that says which limit and how far it came", async () => {
		const [text] = summaries(await settled(largeSource, { maxStates: 1000 }));
		expect(text).toMatch(
			/^warning inconclusive "expect safe;": inconclusive: the search reached its limit on states after [\d,]+ states, \d+ steps deep; nothing was found until then$/,
		);
	});

	test("is never taken for safe, not even by an expectation", async () => {
		const snapshot = await settled(largeSource, { maxStates: 1000 });
		expect(snapshot.scenarios[0].judgments.map(({ met }) => met)).toEqual([undefined]);
	});
});

describe("what stands in the way of a search", () => {
	test("errors in the text are reported, and the scenario gets no verdict", async () => {
		const snapshot = await settled("scenario s { task t { missing(); } }");
		expect(summaries(snapshot)).toEqual([`error unknown-name "missing": there is no function 'missing'`]);
		expect(snapshot.scenarios[0].checks).toEqual([]);
	});

	test("a problem that shows when the scenario is compiled is reported once, however many kernels are asked about", async () => {
		const snapshot = await settled("scenario s { int 0..3 x = 7; task t { x = 1; } expect safe; expect safe under v1; }");
		expect(summaries(snapshot)).toEqual([`error out-of-range "7": 7 lies outside 0..3: a variable that is declared \`int 0..7\` holds it`]);
	});

	test("a search that breaks down is a warning and says why", async () => {
		const broken = {
			check: () => ({
				result: Promise.reject(new Error("out of luck")),
				observations: Promise.reject(new Error("out of luck")),
				cancel: () => {},
			}),
		};
		const snapshot = await new TestWorkspace({ searcher: broken }).set("scenario s { int x; task t { x = 1; } }");
		expect(summaries(snapshot)).toEqual([`warning check-failed "s": the search of 's' broke down: out of luck`]);
	});

	test("an error in one scenario leaves the others alone", async () => {
		const snapshot = await settled(`scenario broken { task t { missing(); } }\n${countingSource}`);
		expect(summaries(snapshot).map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
			"error unknown-name",
			"information lost_reference",
		]);
	});
});

test("a safe scenario has nothing to report", async () => {
	expect(summaries(await settled("scenario s { int x; task t { x = 1; } }"))).toEqual([]);
});
