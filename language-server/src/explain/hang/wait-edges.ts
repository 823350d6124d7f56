/**
 * Who waits for whom after a hang, edge by edge.
 *
 * Invariant: each lane that stays where it is has at least one edge; one without a holder where the run and the code
 * show nobody that could help it.
 */
import { t } from "../../base/l10n";
import type { Hang } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { keptText } from "./describe-hang";
import { type Obstacle, obstaclesOf } from "./obstacles";
import { keptFromRunning, waitedForBy, waitOf } from "./waits-for";

/** A lane that waits, and one that it waits for. */
export interface WaitEdge {
	readonly lane: number;
	/** What it waits for: `data.i_mmaplock`, `page 0`, or a variable. Empty where nothing that is shared decides. */
	readonly what: string;
	/** What it waits for in words, with what is so instead: `until page 0's refcount is 1; it is 2`. */
	readonly condition: string;
	/** Who has it, changed it last, or can still change it; undefined where no lane can help. */
	readonly holder: number | undefined;
	/** The step since which that is so; undefined where no step of the run made it so. */
	readonly since: number | undefined;
	/** All of it: `truncator waits for data.i_mmaplock, held since #6 by reader`. */
	readonly sentence: string;
}

/** The edges of every lane that stays where it is, in the order of the lanes. */
export function waitEdges(named: NamedSystem, hang: Hang): readonly WaitEdge[] {
	const lanes = hang.waiting.map(({ lane }) => lane).sort((a, b) => a - b);
	return lanes.flatMap((lane) => edgesOf(named, hang, lane));
}

function edgesOf(named: NamedSystem, hang: Hang, lane: number): readonly WaitEdge[] {
	const { text } = named;
	const { name } = text.lanes[lane];
	const kept = keptFromRunning(named, hang, lane);
	if (kept) {
		const { by: holder, since } = kept;
		return [{ lane, what: "", condition: "", holder, since, sentence: `${name} ${keptText(named, kept)}` }];
	}
	const obstacles = obstaclesOf(named, hang, lane);
	const held = obstacles.flatMap((obstacle) =>
		obstacle.holds.map(({ lane: holder, from }) => edge(lane, obstacle, holder, from === 0 ? undefined : from, name)),
	);
	const others = waitedForBy(named, hang, lane).filter((other) => !held.some(({ holder }) => holder === other));
	const open = obstacles.find(({ holds }) => holds.length === 0);
	const run = hang.run;
	const changed = others.map((holder): WaitEdge => {
		const since = open?.since !== undefined && run.steps[open.since - 1]?.lane === holder ? open.since : undefined;
		if (open) return edge(lane, open, holder, since, name);
		return {
			lane,
			what: "",
			condition: "",
			holder,
			since,
			sentence: t`${name} waits ${waitOf(named, hang, lane).place} for ${text.lanes[holder].name}`,
		};
	});
	const known = [...held, ...changed];
	if (known.length > 0) return known;
	if (open) return [edge(lane, open, undefined, open.since, name)];
	const { place } = waitOf(named, hang, lane);
	return [
		{ lane, what: "", condition: "", holder: undefined, since: undefined, sentence: t`${name} waits ${place}, and nobody can end that` },
	];
}

function edge(lane: number, obstacle: Obstacle, holder: number | undefined, since: number | undefined, name: string): WaitEdge {
	const { what, condition, text, isSatisfied } = obstacle;
	const end = isSatisfied ? t`, and nobody wakes it` : holder === undefined ? t`, and nobody can change that any more` : "";
	return { lane, what, condition, holder, since, sentence: t`${name} waits ${text}${end}` };
}

/** Lanes of which each waits for the next one and the last for the first; undefined where there is no such circle. */
export function waitCircle(edges: readonly WaitEdge[]): readonly number[] | undefined {
	const next = (lane: number): readonly number[] =>
		edges.flatMap((edge) => (edge.lane === lane && edge.holder !== undefined ? [edge.holder] : []));
	const seen = new Set<number>();
	const search = (path: readonly number[]): readonly number[] | undefined => {
		const lane = path[path.length - 1];
		const start = path.indexOf(lane);
		if (start < path.length - 1) return path.slice(start, -1);
		if (seen.has(lane)) return undefined;
		seen.add(lane);
		for (const other of next(lane)) {
			const found = search([...path, other]);
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
