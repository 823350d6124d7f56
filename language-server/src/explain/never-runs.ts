/**
 * Statements of a scenario that no interleaving ever comes to. A *safe* in which a task never does what it is there for says little: mostly a set-up is
 * incomplete, such as a file that nobody has mapped.
 *
 * Invariant: only what is known is told. Of what no code was made the compiler knows; of the rest a complete look at all states is needed.
 */
import { encloses, type FileSpan, type Span } from "../base/span";
import { explore } from "../checker/search";
import { outermost, ownBodies } from "../compiler/never-reached";
import type { TransitionSystem } from "../compiler/transition-system";
import type { Program, Scenario } from "../semantics/program";
import type { Statement } from "../syntax/tree";
import { quantity } from "./quantities";

/** A statement that never runs, or several that follow one another. */
export interface NeverRuns {
	/** The task or function that it stands in. */
	readonly of: string;
	readonly place: FileSpan;
	/** As it is written, on one line. */
	readonly text: string;
}

/** Whether some state has been found in which a lane is about to take the step at a location. */
export type Reached = (lane: number, location: number) => boolean;

/** What never runs; `neverReached` is what the compiler knows of it. Without `reached` nothing else is told. */
export function neverRuns(
	program: Program,
	scenario: Scenario,
	neverReached: readonly FileSpan[],
	system: TransitionSystem,
	reached: Reached | undefined,
): readonly NeverRuns[] {
	const bodies = ownBodies(program, scenario);
	const places = [...neverReached];
	if (reached) {
		const steps = system.lanes.flatMap((lane, index) =>
			lane.steps.flatMap(({ span, stack, error }, location) =>
				// That an error does not happen says nothing of the statement that would make it.
				error && !reached(index, location) ? [] : [{ places: [span, ...stack.map((frame) => frame.span)], index, location }],
			),
		);
		for (const { file, body } of bodies) {
			/** By where they begin: a long task has many statements, and many steps. */
			const here = steps
				.flatMap((step) => step.places.flatMap((place) => (place.file === file.uri ? [{ step, place }] : [])))
				.sort((a, b) => a.place.start - b.place.start);
			const within = (part: Span): (typeof here)[number][] => {
				const found: (typeof here)[number][] = [];
				for (let at = firstFrom(here, part.start); at < here.length && here[at].place.start <= part.end; at++)
					if (encloses(part, here[at].place)) found.push(here[at]);
				return found;
			};
			/** Of a statement without a step of its own nothing is known. */
			const isReached = (statement: Statement): boolean => {
				const mine = ownParts(statement).flatMap(within);
				return mine.length === 0 || mine.some(({ step: { index, location } }) => reached(index, location));
			};
			places.push(...outermost(body, isReached).map(({ start, end }) => ({ file: file.uri, start, end })));
		}
	}
	return places
		.sort((a, b) => a.start - b.start)
		.map((place) => {
			const file = program.files.find(({ uri }) => uri === place.file);
			const task = scenario.tasks.find(({ node }) => encloses(node, place));
			const fn = file?.functions.find(({ node }) => encloses(node, place));
			const text = file?.text.slice(place.start, place.end).replace(/\s+/g, " ") ?? "";
			return {
				of: task?.name ?? fn?.name ?? scenario.symbol.name,
				place,
				text: text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`,
			};
		});
}

/** Index of the first that begins at `start` or behind it, of some in the order of their beginnings. */
function firstFrom(sorted: readonly { readonly place: Span }[], start: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle].place.start < start) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Where a statement has steps that come before those of the statements within it. */
function ownParts(statement: Statement): readonly Span[] {
	switch (statement.kind) {
		case "block":
			return [];
		case "if":
		case "while":
			return [statement.condition];
		case "for":
			return statement.range ? [statement.range] : [];
		case "choose":
			return [{ start: statement.start, end: statement.branches[0]?.start ?? statement.end }];
		default:
			return [statement];
	}
}

const MOST = 60;
/** States that are looked at between two yields. */
const SLICE = 2048;

/** Looks at every state for the steps that some lane comes to; undefined where there are more than so many states. Yields between slices of work. */
export function* reachedSteps(system: TransitionSystem, states: number): Generator<void, Reached | undefined> {
	const search = explore(system, { states, reductions: "none" }, () => 0);
	let slice = search.next();
	while (!slice.done) {
		yield;
		slice = search.next();
	}
	const { result, space } = slice.value;
	if (!result.complete) return undefined;
	const found = system.lanes.map(({ steps }) => new Uint8Array(steps.length + 1));
	for (let number = 0; number < space.visited.bound; number++) {
		if (number % SLICE === 0) yield;
		if (space.visited.has(number)) for (let lane = 0; lane < found.length; lane++) found[lane][space.locationOf(lane, number)] = 1;
	}
	return (lane, location) => found[lane][location] === 1;
}

/** `reader never runs 'dma_write(p);', and 2 more places`; empty where everything runs. */
export function neverRunsText(never: readonly NeverRuns[]): string {
	const [first, ...others] = never;
	if (first === undefined) return "";
	return `${first.of} never runs '${first.text}'${others.length > 0 ? `, nor ${quantity(others.length, "other place")}` : ""}`;
}
