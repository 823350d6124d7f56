/** The order in which it is told who waits for whom. */
import type { TimelineRun, TimelineWait } from "../../../language-server/src/lsp/protocol/timelines";

export interface WaitChain {
	/** Each is of the lane that the one before it waits for. */
	readonly waits: readonly TimelineWait[];
	/** True when the last one waits for the first. */
	readonly isCircle: boolean;
}

/** All that lanes wait for, each once: a circle first, then chains as long as they go. */
export function chainsOf(run: Pick<TimelineRun, "waits" | "circle">): readonly WaitChain[] {
	const left = new Set(run.waits ?? []);
	const take = (lane: number | undefined, holder?: number): TimelineWait | undefined => {
		const found = [...left].find((wait) => wait.lane === lane && (holder === undefined || wait.holder === holder));
		if (found) left.delete(found);
		return found;
	};
	const chains: WaitChain[] = [];
	const { circle } = run;
	if (circle) {
		const waits = circle.flatMap((lane, index) => take(lane, circle[(index + 1) % circle.length]) ?? []);
		if (waits.length > 0) chains.push({ waits, isCircle: waits.length === circle.length });
	}
	// A chain begins with whom nobody waits for.
	const isAwaited = (lane: number) => [...left].some(({ holder }) => holder === lane);
	while (left.size > 0) {
		const start = [...left].find(({ lane }) => !isAwaited(lane)) ?? [...left][0];
		const waits: TimelineWait[] = [];
		for (let next = take(start.lane); next; next = take(next.holder)) waits.push(next);
		chains.push({ waits, isCircle: false });
	}
	return chains;
}
