import { describe, expect, test } from "vitest";
import { inlineValues } from "../../src/service/reading/inline-values";
import { atCursor, settled } from "./open-source";

/** What is shown on each line when a debugger stands at `$0`. */
async function shown(marked: string): Promise<Record<number, string[]>> {
	const { text, offset } = atCursor(marked);
	const lines: Record<number, string[]> = {};
	for (const { span, expression } of inlineValues(await settled(text), { start: 0, end: text.length }, offset)) {
		const line = text.slice(0, span.start).split("\n").length;
		lines[line] = [...(lines[line] ?? []), expression];
	}
	return lines;
}

describe("values beside the lines of a debugger", () => {
	test("are those of the function's variables, up to the line that it stands on", async () => {
		const source = `struct page { int 0..3 refcount; int 0..3 slots[2]; }
fn get(page p, int i) {
	int was = p.refcount;
	$0p.refcount = was + p.slots[i] + p.refcount;
	p.slots[0] = 1;
}
scenario s { page data; task t { get(data, 1); } }`;
		expect(await shown(source)).toEqual({
			2: ["p", "i"],
			3: ["was", "p.refcount"],
			4: ["p.refcount", "was", "p.slots[i]", "i"],
		});
	});

	test("are those of a task's own variables and of the scenario's, and not of functions, types or members of enums", async () => {
		const source = `enum state { IDLE, BUSY }
fn twice(int i) { return i + i; }
scenario s {
	state now;
	int x;
	task t {
		int 0..9 y = twice(x);
		now = BUSY; $0
		y = 2;
	}
}`;
		expect(await shown(source)).toEqual({ 7: ["y", "x"], 8: ["now"] });
	});

	test("do not exist outside of functions and tasks", async () => {
		expect(await shown("scenario s { int x$0; task t { x = 1; } }")).toEqual({});
	});
});
