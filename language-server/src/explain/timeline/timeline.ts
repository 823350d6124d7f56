/**
 * A losing run as a person reads it: plain data for the diagnostic, the inlay hints, the panel, the terminal and every
 * export.
 */
import type { AnchoredSpan } from "../../base/span";
import type { Access } from "../../system/system-text";

export interface Timeline {
	readonly lanes: readonly TimelineLane[];
	readonly steps: readonly TimelineStep[];
	readonly switches: number;
	/**
	 * Of a hang behind which something still moves: steps that follow, numbered on, and can be repeated for ever. They
	 * are fair to all lanes.
	 */
	readonly cycle: readonly TimelineStep[];
	/**
	 * Of a hang: who stays for ever where it is after the last step. The task that hangs is one of them, unless it goes
	 * round in the cycle.
	 */
	readonly waiting: readonly WaitingLane[];
}

export interface TimelineLane {
	readonly name: string;
	/** Of a handler its kind, and where it runs: `irq on cpu0`. */
	readonly context?: string;
	readonly kind: "task" | "device" | "daemon";
}

export interface TimelineStep {
	/** From 1. */
	readonly number: number;
	/** Index into `lanes`. */
	readonly lane: number;
	readonly label: string;
	readonly access: Access;
	/** Where the access stands, perhaps in the kernel model. */
	readonly span: AnchoredSpan;
	/** Where the scenario's own text leads to it: the outermost call, or the access itself. */
	readonly scenarioSpan: AnchoredSpan;
	/** Names of the functions that the access is in, outermost first, each with the place of its call. */
	readonly stack: readonly { readonly function: string; readonly span: AnchoredSpan }[];
	/** Shared state that the step changed; locals come last. */
	readonly changes: readonly Change[];
	/** Of a step that changes nothing shared what it finds that others change, those first that the run changes. */
	readonly sees: readonly Sight[];
	/** True for the step at which the property failed. */
	readonly failing: boolean;
}

/**
 * What a step changed. A local that had no value before is listed with whatever it held, which may be the value it
 * gets.
 */
export interface Change {
	/** `page 0.refcount`; of a local its name. */
	readonly name: string;
	/** The field alone: `refcount`; of a local or plain variable its name. */
	readonly field: string;
	readonly before: string;
	readonly after: string;
	readonly local: boolean;
	/** Index into `TransitionSystem.cells`. */
	readonly cell: number;
}

/** A shared cell that a step looks at. */
export interface Sight {
	/** As of a `Change`. */
	readonly name: string;
	readonly field: string;
	readonly value: string;
	/** Index into `TransitionSystem.cells`. */
	readonly cell: number;
}

export interface WaitingLane {
	readonly lane: number;
	/** The label of the step that it waits to take. */
	readonly label: string;
	readonly span: AnchoredSpan;
	readonly scenarioSpan: AnchoredSpan;
	/** Functions that it waits in, outermost first. */
	readonly functions: readonly string[];
	/** The lanes that it waits for, as far as the run shows that: indices into `Timeline.lanes`. */
	readonly waitsFor: readonly number[];
}
