/**
 * The text of the systems that tests make, kept beside them: a test passes a system alone, and can still tell what its
 * parts are called.
 */
import { Anchor } from "../src/base/span";
import type { NamedSystem, SystemText } from "../src/system/system-text";
import type { TransitionSystem } from "../src/system/transition-system";

const texts = new WeakMap<TransitionSystem, SystemText>();

/** The system, of which it is known from now on what its parts are called. */
export function remember({ system, text }: NamedSystem): TransitionSystem {
	texts.set(system, text);
	return system;
}

export function named(system: TransitionSystem): NamedSystem {
	return { system, text: textOf(system) };
}

/** What the parts of a system are called. */
export function textOf(system: TransitionSystem): SystemText {
	const text = texts.get(system);
	if (text === undefined) throw new Error("nobody has said what the parts of this system are called");
	return text;
}

export const span = { anchor: new Anchor(), from: 0, to: 0 };

/**
 * A text in which cells and lanes have these names, steps are called by their lanes and places, and failures by their
 * properties.
 */
export function plainText(system: TransitionSystem, cells: readonly string[], lanes: readonly string[]): SystemText {
	return {
		name: "test",
		cells: system.cells.map((_, cell) => ({ name: cells[cell], type: { kind: "int" } })),
		objects: system.lanes.map((_, lane) => ({ name: lanes[lane], struct: "task", fields: [] })),
		variables: [],
		lanes: system.lanes.map(({ steps }, lane) => ({
			name: lanes[lane],
			span,
			self: lane,
			variables: [],
			steps: steps.map((_, location) => ({ label: `${lanes[lane]}:${location}`, access: "atomic", span, stack: [], scopes: [] })),
		})),
		failures: system.failures.map(({ property }) => ({ message: [property], span })),
	};
}
