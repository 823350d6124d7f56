import { describe, expect, test } from "vitest";
import { type Probe, probe, REACHED, targetAt } from "../../src/service/runs/reach";
import { atCursor, settled } from "./open-source";

async function probeAt(text: string, offset: number, condition: string): Promise<Probe | string> {
	const target = targetAt(await settled(text), offset);
	return typeof target === "string" ? target : probe(target, condition);
}

async function probed(source: string, condition = "true"): Promise<string> {
	const { text, offset } = atCursor(source);
	const found = await probeAt(text, offset, condition);
	if (typeof found === "string") return found;
	return found.text.slice(0, found.text.lastIndexOf("\nproperty ")).replaceAll(REACHED, "R");
}

describe("a probe", () => {
	test("stands right before the statement, and keeps it the only one of a branch", async () => {
		expect(await probed("scenario s { int x; task t { if (x == 0) $0x = 1; } }", "x == 0")).toBe(
			"scenario s { int x; task t { if (x == 0) { atomic { assert(!(x == 0), R()); } x = 1; } } }",
		);
	});

	test("leaves a declaration visible to what follows", async () => {
		expect(await probed("scenario s { int x; task t { int y$0 = x; x = y; } }")).toBe(
			"scenario s { int x; task t { atomic { assert(!(true), R()); } int y = x; x = y; } }",
		);
	});

	test("stands before the whole of an atomic block", async () => {
		expect(await probed("scenario s { int x; task t { atomic { x = 1; $0x = 2; } } }")).toBe(
			"scenario s { int x; task t { { atomic { assert(!(true), R()); } atomic { x = 1; x = 2; } } } }",
		);
	});

	test("needs a statement of a scenario", async () => {
		expect(await probed("scenario s { int x$0; task t { x = 1; } }")).toBe("Put the cursor on a statement of a task.");
		expect(await probed("$0fn f() { }")).toBe("Put the cursor on a statement of a scenario.");
	});

	test("moves places of the copy back to where they are in the document", async () => {
		const { text, offset } = atCursor("scenario s { int x; task t { $0x = 1; } task u { x = 2; } }");
		const found = await probeAt(text, offset, "x == 2");
		if (typeof found === "string") throw new Error(found);
		for (const part of ["x = 1;", "x = 2;", "task u"]) {
			const start = found.text.indexOf(part);
			const moved = found.toFile({ file: "file:///folder/test.race", start, end: start + part.length });
			expect(text.slice(moved.start, moved.end)).toBe(part);
		}
	});
});
