import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";

describe("--stats", () => {
	test("counts how often each step was taken, and names those that never were", async () => {
		const source = "scenario s {\n\tint 0..3 n;\n\ttask one { n = 1; }\n\ttask two {\n\t\tif (n == 2)\n\t\t\tn = 3;\n\t}\n}\n";
		const { out } = await raceline(["check", "--stats", "a.race"], { "a.race": source });
		expect(out).toContain(
			"  4 states, 4 transitions, 2 steps deep\n  one: 1 of 1 step taken\n  two: 1 of 2 steps taken\n    never  a.race:6  n = 3\n",
		);
		expect((await raceline(["check", "--stats", "-v", "a.race"], { "a.race": source })).out).toMatch(/^ {4}\d {2}a\.race:3 {2}n = 1$/m);
	});
});

describe("--strength", () => {
	const counter = (body: string) =>
		`scenario s {\n\tspinlock a;\n\tspinlock b;\n\tint 0..3 n;\n\ttask worker[2] { ${body} }\n\tproperty both "{n}" at end = n == 2;\n}\n
struct spinlock { task owner; }
fn spin_lock(spinlock lock) { atomic { wait (!lock.owner); lock.owner = self; } }
fn spin_unlock(spinlock lock) { lock.owner = null; }\n`;
	const strengthOf = async (body: string) =>
		(await raceline(["check", "--strength", "a.race"], { "a.race": counter(body) })).out.replace(/^[\s\S]*\ns\n/, "");

	test("names a lock that nothing misses", async () => {
		const out = await strengthOf("spin_lock(a); spin_lock(b); n++; spin_unlock(b); spin_unlock(a);");
		expect(out).toContain("lock  a.race:5  spin_lock(a);");
		expect(out).toContain("lock  a.race:5  spin_lock(b);");
	});

	test("does not name one that is needed", async () => {
		const out = await strengthOf("spin_lock(a); n++; spin_unlock(a);");
		expect(out).toMatch(/strength: (\d) of \1 locks, re-checks and waits are needed\n/);
	});

	test("names a wait that never waits", async () => {
		const out = await strengthOf("wait (n < 3); atomic { n++; }");
		expect(out).toContain("wait  a.race:5  wait (n < 3);");
	});
});
