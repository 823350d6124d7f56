/**
 * What steps do to the things that a person follows in a run, in a few words each, and how much that tells: whom
 * something belongs to and what refers to it before how many hold it, and all of that before what tasks note about
 * themselves.
 *
 * Invariant: what something is follows from the model's structs and their documentation; nothing here knows a name.
 */
import { t } from "../../base/l10n";
import type { Change } from "../../explain/timeline/timeline";
import type { FieldText, SystemText } from "../../system/system-text";

/** What tells most comes first. */
const kinds = ["owner", "reference", "holders", "value", "bookkeeping"] as const;

/**
 * What a cell is about: whose something is, what refers to something, how many hold it, another number, flag or state,
 * or what a task notes about itself and which task holds something, such as a lock.
 */
export type CellKind = (typeof kinds)[number];

export function kindOf(text: SystemText, cell: number): CellKind {
	const { object, type, holders } = text.cells[cell];
	if ((object !== undefined && text.objects[object].struct === "task") || (type.kind === "reference" && type.struct === "task"))
		return "bookkeeping";
	if (ownerField(text, cell)) return "owner";
	if (type.kind === "reference") return "reference";
	return holders ? "holders" : "value";
}

/** How much a kind tells: the smaller the more, from 0. */
export function rankOf(kind: CellKind): number {
	return kinds.indexOf(kind);
}

/** The field that a cell is, if it says whose its object is. */
export function ownerField(text: SystemText, cell: number): (FieldText & { readonly owner: string }) | undefined {
	const { object, field } = text.cells[cell];
	const found = object === undefined ? undefined : text.objects[object].fields.find(({ name }) => name === field);
	return found?.owner === undefined ? undefined : { ...found, owner: found.owner };
}

/**
 * Changes of shared cells from the first step to the last, without those that were undone; those that tell most first.
 */
export function netChanges(text: SystemText, changes: readonly Change[]): readonly Change[] {
	const byCell = new Map<number, Change>();
	for (const change of changes) {
		if (change.local) continue;
		const first = byCell.get(change.cell);
		byCell.set(change.cell, first ? { ...first, after: change.after } : change);
	}
	return [...byCell.values()]
		.filter((change) => change.before !== change.after)
		.sort((a, b) => rankOf(kindOf(text, a.cell)) - rankOf(kindOf(text, b.cell)));
}

/**
 * A change in a few words: `block 0 → other`, `clears pmd[0]`, `refcount 1→2`. `named` says that the object is to be
 * named too, where its field alone would be taken for another's.
 */
export function changeText(text: SystemText, { cell, name, field, before, after }: Change, named: boolean): string {
	const { object } = text.cells[cell];
	const owner = ownerField(text, cell);
	if (owner && object !== undefined) return `${text.objects[object].name} → ${after === "null" ? owner.owner : after}`;
	const what = named ? name : field;
	if (kindOf(text, cell) === "reference") return after === "null" ? t`clears ${what}` : `${what}=${after}`;
	return `${what} ${before}→${after}`;
}
