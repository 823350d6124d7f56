import { describe, expect, test } from "vitest";
import { barsOf } from "../../webview/timeline/bars";
import { fieldsOf, valueAfter } from "../../webview/timeline/fields";
import { stateAfter } from "../../webview/timeline/state";
import { run } from "./run";

const given = run(
	{ lane: 0, label: "pin", changes: ["page 0.refcount 1→2", "local p null→page 0"] },
	{ lane: 1, label: "lock", changes: ["lock m.writer null→two"] },
	{ lane: 1, label: "quiet", changes: ["two.irqs_off false→true"] },
	{ lane: 1, label: "clear", changes: ["data.pmd[0] page 0→null"] },
	{ lane: 1, label: "unlock", changes: ["lock m.writer two→null"] },
	{ lane: 1, label: "pin", changes: ["page 0.refcount 2→3"] },
	{ lane: 1, label: "unpin", changes: ["page 0.refcount 3→2"] },
);

describe("fields", () => {
	test("are what changes, but for locks, locals and what belongs to a lane", () => {
		expect(fieldsOf(given, given.lanes).map(({ name }) => name)).toEqual(["page 0.refcount", "data.pmd[0]"]);
	});

	test("have a value after every step", () => {
		const [refcount] = fieldsOf(given, given.lanes);
		expect([0, 1, 2, 5, 6, 7].map((number) => valueAfter(refcount, number))).toEqual(["1", "2", "2", "2", "3", "2"]);
	});
});

describe("bars", () => {
	test("last from the step that takes a lock to the one that lets go of it, and stand beside each other", () => {
		const two = run(
			{ lane: 0, label: "a", changes: ["lock m.writer null→one"] },
			{ lane: 0, label: "b", changes: ["lock n.writer null→one"] },
			{ lane: 0, label: "c", changes: ["lock m.writer one→null"] },
		);
		expect(barsOf(two, two.lanes)).toEqual([
			{ lane: 0, name: "m", kind: "lock", from: 1, to: 3, column: 0 },
			{ lane: 0, name: "n", kind: "lock", from: 2, to: Number.POSITIVE_INFINITY, column: 1 },
		]);
	});

	test("are drawn for what a lane is in, too", () => {
		expect(barsOf(given, given.lanes)).toContainEqual({
			lane: 1,
			name: "irqs_off",
			kind: "state",
			from: 3,
			to: Number.POSITIVE_INFINITY,
			column: 0,
		});
	});
});

describe("the state after a step", () => {
	const stateOf = (number: number) => {
		const { fields, held, states } = stateAfter(number, fieldsOf(given, given.lanes), barsOf(given, given.lanes), given);
		const names = (lanes: typeof held) => lanes.flatMap(({ lane, bars }) => bars.map(({ name, from }) => `${lane}: ${name} #${from}`));
		return {
			fields: fields.map(({ field, value, changedHere, shares, rest }) => {
				const parts = shares.map(({ lane, amount, what, number: at }) => `+ ${amount} ${what} of ${lane} #${at}`);
				return `${changedHere ? "* " : ""}${field.name} ${value}${parts.length > 0 ? ` = ${rest} ${parts.join(" ")}` : ""}`;
			}),
			held: names(held),
			states: names(states),
		};
	};

	test("has what the step changed first, and who holds what since when", () => {
		expect(stateOf(4)).toEqual({
			fields: ["* data.pmd[0] null", "page 0.refcount 2 = 1 + 1 reference of 0 #1"],
			held: ["1: m #2"],
			states: ["1: irqs_off #3"],
		});
	});

	test("no longer has a lock that the step let go of", () => {
		expect(stateOf(5).held).toEqual([]);
	});

	test("says how a count comes about: what was given back is no share of it", () => {
		expect(stateOf(6).fields[0]).toBe("* page 0.refcount 3 = 1 + 1 reference of 0 #1 + 1 reference of 1 #6");
		expect(stateOf(7).fields[0]).toBe("* page 0.refcount 2 = 1 + 1 reference of 0 #1");
	});
});
