import { describe, expect, it } from "vitest";
import { NotedSlots } from "../../src/compiler/noted-slots";
import { compileSource, stepsOf } from "../compile-source";
import { textOf } from "../named";

describe("code that turns out to write what it took to be constant", () => {
	const source = `
scenario counted_twice {
	int 0..3 gauge;
	bool done;

	fn void bump() {
		int before = gauge;
		assert(before < 3, "full at {before}");
		if (before == 0) {
			for (i in 0..1)
				gauge = gauge + i;
		} else {
			gauge = before + 1;
		}
		done = true;
		if (done)
			assert(gauge > 0, "empty");
	}

	task first { bump(); }
	task second { bump(); }
}
`;

	it("is written as it is where that is known from the beginning", () => {
		const system = compileSource(source);
		// The second task is lowered when it is known what the first one writes.
		const { first, second } = stepsOf(system);
		expect(first).toEqual(second);
		expect(first).toContain("write gauge = gauge + i");
		const [one, other] = textOf(system).lanes;
		expect(one.variables).toHaveLength(other.variables.length);
		expect(system.lanes[0].steps).toHaveLength(system.lanes[1].steps.length);
	});

	it("leaves no failure twice", () => {
		const messages = textOf(compileSource(source)).failures.map(({ message, span, at }) => JSON.stringify([message, span, at]));
		expect(new Set(messages).size).toBe(messages.length);
	});
});

describe("what was taken to be constant", () => {
	it("is stale from the first slot on that is written after all", () => {
		const slots = new NotedSlots(new Set([7]));
		expect([1, 2, 7, 3, 2].map((slot) => slots.has(slot))).toEqual([false, false, true, false, false]);
		slots.add(7);
		expect(slots.staleFrom(0)).toBeUndefined();
		slots.add(3);
		slots.add(2);
		expect(slots.staleFrom(0)).toBe(1);
		expect(slots.staleFrom(2)).toBe(2);
	});

	it("is forgotten with the code that asked, but what that wrote is not", () => {
		const slots = new NotedSlots(new Set());
		slots.has(1);
		slots.has(2);
		slots.add(2);
		slots.takeBack(1);
		expect(slots.staleFrom(0)).toBeUndefined();
		expect([...slots.constants]).toEqual([1]);
		expect(slots.has(2)).toBe(true);
	});
});
