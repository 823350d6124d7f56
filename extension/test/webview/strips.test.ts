import { describe, expect, test } from "vitest";
import { barsOf, stripsOf } from "../../webview/strips";
import { run } from "./run";

const change = (name: string, before: string, after: string, kind: "holder" | "local" | "data" = "data") => ({
	name,
	field: name.slice(name.lastIndexOf(".") + 1),
	before,
	after,
	local: kind === "local",
	holder: kind === "holder",
});

describe("strips", () => {
	test("hold each field's value before the run and after every step", () => {
		const strips = stripsOf(
			run(
				{ lane: 0, label: "a" },
				{ lane: 0, label: "b", changes: [change("page 0.refcount", "1", "2")] },
				{ lane: 0, label: "c" },
				{ lane: 0, label: "d", changes: [change("page 0.refcount", "2", "1")] },
				{ lane: 0, label: "e" },
			),
		);
		expect(strips).toEqual([{ object: "page 0", field: "refcount", values: ["1", "1", "2", "2", "1", "1"] }]);
	});

	test("of one object stand together, and leave out locals and locks", () => {
		const strips = stripsOf(
			run({
				lane: 0,
				label: "a",
				changes: [
					change("a.x", "0", "1"),
					change("b.x", "0", "1"),
					change("a.y", "0", "1"),
					change("p", "0", "1", "local"),
					change("m.owner", "null", "one", "holder"),
				],
			}),
		);
		expect(strips.map(({ object, field }) => `${object}.${field}`)).toEqual(["a.x", "a.y", "b.x"]);
	});
});

describe("bars", () => {
	test("last from the step that takes a lock to the one that releases it", () => {
		const bars = barsOf(
			run(
				{ lane: 0, label: "a", changes: [change("m.owner", "null", "one", "holder")] },
				{ lane: 1, label: "b" },
				{ lane: 0, label: "c", changes: [change("m.owner", "one", "null", "holder")] },
				{ lane: 1, label: "d", changes: [change("m.owner", "null", "two", "holder")] },
			),
		);
		expect(bars).toEqual([
			{ lane: "one", name: "m.owner", from: 1, to: 3 },
			{ lane: "two", name: "m.owner", from: 4, to: Number.POSITIVE_INFINITY },
		]);
	});

	test("begin before the run for what is held from the start", () => {
		const bars = barsOf(run({ lane: 0, label: "a", changes: [change("m.owner", "two", "null", "holder")] }));
		expect(bars).toEqual([{ lane: "two", name: "m.owner", from: 0, to: 1 }]);
	});
});
