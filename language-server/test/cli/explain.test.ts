import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";

const file = `scenario lost_update {
	kernel v1;
	counter c;
	task worker[2] { increment(c); }
	property both "the counter is {c.value}, not 2" at end = c.value == 2;
	expect race both;
	expect safe under v2;
}
scenario fine { int n; task t { n = 1; } }
`;
const explain = (...args: string[]) => raceline(["explain", ...args], { "counter.race": file });

describe("raceline explain", () => {
	test("gives a commit message what happens and the run, within 75 columns of ASCII", async () => {
		const { out, status } = await explain("counter.race");
		expect(out).toMatchInlineSnapshot(`
			"With v1, the counter is 1, not 2:

			  worker[0]                           worker[1]
			  ---------                           ---------
			  increment()
			1   c.value [= 0]
			                                      increment()
			                                        c.value [= 0]
			3                                       c.value += option(step) == two ?
			                                          2 : 1 [c.value 0 -> 1]
			4   c.value += option(step) == two ?
			      2 : 1 <-- both

			Racing pair: c.value += option(step) == two ? 2 : 1 at #4 trusts c.value
			as #1 saw it; worker[1] changed it from 0 to 1 at #3.

			Missing: nothing keeps worker[1] out between worker[0]'s #1 and #4.

			Found among 12 states of the scenario lost_update.
			"
		`);
		expect(out.split("\n").every((line) => line.length <= 75 && /^[\x20-\x7e]*$/.test(line))).toBe(true);
		expect(status).toBe(0);
	});

	test("explains one scenario of the file, named behind a colon", async () => {
		expect((await explain("counter.race:lost_update")).status).toBe(0);
		expect(await explain("counter.race:lost_updat")).toMatchObject({
			status: 2,
			err: expect.stringContaining("did you mean 'lost_update'?"),
		});
	});

	test("tells of a use after free the three steps, each with its number in the run", async () => {
		const source = `struct foo { int 0..3 n; }
scenario closed {
	struct foo *head;
	task maker { head = new foo {}; }
	task user { struct foo *p = head; if (p) p->n = 1; }
	task closer { struct foo *p = head; head = NULL; free(p); }
}`;
		const { out } = await raceline(["explain", "closed.race"], { "closed.race": source });
		expect(out.replace(/\s+/g, " ")).toContain(
			"Accessed by user at #7: p->n = 1. Freed by closer at #6: free(p). Allocated by maker at #1: new foo {}.",
		);
		for (const step of [1, 6, 7]) expect(out).toMatch(new RegExp(`^${step} `, "m"));
	});

	test("fails where nothing fails", async () => {
		expect(await explain("counter.race:fine")).toMatchObject({ status: 1, out: "", err: expect.stringContaining("nothing to explain") });
	});

	test("tries the other values of an option that decides something where nothing fails as it is written", async () => {
		const { out, status } = await explain("counter.race:lost_update", "--kernel", "v2");
		expect(status).toBe(0);
		expect(out).toContain("With v2, step = two, the counter is 4, not 2:");
	});

	test("says that it is not known whether anything fails where a limit ended the search", async () => {
		const huge = `scenario huge { ${["a", "b", "c"].map((name) => `int 0..900 ${name}; task t_${name} { while (${name} < 900) ${name}++; }`).join(" ")} }`;
		const { out, err, status } = await raceline(["explain", "huge.race", "--max-states", "1000"], { "huge.race": huge });
		expect([out, status]).toEqual(["", 3]);
		expect(err).toContain("it is not known whether anything fails: huge under v2: the search reached its limit on states");
	});

	test("shows how a livelock goes on in each format, and for programs as steps that can be repeated", async () => {
		const livelock = `scenario polite {
			bool a; bool b; bool done;
			task left { while (!done) { a = true; if (!b) done = true; a = false; } }
			task right { while (!done) { b = true; if (!a) done = true; b = false; } }
			daemon task idle { wait (done); }
			expect hang;
		}`;
		const inFormat = async (format: string) => (await raceline(["explain", "l.race", "--format", format], { "l.race": livelock })).out;
		expect(await inFormat("changelog")).toContain("-- again and again, and left never finishes:");
		expect(await inFormat("markdown")).toContain("-- again and again, and left never finishes:");
		expect(await inFormat("mermaid")).toContain("\tloop again and again\n\tNote over L0: #35;1 done\n");
		expect(await inFormat("svg")).toContain("↻ again and again");
		const [{ steps, cycle, waiting }] = JSON.parse(await inFormat("json")).scenarios;
		expect(steps).toEqual([]);
		expect(cycle.map(({ lane, label }: { lane: string; label: string }) => `${lane}: ${label}`)).toEqual([
			"left: done",
			"right: done",
			"left: a = true",
			"right: b = true",
			"left: b",
			"right: a",
			"left: a = false",
			"right: b = false",
		]);
		expect(waiting).toMatchObject([{ lane: "idle", label: "wait (done)", waitsFor: ["left", "right"] }]);
	});

	test("draws the run for Markdown, Mermaid and as a picture", async () => {
		const markdown = (await explain("counter.race", "--format", "markdown")).out;
		expect(markdown).toContain("### `lost_update`: race `both`");
		expect(markdown).toContain("Kernel `v1`, 4 steps, 2 context switches; 12 states explored.");
		const mermaid = (await explain("counter.race", "--format", "mermaid")).out;
		expect(mermaid).toContain("sequenceDiagram");
		expect(mermaid.match(/^\tNote over L[01]: /gm)).toHaveLength(4);
		const svg = (await explain("counter.race", "--format", "svg")).out;
		expect(svg.match(/<rect class="step/g)).toHaveLength(4);
		expect(svg).toContain("✗ both");
	});

	test("writes what the report for programs has", async () => {
		const json = JSON.parse((await explain("counter.race:lost_update", "--format", "json")).out);
		expect(json.scenarios).toHaveLength(1);
		expect(json.scenarios[0].steps).toHaveLength(4);
	});
});
