/** What compiling came by: what of the configuration decided something, and which statements code was made of. */
import type { AnchoredSpan } from "../base/span";
import type { Statement } from "../syntax/tree";

export interface Reads {
	/** What of the configuration decided something: patches that are applied or not, and options. */
	readonly patches: Set<string>;
	readonly options: Set<string>;
	/** Statements of the user's files that code was made of, and those that the configuration leaves out. */
	readonly lowered: Set<Statement>;
	readonly leftOut: Set<Statement>;
	/** Statements of the user's files that the set-up has run, with where they stand. */
	readonly ran: Map<Statement, AnchoredSpan>;
}

/** Nothing yet. */
export function noReads(): Reads {
	return { patches: new Set(), options: new Set(), lowered: new Set(), leftOut: new Set(), ran: new Map() };
}

/** Notes what something else came by as well. */
export function addReads(to: Reads, { patches, options, lowered, leftOut, ran }: Reads): void {
	for (const patch of patches) to.patches.add(patch);
	for (const option of options) to.options.add(option);
	for (const statement of lowered) to.lowered.add(statement);
	for (const statement of leftOut) to.leftOut.add(statement);
	for (const [statement, place] of ran) to.ran.set(statement, place);
}
