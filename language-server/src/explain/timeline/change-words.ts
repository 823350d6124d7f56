/** What a step of a run does to a cell, as a predicate that stands behind who does it. */
import { t } from "../../base/l10n";
import type { Run } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { heldName, holdKind } from "./holds";
import { printValue } from "./print-value";

type States = Pick<Run, "states">;

/**
 * What a step does to a cell that it changes: `frees block 0`, `takes data.i_mmaplock`, `raises page 0.refcount to 2`.
 * `step` counts from 1. With `called` that stands for the cell's name, such as `it`.
 */
export function changeWords(named: NamedSystem, { states }: States, step: number, cell: number, called?: string): string {
	const { text } = named;
	const { type, cleared } = text.cells[cell];
	const name = called ?? text.cells[cell].name;
	const [before, after] = [states[step - 1][cell], states[step][cell]];
	const [was, is] = [before, after].map((value) => printValue(text, type, value));
	if (hasOwnWords(named, { states }, step, cell)) return cleared ?? "";
	if (holdKind(named, cell) === "holder") {
		const held = called ?? heldName(named, cell);
		if (after === 0) return t`releases ${held}`;
		return before === 0 ? t`takes ${held}` : t`passes ${held} on to ${is}`;
	}
	if (type.kind === "reference") return after === 0 ? t`clears ${name}` : t`sets ${name} to ${is}`;
	if (type.kind === "bool") return after === 0 ? t`clears ${name}` : t`sets ${name}`;
	if (holdKind(named, cell) === "count") return after > before ? t`raises ${name} to ${is}` : t`lowers ${name} to ${is}`;
	return t`changes ${name} from ${was} to ${is}`;
}

/** Whether what a step does to a cell is said without its name: `frees block 0`. */
export function hasOwnWords({ text }: NamedSystem, { states }: States, step: number, cell: number): boolean {
	const { type, cleared } = text.cells[cell];
	return type.kind === "reference" && states[step][cell] === 0 && cleared !== undefined;
}

/** What a step finds that looks at a cell: `sees page 0.refcount = 2`, `sees data.i_mmaplock held by reader`. */
export function sightWords(named: NamedSystem, { states }: States, step: number, cell: number): string {
	const { text } = named;
	const { name, type } = text.cells[cell];
	const value = states[step - 1][cell];
	if (holdKind(named, cell) !== "holder") return t`sees ${name} = ${printValue(text, type, value)}`;
	const held = heldName(named, cell);
	return value === 0 ? t`sees ${held} free` : t`sees ${held} held by ${printValue(text, type, value)}`;
}

/** A label that can stand in a sentence: a long call without its arguments, `page_ref_dec_return(…)`, else none. */
export function shortLabel(label: string): string | undefined {
	if (label.length <= LABEL) return label;
	const call = /^[\w.]+(?=\()/.exec(label);
	return call ? `${call[0]}(…)` : undefined;
}

/** More characters than these interrupt a sentence. */
const LABEL = 40;
