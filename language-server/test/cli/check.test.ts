/** `raceline check` for people: its report, exit status and options. */
import { describe, expect, test } from "vitest";
import { DEADLOCK, HUGE, LOST, REFUTED, SAFE } from "./checked";
import { outputTo, raceline, withoutTimes } from "./command-line";

describe("the report", () => {
	test("has a line for each scenario and a sum", async () => {
		const { out, status } = await raceline(["check", "."], { "a.race": SAFE, "sub/b.race": LOST });
		expect(withoutTimes(out)).toMatchInlineSnapshot(`
			"a.race
			✓ one_after_the_other  safe          v2 · 3 states · # ms

			sub/b.race
			✓ lost_update  race          v1 · 12 states · # ms

			3 expectations met · 2 scenarios in 2 files · 19 states
			"
		`);
		expect(status).toBe(0);
	});

	test("shows the losing run of what is not met", async () => {
		const { out, status } = await raceline(["check", "b.race"], { "b.race": REFUTED });
		expect(withoutTimes(out)).toMatchInlineSnapshot(`
			"b.race
			✗ lost_update  race          v1 · 12 states · # ms
			    ✗ expect safe (4 steps)  race          v1 · 12 states · # ms

			error: expected safe, found a race: the counter is 1, not 2 (two)
			 --> b.race:5:19
			  |
			5 |     task worker[2] { increment(c); }
			  |                      ^^^^^^^^^^^^ #4
			  = b.race:8:2: expect safe

			    worker[0]                           worker[1]
			    ---------                           ---------
			    increment()
			  1   c.value [= 0]
			                                        increment()
			  2                                       c.value [= 0]
			  3                                       c.value += option(step) == two ?
			                                            2 : 1 [c.value 0 -> 1]
			  4   c.value += option(step) == two ?
			        2 : 1 <-- two

			  Racing pair: c.value += option(step) == two ? 2 : 1 at #4 trusts c.value
			  as #1 saw it; worker[1] changed it from 0 to 1 at #3.
			  Missing: nothing keeps worker[1] out between worker[0]'s #1 and #4.

			1 expectation not met · 1 expectation met · 1 scenario in 1 file · 16 states
			"
		`);
		expect(status).toBe(1);
	});

	test("says of a hang who waits where for what, and since when", async () => {
		const { out, status } = await raceline(["check", "b.race"], { "b.race": DEADLOCK });
		expect(withoutTimes(out)).toMatchInlineSnapshot(`
			"b.race
			✗ lock_order  hang          v2 · 19 states · # ms

			error: expected safe, found a hang: one waits until b is false; it is true since #2 of two
			 --> b.race:7:23
			  |
			7 |     task one { lock_a(); lock_b(); b = false; a = false; }
			  |                          ^^^^^^^^ one stays here

			    one                                two
			    ---                                ---
			  1 lock_a() [a false -> true]
			  2                                    lock_b() [b false -> true]
			    lock_b() <-- hangs, waits for two
			                                       lock_a() <-- stays, waits for one

			  Racing pair: two's #2 sets b before one comes to lock_b().

			1 expectation not met · 1 scenario in 1 file · 19 states
			"
		`);
		expect(status).toBe(1);
	});

	test("with --verbose lists each expectation and shows the runs of expected races", async () => {
		const { out } = await raceline(["check", "b.race", "-v"], { "b.race": LOST });
		expect(withoutTimes(out)).toMatchInlineSnapshot(`
			"b.race
			✓ lost_update  race          v1 · 12 states · # ms
			    ✓ expect race two (4 steps)  race          v1 · 12 states · # ms
			    ✓ expect safe under v2       safe          v2 · 4 states · # ms

			race: the counter is 1, not 2 (two), 4 steps (as expected)

			    worker[0]                           worker[1]
			    ---------                           ---------
			    increment()
			  1   c.value [= 0]
			                                        increment()
			  2                                       c.value [= 0]
			  3                                       c.value += option(step) == two ?
			                                            2 : 1 [c.value 0 -> 1]
			  4   c.value += option(step) == two ?
			        2 : 1 <-- two

			  Racing pair: c.value += option(step) == two ? 2 : 1 at #4 trusts c.value
			  as #1 saw it; worker[1] changed it from 0 to 1 at #3.
			  Missing: nothing keeps worker[1] out between worker[0]'s #1 and #4.

			2 expectations met · 1 scenario in 1 file · 16 states
			"
		`);
	});

	test("with --timeline shows the runs alone", async () => {
		const { out } = await raceline(["check", "b.race", "--timeline"], { "b.race": LOST });
		expect(out).toContain("race: the counter is 1, not 2 (two)");
		expect(out).not.toContain("✓ expect race two");
	});

	test("of an expected race that does not exist points at the expectation", async () => {
		const { out, status } = await raceline(["check", "b.race"], { "b.race": LOST.replace("safe under v2", "race two under v2") });
		expect(withoutTimes(out)).toMatchInlineSnapshot(`
			"b.race
			✗ lost_update  race          v1 · 12 states · # ms
			    ✗ expect race two under v2  safe          v2 · 4 states · # ms

			error: expected race two under v2, but all interleavings are safe (4 states)
			 --> b.race:9:2
			  |
			9 |     expect race two under v2;
			  |     ^^^^^^^^^^^^^^^^^^^^^^^^^

			1 expectation not met · 1 expectation met · 1 scenario in 1 file · 16 states
			"
		`);
		expect(status).toBe(1);
	});

	test("is coloured where that is wanted", async () => {
		const { out } = await raceline(["check", "a.race"], { "a.race": SAFE }, { forceColor: "1" });
		expect(out).toContain("\u001b[32m✓\u001b[39m");
	});

	test("with several jobs is the same as with one", async () => {
		const files = { "a.race": SAFE, "b.race": LOST, "c.race": DEADLOCK, "d.race": REFUTED };
		const [one, three] = await Promise.all([raceline(["check", ".", "-j", "1"], files), raceline(["check", ".", "-j", "3"], files)]);
		expect(withoutTimes(three.out)).toBe(withoutTimes(one.out));
	});
});

describe("the exit status", () => {
	const status = async (files: Record<string, string>, ...flags: string[]) => (await raceline(["check", ".", ...flags], files)).status;

	test("is 0 when every expectation is met, and in a file without scenarios", async () => {
		expect(await status({ "a.race": SAFE, "b.race": LOST })).toBe(0);
		expect(await status({ "a.race": "" })).toBe(0);
	});

	test("is 1 when an expectation is not met", async () => {
		expect(await status({ "a.race": SAFE, "b.race": REFUTED })).toBe(1);
	});

	test("is 2 when a file has an error, whatever else comes out", async () => {
		expect(await status({ "a.race": SAFE, "b.race": "scenario broken {" })).toBe(2);
		expect(await status({ "a.race": "scenario broken {", "b.race": REFUTED, "c.race": HUGE }, "--max-states", "100")).toBe(2);
	});

	test("is 3 when a limit left an expectation open, and 1 when another one is refuted", async () => {
		expect(await status({ "a.race": SAFE, "c.race": HUGE }, "--max-states", "1000")).toBe(3);
		expect(await status({ "b.race": REFUTED, "c.race": HUGE }, "--max-states", "1000")).toBe(1);
	});

	test("is 2 for what cannot be found", async () => {
		expect(await raceline(["check", "nowhere"], { "a.race": SAFE })).toEqual({
			out: "",
			err: "raceline: no such file or folder: nowhere\n",
			status: 2,
		});
		expect(await raceline(["chekc"], {})).toEqual({
			out: "",
			err: "raceline: no command called 'chekc'; did you mean 'check'?\nSee raceline --help\n",
			status: 2,
		});
	});
});

describe("files that use others", () => {
	const COMMON = "fn twice(counter c) { increment(c); increment(c); }";
	const USER = `use "../lib/common.race"; scenario user { counter c; task t { twice(c); } }`;

	test("find them from their own folder", async () => {
		expect(await raceline(["check", "s"], { "lib/common.race": COMMON, "s/a.race": USER, "s/b.race": USER })).toMatchObject({ status: 0 });
	});

	test("say where a file is missing", async () => {
		const { out, status } = await raceline(["check", "s/a.race"], { "s/a.race": USER });
		expect(out).toContain("error[file-not-found]: there is no file lib/common.race\n --> s/a.race:1:5");
		expect(status).toBe(2);
	});

	test("tell an error in a file that several use once", async () => {
		const { out } = await raceline(["check", "s"], {
			"lib/common.race": `${COMMON} fn bad() { nothing(); }`,
			"s/a.race": USER,
			"s/b.race": USER,
		});
		expect(out.match(/error\[/g)).toHaveLength(1);
		expect(out).toContain("lib/common.race:1:64");
	});

	test("may use each other", async () => {
		expect(await raceline(["check", "a.race"], { "a.race": 'use "b.race";', "b.race": 'use "a.race";' })).toMatchObject({ status: 0 });
	});
});

describe("--kernel asks whether the scenarios are safe under another kernel", () => {
	test("in place of what they expect", async () => {
		const { out, status } = await raceline(["check", "b.race", "--kernel", "v1 + atomic_increment"], { "b.race": LOST });
		expect(out).toMatch(/✓ lost_update {2}safe +v1 \+ atomic_increment/);
		expect(status).toBe(0);
		expect((await raceline(["check", "b.race", "--kernel", "v2 - atomic_increment"], { "b.race": LOST })).status).toBe(1);
	});

	test("and says what it does not know", async () => {
		const problem = async (kernel: string) => (await raceline(["check", "b.race", "--kernel", kernel], { "b.race": LOST })).err;
		expect(await problem("v22")).toBe("raceline: no kernel called 'v22'; did you mean 'v2'?\n");
		expect(await problem("v1 + atomic_increments")).toBe(
			"raceline: no patch called 'atomic_increments'; did you mean 'atomic_increment'?\n",
		);
		expect(await problem("v1; }")).toBe("raceline: --kernel takes a kernel and patches, such as 'v4.18 - NAME', not 'v1; }'\n");
	});
});

describe("progress", () => {
	test("is shown on a terminal and taken away again", async () => {
		const written: string[] = [];
		const err = outputTo(written, 60);
		await raceline(["check", "c.race", "--max-states", "2000000"], { "c.race": HUGE }, { err });
		const [erase, line] = [written[0].slice(0, 5), written[0].slice(5)];
		expect(erase).toBe("\r\u001b[2K");
		expect(line).toMatch(/^0\/1 scenario · huge · [\d,]+ states$/);
		expect(written.at(-1)).toBe("\r\u001b[2K");
	});

	test("is not shown elsewhere", async () => {
		expect((await raceline(["check", "c.race", "--max-states", "200000"], { "c.race": HUGE })).err).toBe("");
	});
});

test("Ctrl-C ends a search at once, without a report", async () => {
	let interrupt = (): void => {};
	let removed = false;
	const printed: string[] = [];
	const port = outputTo(printed);
	const running = raceline(
		["check", "c.race"],
		{ "c.race": HUGE },
		{
			out: port,
			err: port,
			onInterrupt: (handler) => {
				interrupt = handler;
				return () => {
					removed = true;
				};
			},
		},
	);
	setTimeout(() => interrupt(), 50);
	expect((await running).status).toBe(130);
	expect(removed).toBe(true);
	await new Promise((resolve) => setImmediate(resolve));
	expect(printed).toEqual(["raceline: interrupted\n"]);
});

test("a search that breaks down leaves its expectations open, and says so", async () => {
	const broken = new Error("out of memory");
	const { out, status } = await raceline(
		["check", "a.race"],
		{ "a.race": SAFE },
		{
			newChecker: () => ({
				check: () => ({ result: Promise.reject(broken), observations: Promise.reject(broken), cancel: () => {} }),
				warmUp: () => {},
				dispose: () => {},
			}),
		},
	);
	expect(out).toContain("the search under v2 broke down: out of memory");
	expect(status).toBe(3);
});

test("--help and --version", async () => {
	expect(await raceline(["--version"], {})).toEqual({ out: "raceline 1.2.3\n", err: "", status: 0 });
	expect((await raceline(["--help"], {})).out).toContain("Usage: raceline check PATH… [flags]");
});
