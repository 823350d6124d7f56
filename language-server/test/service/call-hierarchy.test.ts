import { describe, expect, test } from "vitest";
import { callHierarchyAt, incomingCalls, outgoingCalls } from "../../src/service/navigation/call-hierarchy";
import { atCursor, countingSource, modelUri, settled } from "./open-source";

const source = `fn twice(page p) { get_page(p); get_page(p); }
scenario s {
	page p;
	task t { twice(p); put_page(p); }
}`;

describe("call hierarchy", () => {
	test("finds who calls a function of the kernel model, with every place", async () => {
		const { text, offset } = atCursor(source.replace("get_page", "get_$0page"));
		const snapshot = await settled(text);
		const item = callHierarchyAt(snapshot, offset);
		expect(item).toMatchObject({ name: "get_page", kind: "function", file: modelUri });
		const calls = item && incomingCalls([snapshot], item);
		expect(calls?.map((call) => [call.item.name, call.places.map(({ start, end }) => text.slice(start, end))])).toEqual([
			["twice", ["get_page", "get_page"]],
		]);
	});

	test("finds what a task calls, in order, and goes on from there", async () => {
		const { text, offset } = atCursor(source.replace("task t", "task t$0"));
		const snapshot = await settled(text);
		const item = callHierarchyAt(snapshot, offset);
		const calls = item ? outgoingCalls([snapshot], item) : [];
		expect(calls.map((call) => call.item.name)).toEqual(["twice", "put_page"]);
		expect(outgoingCalls([snapshot], calls[0].item).map((call) => call.item.name)).toEqual(["get_page"]);
	});

	test("counts tasks among the callers", async () => {
		const { text, offset } = atCursor(countingSource.replace("put_page", "put_$0page"));
		const snapshot = await settled(text);
		const item = callHierarchyAt(snapshot, offset);
		expect((item ? incomingCalls([snapshot], item) : []).map((call) => [call.item.kind, call.item.name])).toEqual([
			["task", "one"],
			["task", "two"],
		]);
	});

	test("is absent for what cannot be called", async () => {
		const { text, offset } = atCursor("scenario s { page p$0; }");
		expect(callHierarchyAt(await settled(text), offset)).toBeUndefined();
	});
});
