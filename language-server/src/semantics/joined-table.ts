import type { Anchor, AnchoredSpan } from "../base/span";
import type { Table } from "./symbols";

/**
 * Tables of pieces of a file, seen as one of the whole file: made anew at each keystroke without looking into them.
 * What stands in a body is found by its anchor; what else, and the heads of bodies, is in the `rest`.
 */
export class JoinedTable<Key extends AnchoredSpan, Value> implements Table<Key, Value> {
	constructor(
		private readonly rest: ReadonlyMap<Key, Value>,
		private readonly bodies: ReadonlyMap<Anchor, ReadonlyMap<Key, Value>>,
	) {}

	get(key: Key): Value | undefined {
		return this.bodies.get(key.anchor)?.get(key) ?? this.rest.get(key);
	}

	has(key: Key): boolean {
		return this.bodies.get(key.anchor)?.has(key) || this.rest.has(key);
	}

	/** Without the bodies of other anchors. */
	only(anchors: ReadonlySet<Anchor>): JoinedTable<Key, Value> {
		return new JoinedTable(this.rest, new Map([...this.bodies].filter(([anchor]) => anchors.has(anchor))));
	}

	*[Symbol.iterator](): MapIterator<[Key, Value]> {
		yield* this.rest;
		for (const body of this.bodies.values()) yield* body;
	}

	*keys(): MapIterator<Key> {
		yield* this.rest.keys();
		for (const body of this.bodies.values()) yield* body.keys();
	}

	*values(): MapIterator<Value> {
		yield* this.rest.values();
		for (const body of this.bodies.values()) yield* body.values();
	}
}
