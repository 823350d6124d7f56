import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";

const files = {
	"counter.race": `scenario lost_update {
	counter c;
	task worker[2] { increment(c); }
	property both "the counter is {c.value}, not 2" at end = c.value == 2;
}
`,
	"other.race":
		"scenario fine { int n; task t { n = 1; } }\nscenario stuck { bool go; task t { wait (go); } task u { if (go) go = true; } }\n",
};

describe("raceline matrix", () => {
	test("has a row for another value of an option where something else comes out", async () => {
		const { out } = await raceline(["matrix", ".", "--patches", "atomic_increment"], files);
		expect(out).toContain("lost_update, step = two  ✗   ✗");
	});

	test("says where a limit left a set of patches open", async () => {
		const huge = `scenario huge { ${["a", "b", "c"].map((name) => `int 0..900 ${name}; task t_${name} { while (${name} < 900) ${name}++; }`).join(" ")} }`;
		const { out } = await raceline(["matrix", "huge.race", "--patches", "atomic_increment", "--max-states", "1000"], { "huge.race": huge });
		expect(out).toContain("Of 1 other scenario nothing was decided.");
		expect(out).not.toContain("do not change");
	});

	test("shows every kernel, each patch alone and each left out, and what must be taken", async () => {
		const { out, status } = await raceline(["matrix", ".", "--patches", "atomic_increment"], files);
		expect(out).toMatchInlineSnapshot(`
			"scenario                 v1  v2
			lost_update              ✗   ✓
			lost_update, step = two  ✗   ✗
			fine                     ✓   ✓
			stuck                    ∞   ∞

			Patches on v1: + with this one alone, - with all but this one

			scenario     none  +atomic_increment  -  all  a set that makes it safe, none of it superfluous
			lost_update  ✗     ✓                  ✗  ✓    atomic_increment

			The patches do not change the verdict of 2 other scenarios.

			✓ safe   ✗ race   ∞ hang   ? inconclusive   – cannot be compiled
			"
		`);
		expect(status).toBe(0);
	});

	test("says the same as checking each cell by itself", async () => {
		const { scenarios } = JSON.parse(
			(await raceline(["matrix", ".", "--format", "json", "--sets", "--patches", "atomic_increment"], files)).out,
		);
		const asWritten = scenarios.filter(({ options }: { options: object }) => Object.keys(options).length === 0);
		expect(scenarios.length).toBeGreaterThan(asWritten.length);
		for (const { file, name, kernels } of asWritten) {
			for (const { name: kernel, verdict } of kernels) {
				const checked = JSON.parse((await raceline(["check", file, "--kernel", kernel, "--format", "json"], files)).out);
				expect(checked.scenarios.find((one: { name: string }) => one.name === name).verdict).toBe(verdict);
			}
		}
		expect(asWritten.map(({ smallest }: { smallest: string[][] }) => smallest)).toEqual([[["atomic_increment"]], [[]], []]);
	});

	test("makes a table for a page, and asks about some kernels only", async () => {
		const { out } = await raceline(
			["matrix", "counter.race", "--kernels", "v2", "--patches", "atomic_increment", "--format", "markdown"],
			files,
		);
		expect(out).toContain("| scenario | v2 |\n| --- | :-: |\n| `lost_update` | ✓ |\n| `lost_update, step = two` | ✗ |");
	});

	test("answers names that do not exist", async () => {
		expect(await raceline(["matrix", ".", "--kernels", "v3"], files)).toMatchObject({
			status: 2,
			err: expect.stringContaining("no kernel called 'v3'"),
		});
		expect(await raceline(["matrix", ".", "--patches", "atomic_incremnt"], files)).toMatchObject({
			status: 2,
			err: expect.stringContaining("did you mean 'atomic_increment'?"),
		});
	});
});

describe("raceline backport", () => {
	test("says what a tree suffers from, with a run, and what is missing", async () => {
		const { out, status } = await raceline(["backport", "--base", "v1", "counter.race"], files);
		expect(out).toContain("With v1, 1 of 1 scenario fails.");
		expect(out).toContain("1. Race both: the counter is 1, not 2.");
		expect(out).toContain("worker[0]");
		expect(out).toContain('   Missing, for lost_update:\n\n   - ("make the increment atomic") [atomic_increment]');
		expect(status).toBe(1);
	});

	test("begins with what a user sees, where a property says it", async () => {
		const { out } = await raceline(["backport", "--base", "v1", "seen.race"], {
			...files,
			"seen.race": `scenario seen {
	int 0..3 n;
	task worker[2] { n = n + 1; assert(n < 2); }
	/// @effect Data is lost.
	property late "the count is {n}" at end = n == 3;
}
scenario unseen { bool gone; task one { gone = true; } property there "it is gone" = !gone; }`,
		});
		expect(out).toMatch(/1\. Data is lost\. Race late: the count is 2\.[\s\S]*2\. Race there: it is gone\./);
	});

	test("has nothing to say when all is taken", async () => {
		const files = { "flag.race": "scenario flag { bool set; task t { set = true; } }" };
		const { out, status } = await raceline(["backport", "--base", "v1", "--take", "atomic_increment", "flag.race"], files);
		expect(out).toBe("With v1 and atomic_increment, none of 1 scenario fails.\n");
		expect(status).toBe(0);
	});

	test("tries other values of an option that decides something, and names those that matter", async () => {
		const { out } = await raceline(["backport", "--base", "v1", "--take", "atomic_increment", "counter.race"], files);
		expect(out).toContain("With v1 and atomic_increment, 1 of 1 scenario fails.");
		expect(out.replace(/\s+/g, " ")).toContain("Nothing in the model's later releases cures it in lost_update (step = two).");
	});

	test("says that nothing is known to fail where a search was not decided", async () => {
		const huge = `scenario huge { ${["a", "b", "c"].map((name) => `int 0..900 ${name}; task t_${name} { while (${name} < 900) ${name}++; }`).join(" ")} }`;
		const { out, status } = await raceline(["backport", "--base", "v1", "--max-states", "1000", "huge.race"], { "huge.race": huge });
		expect(out).toContain("With v1, none of 1 scenario is known to fail.");
		expect(out.replace(/\s+/g, " ")).toContain("Not decided: huge: the search reached its limit on states");
		expect(status).toBe(3);
	});

	test("tells tasks of other names apart, of which each hangs in its own way", async () => {
		const stuck = (task: string) => `scenario with_${task} { bool go; task ${task} { wait (go); } task u { if (go) go = true; } }`;
		const { out } = await raceline(["backport", "--base", "v1", "two.race"], { "two.race": `${stuck("one")} ${stuck("two")}` });
		expect(out).toMatch(/1\. one never returns\.[\s\S]*cures it in with_one\.[\s\S]*2\. two never returns\.[\s\S]*cures it in with_two\./);
	});

	test("says so where nothing helps", async () => {
		const { out } = await raceline(["backport", "--base", "v1", "other.race"], files);
		expect(out).toContain("Nothing in the model's later releases cures it in stuck.");
		const { out: last } = await raceline(["backport", "--base", "v2", "other.race"], files);
		expect(last).toContain("The model has no later release that could cure it in stuck.");
	});
});

describe("raceline diff", () => {
	const diff = (before: string, after: string) => raceline(["diff", "old.race", "new.race"], { "old.race": before, "new.race": after });
	const counter = (body: string) => `scenario s { int 0..7 n; task worker[2] { ${body} } property low "{n}" = n < 3; }`;

	test("says that nothing has changed, however it is written", async () => {
		expect(await diff(counter("n++;"), counter("// again\n n += 1;"))).toMatchObject({
			status: 0,
			out: expect.stringContaining("s: behaves as before"),
		});
	});

	test("counts the states that are gone and new, and shows new failures with their runs", async () => {
		const { out, status } = await diff(counter("n++;"), counter("n++; n++;"));
		expect(out).toContain("s: safe before, race now; −0 states, +2");
		expect(out).toContain("  new: race: 3 (low)");
		expect(status).toBe(1);
		expect((await diff(counter("n++; n++;"), counter("n++;"))).out).toContain("  no more: race: 3 (low)");
	});

	test("tells scenarios that come and go", async () => {
		const { out } = await diff("scenario a { int n; task t { n = 1; } }", "scenario b { int n; task t { n = 1; } }");
		expect(out).toContain("a: gone");
		expect(out).toContain("b: new");
	});
});
