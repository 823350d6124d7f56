/**
 * A place in the text as a place in the runs: which steps of which lanes belong to it.
 *
 * A statement has steps where it stands, and where what it calls stands. One without any (it works on locals, which
 * joins the step before) is taken to be where its task's next step in the text is.
 */
import { type AnchoredSpan, holds } from "../../base/span";
import type { Observations, Run } from "../../checker/result";
import type { Known } from "../../explain/verdict/known";
import { pathAt } from "../../syntax/walk";
import type { NamedSystem, StepText } from "../../system/system-text";
import type { Step, TransitionSystem } from "../../system/transition-system";
import { type ConfigurationCheck, knownOf, type ScenarioSnapshot, type ShownRun, type Snapshot, shownRun } from "../workspace/snapshot";
import { movedText } from "./moved-text";

/** What is known about a scenario, to look values up in: the system with its observations and the run that is shown. */
export interface Evidence extends NamedSystem {
	readonly observations: Observations | undefined;
	readonly run: Run | undefined;
	/** What `run` is the run of. */
	readonly shown: ShownRun | undefined;
	/** Whether it is the scenario's own configuration. */
	readonly isOwn: boolean;
	/** What is known of the configuration that the system is of. */
	readonly known: Known;
	/** States that the search has seen, or has seen so far. */
	readonly states: number;
	/** True for what was found of an earlier text; the places of `text` are those of this one all the same. */
	readonly isEarlier: boolean;
}

export interface Point {
	/** Where the lanes are while the text runs and right after it: (lane, location) pairs. */
	readonly locations: readonly (readonly [number, number])[];
	/**
	 * Indices into `Run.states`: before the first and after the last step of the run that belongs here; absent when
	 * none does.
	 */
	readonly moment: { readonly before: number; readonly after: number } | undefined;
	/** Numbers of the run's steps that belong here, from 1. */
	readonly steps: readonly number[];
}

/**
 * What there is to look values up in: what is known of a scenario of a document, and until there is such a thing what
 * was found of an earlier text. Undefined while there is neither.
 */
export function evidence(snapshot: Snapshot, scenario: ScenarioSnapshot): Evidence | undefined {
	const shown = shownRun(scenario);
	const check = shown?.check ?? scenario.checks[0];
	if (check?.stale) return earlierEvidence(snapshot, check, shown, check === scenario.checks[0]);
	if (scenario.last)
		return earlierEvidence(snapshot, scenario.last.check, scenario.last.shown, scenario.last.check.outcome === scenario.last.own);
	if (check?.system === undefined || check.text === undefined) return undefined;
	const known = knownOf(scenario, check);
	return {
		system: check.system,
		text: check.text,
		observations: check.observations,
		run: shown?.finding.failing?.run,
		shown,
		isOwn: check === scenario.checks[0],
		known,
		states: known.kind === "found" ? known.outcome.result.states : (check.progress?.states ?? 0),
		isEarlier: false,
	};
}

function earlierEvidence(
	snapshot: Snapshot,
	{ outcome, observations }: ConfigurationCheck,
	shown: ShownRun | undefined,
	isOwn: boolean,
): Evidence | undefined {
	if (outcome === undefined) return undefined;
	return {
		system: outcome.system,
		text: movedText(snapshot, outcome.text),
		observations,
		run: shown?.finding.failing?.run,
		shown,
		isOwn,
		known: { kind: "found", outcome },
		states: outcome.result.states,
		isEarlier: true,
	};
}

/** The statement at an offset: a condition for `if` and `while`, the whole block for `atomic`. */
export function statementAt(snapshot: Snapshot, offset: number): AnchoredSpan | undefined {
	const path = pathAt(snapshot.file.tree, offset);
	const atomic = path.find((node) => "kind" in node && node.kind === "atomic");
	if (atomic) return atomic;
	for (let index = path.length - 1; index >= 0; index--) {
		const node = path[index];
		if (!("kind" in node)) continue;
		switch (node.kind) {
			case "local":
			case "assign":
			case "assert":
			case "wait":
			case "return":
			case "expression":
				return node;
			case "if":
			case "while":
			case "do":
				return node.condition;
			case "loop":
				return node.condition ?? node;
			case "switch":
				return node.value;
			case "for":
				return node.range ?? node.name;
			case "block":
				return undefined;
		}
	}
	return undefined;
}

/**
 * The point of a statement of the document. In what was found of an earlier text only the statement's own steps count:
 * what stands next now may not have stood there.
 */
export function pointAt(snapshot: Snapshot, { system, text, run, isEarlier }: Evidence, statement: AnchoredSpan): Point {
	const here = (span: AnchoredSpan): boolean => holds(statement, span);
	const belongs = (step: StepText): boolean => here(step.span) || step.stack.some((frame) => here(frame.span));
	const task = pathAt(snapshot.file.tree, snapshot.file.spanOf(statement).start).find((node) => "kind" in node && node.kind === "task");
	const locations = new Map<string, readonly [number, number]>();
	const add = (lane: number, location: number): void => {
		locations.set(`${lane}:${location}`, [lane, location]);
	};
	let textual = false;
	text.lanes.forEach((lane, laneIndex) => {
		const own = lane.steps.flatMap((step, location) => (belongs(step) && !step.error ? [location] : []));
		for (const location of own) {
			add(laneIndex, location);
			for (const next of successors(system.lanes[laneIndex].steps[location])) add(laneIndex, next);
		}
		if (own.length === 0 && !isEarlier && task && holds(task, lane.span)) {
			add(laneIndex, nextInText(lane.steps, statement));
			textual = true;
		}
	});
	const at = [...locations.values()];
	if (run === undefined) return { locations: at, moment: undefined, steps: [] };
	const taken = run.steps.flatMap(({ lane, location }, index) => (belongs(text.lanes[lane].steps[location]) ? [index] : []));
	if (taken.length > 0) {
		return { locations: at, moment: { before: taken[0], after: taken[taken.length - 1] + 1 }, steps: taken.map((index) => index + 1) };
	}
	const state = textual
		? run.states.findIndex((values) => at.some(([lane, location]) => values[system.lanes[lane].locationCell] === location))
		: -1;
	return { locations: at, moment: state < 0 ? undefined : { before: state, after: state }, steps: [] };
}

/** The whole of a scenario's runs, from the start to the end. */
export function everywhere({ system, run }: Evidence): Point {
	return {
		locations: system.lanes.flatMap((lane, index) =>
			Array.from({ length: lane.steps.length + 1 }, (_, location) => [index, location] as const),
		),
		moment: run && { before: 0, after: run.states.length - 1 },
		steps: [],
	};
}

function successors(step: Step): number[] {
	return step.code.blocks.flatMap(({ end }) => (end.kind === "next" ? [end.location] : []));
}

/** The location of the first step that stands behind a place in the text; "done" where there is none. */
function nextInText(steps: readonly StepText[], place: AnchoredSpan): number {
	let found = steps.length;
	let start = Number.POSITIVE_INFINITY;
	steps.forEach((step, location) => {
		const at = (step.stack[0]?.span ?? step.span).from;
		if (at >= place.from && at < start) {
			found = location;
			start = at;
		}
	});
	return found;
}

/**
 * All values that a cell has at a point, over all interleavings, ascending; undefined when that is not known. A local
 * has some only where it is meaningful.
 */
export function valuesAt({ system, observations }: Evidence, point: Point, cell: number): readonly number[] | undefined {
	if (observations === undefined) return undefined;
	const values = new Set<number>();
	for (const [lane, location] of point.locations) {
		if (!isMeaningful(system, cell, lane, location)) continue;
		for (const value of observations.values[lane]?.[location]?.[cell] ?? []) values.add(value);
	}
	return [...values].sort((a, b) => a - b);
}

/** The value of a cell in a state of the run; undefined for a local that nothing will read. */
export function valueIn({ system, run }: Evidence, state: number, cell: number): number | undefined {
	const values = run?.states[state];
	if (values === undefined) return undefined;
	const { lane } = system.cells[cell];
	if (
		system.cells[cell].role === "local" &&
		lane !== undefined &&
		!isMeaningful(system, cell, lane, values[system.lanes[lane].locationCell])
	)
		return undefined;
	return values[cell];
}

function isMeaningful(system: TransitionSystem, cell: number, lane: number, location: number): boolean {
	return (
		system.cells[cell].role !== "local" ||
		(system.cells[cell].lane === lane && (system.lanes[lane].steps[location]?.live.includes(cell) ?? false))
	);
}
