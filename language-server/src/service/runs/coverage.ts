/**
 * How much of the kernel model the scenarios of a document go through, over all interleavings.
 *
 * Invariant: a step counts as reached when some state has been found in which a lane is about to take it, and never
 * because a run might lead there. A step that covers whole functions, such as one in an atomic block, counts for
 * everything that it calls.
 */
import { type Anchor, type AnchoredSpan, type FileSpan, placeKey } from "../../base/span";
import type { Limits, Observations } from "../../checker/result";
import { allFiles, type Program } from "../../semantics/program";
import type { FunctionSymbol } from "../../semantics/symbols";
import type { SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import type { ConfigurationCheck, Snapshot } from "../workspace/snapshot";

/** Gathers the values in between of a system's search; rejects when that breaks down. */
export type Observe = (system: TransitionSystem, limits: Limits) => Promise<Observations>;

export interface FileCoverage {
	readonly uri: string;
	/** The places of the file at which the scenarios' tasks have a step, in order. */
	readonly steps: readonly { readonly span: FileSpan; readonly reached: boolean }[];
	/** All functions of the file, whether a scenario calls them or not. */
	readonly functions: readonly { readonly name: string; readonly span: FileSpan; readonly reached: boolean }[];
}

/**
 * The coverage of each file that the scenarios of the document have to do with, under every configuration that is asked
 * about.
 */
export async function coverage(snapshot: Snapshot, limits: Limits, observe: Observe): Promise<readonly FileCoverage[]> {
	const calls = new Calls(snapshot.program);
	const steps = new Map<string, { readonly place: AnchoredSpan; reached: boolean }>();
	const reached = new Set<FunctionSymbol>();
	for (const { text, observations } of await observed(snapshot, limits, observe)) {
		for (const [lane, { steps: all }] of text.lanes.entries())
			for (const [location, { span, stack, error }] of all.entries()) {
				// Where no state was found there are no values of anything.
				const isReached = Object.keys(observations.values[lane]?.[location] ?? {}).length > 0;
				// An error that is never made is no part that scenarios miss.
				if (error && !isReached) continue;
				const key = placeKey(span);
				const known = steps.get(key);
				steps.set(key, { place: span, reached: isReached || known?.reached === true });
				if (!isReached) continue;
				for (const frame of stack) calls.addCallee(frame.span, reached);
				calls.addWithin(span, reached);
			}
	}
	const { locate } = snapshot.program;
	const located = [...steps.values()].map(({ place, reached: isReached }) => ({ span: locate(place), reached: isReached }));
	const files = new Set([...located.map(({ span }) => span.file), ...[...reached].map((fn) => snapshot.program.bodyOf(fn).file.uri)]);
	return allFiles(snapshot.program)
		.filter(({ uri }) => files.has(uri))
		.map(({ uri, functions }) => ({
			uri,
			steps: located.filter(({ span }) => span.file === uri).sort((a, b) => a.span.start - b.span.start),
			functions: functions.map((fn) => ({ name: fn.name, span: locate(fn.span), reached: reached.has(fn) })),
		}));
}

/** Every system that is asked about, each once, with the values in between. */
async function observed({ scenarios }: Snapshot, limits: Limits, observe: Observe) {
	const found: { readonly text: SystemText; readonly observations: Observations }[] = [];
	const gather = async ({ system, text, observations }: ConfigurationCheck): Promise<void> => {
		if (system && text) found.push({ text, observations: observations ?? (await observe(system, limits)) });
	};
	for (const { checks } of scenarios) for (const check of checks) await gather(check);
	return found;
}

/** Which functions are called where. */
class Calls {
	/** For each anchor the calls by the place of the function's name. */
	private readonly anchors = new Map<Anchor, Map<number, FunctionSymbol>>();

	constructor(private readonly program: Program) {
		for (const { names } of allFiles(program)) {
			for (const [{ anchor, from }, symbol] of names) {
				if (symbol.kind !== "function") continue;
				const calls = this.anchors.get(anchor) ?? new Map<number, FunctionSymbol>();
				this.anchors.set(anchor, calls.set(from, symbol));
			}
		}
	}

	/** Adds the function that is called by the call at a place. */
	addCallee({ anchor, from }: AnchoredSpan, to: Set<FunctionSymbol>): void {
		const callee = this.anchors.get(anchor)?.get(from);
		if (callee) to.add(callee);
	}

	/** Adds everything that is called within a place, and by what is called there. */
	addWithin({ anchor, from, to: end }: AnchoredSpan, to: Set<FunctionSymbol>): void {
		for (const [place, callee] of this.anchors.get(anchor) ?? []) {
			if (place < from || place >= end || to.has(callee)) continue;
			to.add(callee);
			this.addWithin(this.program.bodyOf(callee).node.body, to);
		}
	}
}
