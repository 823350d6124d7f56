import type { Run } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { holdKind } from "./holds";
import { printValue } from "./print-value";

/**
 * What a step of a run does to a cell that it changes, as a predicate: `frees block 0`, `takes data.i_mmaplock`,
 * `raises page 0.refcount to 2`. `step` counts from 1.
 */
export function changeWords(named: NamedSystem, { states }: Pick<Run, "states">, step: number, cell: number): string {
	const { text } = named;
	const { name, type, object, cleared } = text.cells[cell];
	const [before, after] = [states[step - 1][cell], states[step][cell]];
	const [was, is] = [before, after].map((value) => printValue(text, type, value));
	if (type.kind === "reference" && after === 0 && cleared !== undefined) return cleared;
	if (holdKind(named, cell) === "holder") {
		const held = object === undefined ? name : text.objects[object].name;
		if (after === 0) return `releases ${held}`;
		return before === 0 ? `takes ${held}` : `passes ${held} on to ${is}`;
	}
	if (type.kind === "reference") return after === 0 ? `clears ${name}` : `sets ${name} to ${is}`;
	if (type.kind === "bool") return after === 0 ? `clears ${name}` : `sets ${name}`;
	if (holdKind(named, cell) === "count") return `${after > before ? "raises" : "lowers"} ${name} to ${is}`;
	return `changes ${name} from ${was} to ${is}`;
}
