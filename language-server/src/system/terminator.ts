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
