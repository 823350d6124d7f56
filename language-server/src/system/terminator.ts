import type { Terminator } from "./transition-system";

/** Blocks that a block can go on to within the same code, one entry for each edge. */
export function targets(end: Terminator): readonly number[] {
	switch (end.kind) {
		case "goto":
			return [end.block];
		case "branch":
			return [end.then, end.otherwise];
		case "choose":
			return end.blocks;
		case "next":
		case "blocked":
		case "result":
			return [];
	}
}

/** The same end with blocks that are numbered otherwise. */
export function retarget(end: Terminator, to: (block: number) => number): Terminator {
	switch (end.kind) {
		case "goto":
			return { ...end, block: to(end.block) };
		case "branch":
			return { ...end, then: to(end.then), otherwise: to(end.otherwise) };
		case "choose":
			return { ...end, blocks: end.blocks.map(to) };
		case "next":
		case "blocked":
		case "result":
			return end;
	}
}
