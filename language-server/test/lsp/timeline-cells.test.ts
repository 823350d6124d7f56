import { expect, expectTypeOf, test } from "vitest";
import type { RunCell } from "../../src/explain/timeline/run-cells";
import { cellToLsp } from "../../src/lsp/converters/timelines";
import type { TimelineCell } from "../../src/lsp/protocol/timelines";

test("a cell of a timeline is a cell of a run without its place in the system, which means nothing to a client", () => {
	expectTypeOf<TimelineCell>().toEqualTypeOf<Omit<RunCell, "cell">>();
	const cell: TimelineCell = {
		name: "page 0.refcount",
		object: "page 0",
		field: "refcount",
		kind: "count",
		start: "1",
		changes: [{ number: 2, value: "2" }],
		relevant: 1,
		decides: true,
	};
	expect(cellToLsp({ ...cell, cell: 7 })).toEqual(cell);
});
