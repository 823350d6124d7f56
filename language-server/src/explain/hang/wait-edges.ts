/**
 * Who waits for whom after a hang, edge by edge.
 *
 * Invariant: each lane that stays where it is has at least one edge; one without a holder where the run and the code
 * show nobody that could help it.
 */
import type { Hang } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { openHolds } from "../timeline/holds";
import { printValue } from "../timeline/print-value";
import { lastChange, waitedForBy, waitOf } from "./waits-for";

/** A lane that waits, and one that it waits for. */
export interface WaitEdge {
	readonly lane: number;
	/** What it waits for: `data.i_mmaplock`, `page 0`, or a variable. Empty where nothing that is shared decides. */
	readonly what: string;
	/** What it waits for in words, with what is so instead. */
	readonly condition: string;
	/** Who has it, changed it last, or can still change it; undefined where no lane can help. */
	readonly holder: number | undefined;
	/** The step since which that is so; undefined where no step of the run made it so. */
	readonly since: number | undefined;
	/** All of it: `truncator waits for data.i_mmaplock, which reader holds since #6`. */
	readonly sentence: string;
}

/** The edges of every lane that stays where it is, in the order of the lanes. */
export function waitEdges(named: NamedSystem, hang: Hang): readonly WaitEdge[] {
	return hang.waiting
		.map(({ lane }) => lane)
		.sort((a, b) => a - b)
		.flatMap((lane) => edgesOf(named, hang, lane));
}

function edgesOf(named: NamedSystem, hang: Hang, lane: number): readonly WaitEdge[] {
	const { text } = named;
	const { cells, run, place } = waitOf(named, hang, lane);
	const { name } = text.lanes[lane];
	const end = run.states[run.states.length - 1];
	const edges = cells.flatMap((cell): WaitEdge[] => {
		const { object, field, name: cellName, type } = text.cells[cell];
		const what = object === undefined ? cellName : text.objects[object].name;
		const value = printValue(text, type, end[cell]);
		const condition = `${field ?? cellName} is ${value}`;
		return openHolds(named, run, cell).map(({ lane: holder, from }) => ({
			lane,
			what,
			condition,
			holder,
			since: from === 0 ? undefined : from,
			sentence: `${name} waits for ${what}: ${condition}, held by ${text.lanes[holder].name} since #${from}`,
		}));
	});
	const [first] = cells;
	const what = first === undefined ? "" : text.cells[first].name;
	const others = waitedForBy(named, hang, lane).filter((other) => !edges.some(({ holder }) => holder === other));
	const possible = others.map((holder): WaitEdge => {
		const since = first === undefined ? undefined : lastChange(run, first, holder);
		const sentence = `${name} waits ${place} for ${text.lanes[holder].name}`;
		return { lane, what, condition: "", holder, since, sentence };
	});
	const known = [...edges, ...possible];
	return known.length > 0
		? known
		: [{ lane, what, condition: "", holder: undefined, since: undefined, sentence: `${name} waits ${place}, and nobody can end that` }];
}

/** Lanes of which each waits for the next one and the last for the first; undefined where there is no such circle. */
export function waitCircle(edges: readonly WaitEdge[]): readonly number[] | undefined {
	const next = (lane: number): readonly number[] =>
		edges.flatMap((edge) => (edge.lane === lane && edge.holder !== undefined ? [edge.holder] : []));
	const search = (path: readonly number[]): readonly number[] | undefined => {
		for (const lane of next(path[path.length - 1])) {
			if (lane === path[0]) return path;
			const found = path.includes(lane) ? undefined : search([...path, lane]);
			if (found) return found;
		}
		return undefined;
	};
	for (const { lane } of edges) {
		const found = search([lane]);
		if (found) return found;
	}
	return undefined;
}
