/** `done(t)`: whether a task has ended. */
import { describe, expect, test } from "vitest";
import { compileSource, problemsOf, stepsOf } from "../compile-source";
import { outcomeOf } from "../explain/check-source";
import { foundIn } from "./found";

const found = (members: string): ReturnType<typeof foundIn> => foundIn(`scenario s { ${members} }`);

const SAFE = { fails: [], hangs: [] };

describe("who waits for the end of a task", () => {
	test("goes on when all that it does has been done", () => {
		expect(found("int 0..3 n; task t { n = 1; n = 2; } task u { wait (done(t)); assert(n == 2); }")).toEqual(SAFE);
		expect(found("int 0..3 n; task t { n = 1; n = 2; } task u { wait (n == 1 || done(t)); assert(n == 2); }").fails).toEqual(["assertion"]);
	});

	test("goes on however it ends", () => {
		expect(
			found("int 0..3 n; bool x; task t { if (x) return; n = 1; } task s { x = true; } task u { wait (done(t)); assert(n == 1 || x); }"),
		).toEqual(SAFE);
		expect(found("task t { } task u { wait (done(t)); }")).toEqual(SAFE);
	});

	test("of several waits for all, or for one", () => {
		const three = "int 0..3 n; task t[3] { atomic { n++; } }";
		expect(found(`${three} task u { wait (done(t)); assert(n == 3); }`)).toEqual(SAFE);
		expect(found(`${three} task u { wait (done(t[1])); assert(n > 0); }`)).toEqual(SAFE);
		expect(found(`${three} task u { wait (done(t[1])); assert(n == 3); }`).fails).toEqual(["assertion"]);
		expect(found(`${three} task u { wait (exists i in 0..2: done(t[i])); assert(n > 0); }`)).toEqual(SAFE);
		expect(found(`${three} task u { if (done(t)) assert(n == 3); }`)).toEqual(SAFE);
	});

	test("waits for ever where it hangs, or is himself", () => {
		expect(found("bool b; task t { wait (b); } task u { wait (done(t)); }").hangs).toEqual(["t", "u"]);
		expect(found("task t { wait (done(u)); } task u { wait (done(t)); }").hangs).toEqual(["t", "u"]);
		expect(found("task t { wait (done(t)); }").hangs).toEqual(["t"]);
	});

	test("may have it by a reference", () => {
		const parts = "task whom = null; int 0..3 n; task t { n = 1; n = 2; } task v { whom = t; }";
		expect(found(`${parts} task u { wait (whom && done(whom)); assert(n == 2); }`)).toEqual(SAFE);
		expect(found(`${parts} task u { wait (!whom || done(whom)); assert(n == 2); }`).fails).toEqual(["assertion"]);
	});
});

test("to end is a step, where somebody asks for it", () => {
	expect(stepsOf(compileSource("scenario s { int 0..3 n; task t { n = 1; } task u { n = 2; wait (done(t)); } }"))).toEqual({
		t: ["write n = 1", "write t ends"],
		u: ["write n = 2", "wait wait (done(t))"],
	});
	expect(stepsOf(compileSource("scenario s { int 0..3 n; task t { n = 1; } task u { n = 2; } }")).t).toEqual(["write n = 1"]);
});

test("what was done before the end comes before what is done behind the join", () => {
	const races = (join: string): readonly string[] =>
		outcomeOf(
			`option data_races = off | report; scenario s { option data_races = report; int 0..3 n; task t { n = 1; } task u { ${join} } }`,
		).findings.map(({ subject }) => subject);
	expect(races("wait (done(t)); n = 2;")).toEqual([]);
	expect(races("if (done(t)) n = 2;")).toEqual([]);
	expect(races("n = 2;")).toEqual(["data_race"]);
});

test("it is asked of a task", () => {
	expect(problemsOf("scenario s { int n; task t { wait (done(n)); } }")[0]).toMatch(/'done' takes a task, and this is int/);
	expect(problemsOf("scenario s { task t { wait (done()); } }")[0]).toMatch(/1 argument, a task/);
	expect(problemsOf("scenario s { bool done; task t { wait (done); } }")).toEqual([]);
});
