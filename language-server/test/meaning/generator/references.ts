/** References: to nodes, to parts of them, to what begins with such a part, and to anything. */
import { Tape } from "./tape";
import type { Fn, Kind, Place } from "./vocabulary";

export abstract class References extends Tape {
	/** What can be read of a kind. */
	protected abstract readable(place: Place, kind: Kind): string[];
	/** A number without further depth. */
	protected abstract shallow(place: Place): string;
	protected abstract condition(place: Place, depth: number): string;
	protected abstract call(place: Place, fn: Fn, depth: number): string;
	/** Any of the nodes for which something holds, or of some numbers. */
	protected abstract picked(place: Place, of: "node" | "0..3"): string;

	/** A part of a node. */
	protected leaf(place: Place): string {
		const parts = this.readable(place, "leaf");
		if (this.refersToAny && this.chance(3)) {
			const wholes = this.readable(place, "whole");
			const anything = this.readable(place, "any");
			if (wholes.length > 0 && this.chance(2)) {
				const one = this.of(wholes);
				return this.of([`&${one}->first`, `((struct leaf *)${one})`]);
			}
			if (anything.length > 0 && !place.pure) return `((struct leaf *)${this.of(anything)})`;
		}
		const nodes = this.readable(place, "ref");
		if (nodes.length > 0 && this.pick(3) > 0) return `&${this.of(nodes)}->${this.of(["own", "own", "more[1]"])}`;
		return this.of([...parts, "NULL"]);
	}

	/** A reference to what begins with a leaf. */
	protected whole(place: Place): string {
		const names = this.readable(place, "whole");
		if (this.refersToAny && !place.pure && this.chance(2)) {
			const anything = this.chance(2) ? this.leaf(place) : this.of([...this.readable(place, "any"), "NULL"]);
			return `((struct whole *)${anything})`;
		}
		return this.of([...names, "NULL"]);
	}

	/** A reference to anything. */
	protected any(place: Place): string {
		if (this.carries && !place.pure && this.chance(5)) return this.error(place);
		switch (this.pick(6)) {
			case 0:
				return this.of([...this.readable(place, "any"), "NULL"]);
			case 5:
				return `(${this.condition(place, 0)} ? (void *)${this.leaf(place)} : (void *)${this.reference(place, 0)})`;
			case 1:
				return this.leaf(place);
			case 2:
				return this.whole(place);
			default:
				return this.reference(place, 1);
		}
	}

	/** A reference that carries an error, if the number is one. */
	private error(place: Place): string {
		return `(void *)${this.of(["-1", "-1", "-2", `(${this.shallow(place)} - 2)`, `(${this.shallow(place)})`])}`;
	}

	/** Whether two references are to the same. */
	protected comparedReferences(place: Place): string {
		const names = [...this.readable(place, "any"), ...this.readable(place, "whole")];
		const one = names.length > 0 ? this.of(names) : "NULL";
		switch (this.pick(5)) {
			case 0:
				return `(${one} ${this.of(["==", "!="])} ${this.of([...this.readable(place, "any"), "NULL"])})`;
			case 1:
				return `((void *)${one} == (void *)${this.leaf(place)})`;
			case 2:
				return `!${one}`;
			case 3:
				return `((void *)${one} != ${this.of([...this.readable(place, "ref"), "NULL"])})`;
			default:
				return this.allocates ? `alive(${one})` : one;
		}
	}

	/** The node that something is a part of, if it is. */
	private container(place: Place): string {
		const part = this.leaf(place);
		if (part === "NULL") return part;
		return this.of([`container_of(${part}, struct node, own)`, `list_entry(${part}, struct node, own)`]);
	}

	protected reference(place: Place, depth: number): string {
		const names = this.readable(place, "ref");
		if (this.allocates && place.inTask && !place.pure && this.chance(4))
			return `new node { ${this.of(["", `v: ${this.shallow(place)}`, "b: true, c: BLUE", `next: ${names.length > 0 ? this.of(names) : "null"}`])} }`;
		if (this.picks && place.inTask && !place.pure && this.chance(6)) return this.picked(place, "node");
		if (this.pointsInto && depth > 0 && this.chance(6)) return this.container(place);
		if (this.refersToAny && !place.pure && this.chance(5)) {
			const anything = this.readable(place, "any");
			if (anything.length > 0) return `${this.of(["(struct node *)", "(struct node *)", ""])}${this.of(anything)}`;
		}
		if (this.carries && !place.pure && this.chance(6)) return this.error(place);
		if (names.length === 0) return "null";
		if (depth > 0) {
			switch (this.pick(6)) {
				case 4:
					return this.of([`${this.of(names)}.next`, `&${this.of(names)}->next`]);
				case 5: {
					const fns = place.functions.filter((fn) => fn.returns === "ref" && (fn.pure || !place.pure));
					if (fns.length > 0) return this.call(place, this.of(fns), depth - 1);
				}
			}
		}
		if (this.chance(5)) return this.of(["null", "NULL"]);
		const objects = place.variables.filter(({ object }) => object);
		return objects.length > 0 && this.chance(3) ? `&${this.of(objects).name}` : this.of(names);
	}
}
