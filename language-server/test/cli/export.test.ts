import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";

const ONE = `scenario lost { counter c; kernel v1; task worker[2] { increment(c); } }`;
const TWO = `${ONE} scenario other { counter c; task only { increment(c); } }`;

test("writes the model to the standard output", async () => {
	const { out, err, status } = await raceline(["export", "--to", "promela", "a.race"], { "a.race": ONE });
	expect({ err, status }).toEqual({ err: "", status: 0 });
	expect(out).toContain("active proctype worker_0() {");
});

test("of several scenarios the named one, under another kernel if one is asked for", async () => {
	const exportLost = (...more: string[]) =>
		raceline(["export", "--to", "murphi", "a.race", "--scenario", "lost", ...more], { "a.race": TWO });
	const rules = ({ out }: { out: string }) => out.split("\n").filter((line) => line.startsWith('rule "worker_0')).length;
	expect(rules(await exportLost())).toBeGreaterThan(rules(await exportLost("--kernel", "v2")));
});

describe("what cannot be meant is answered", () => {
	test.each([
		[["--to", "promela"], "one file is exported at a time: raceline export --to promela FILE"],
		[["a.race"], "export to what? raceline export --to promela FILE"],
		[["--to", "promla", "a.race"], "--to takes promela or murphi, not 'promla'; did you mean 'promela'?"],
		[["--to", "promela", "a.race"], "a.race has 2 scenarios; choose with --scenario: lost, other"],
		[["--to", "promela", "a.race", "--scenario", "lots"], "no scenario called 'lots'; did you mean 'lost'?"],
		[["--to", "promela", "a.race", "--timeline"], "--timeline is a flag of raceline check"],
		[["--to", "promela", "bad.race"], "bad.race has errors, the first: there is no file missing.race"],
		[["--to", "promela", "b.race"], "no such file or folder: b.race"],
	])("%j", async (args, message) => {
		const { err, status } = await raceline(["export", ...args], { "a.race": TWO, "bad.race": `use "missing.race"; ${ONE}` });
		expect(err.split("\n")[0]).toBe(`raceline: ${message}`);
		expect(status).toBe(2);
	});
});
