/**
 * Compiles a system and the loop that explores it into one WebAssembly module.
 *
 * The visited states are a hash table whose entries are the states' keys (`table-code.ts`): a state that fits into 63
 * bits is its own key, of a larger one it is made of the numbers of its parts (`collapse-code.ts`), or is the root of
 * its tree (`tree.ts`).
 *
 * Invariants: no key is 0, which marks an empty slot; keys are equal exactly when states are; the table always has
 * empty slots, the last of all among them.
 */

import { goesOnAtEnd, type PropertyGroups, splitGroups } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import type { Reduction } from "../reductions/reduction";
import type { Collapse } from "../states/collapse";
import type { Layout } from "../states/layout";
import { MORE, MOVED } from "../states/program";
import { addAdvance } from "./advance-code";
import { addAmpleCode, ampleRows } from "./ample-code";
import {
	branch,
	branchIf,
	call,
	copy,
	fill,
	get,
	giveBack,
	I32,
	i32,
	i64,
	Label,
	loop,
	ModuleBuilder,
	type Piece,
	set,
	when,
} from "./assembler";
import { canonicalCode } from "./canonical-code";
import { addCollapse } from "./collapse-code";
import { dictionaryAt } from "./dictionary";
import { type Coding, LANE_BYTES, type MemoryMap, mapMemory } from "./memory-map";
import { field, increment, setField } from "./pieces";
import { addProgram } from "./program-code";
import { plainStates, treeStates } from "./state-code";
import { roundBytes } from "./step-code";
import { addTable } from "./table-code";
import { addTreeCode, nodeWords } from "./tree";

/** A module, and what its host has to know. */
export interface CompiledSearch {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly map: MemoryMap;
	/** Words of 64 bits in a state. */
	readonly words: number;
	readonly coding: Coding;
	/** The place in the table of functions of each lane's first step. */
	readonly firstSteps: readonly number[];
	/**
	 * Of collapsed states, 32-bit words that belong behind the first four of each lane's description, and where the
	 * next number of each lane's part is.
	 */
	readonly laneWords: readonly (readonly number[])[];
	readonly laneCounts: readonly number[];
	/** For each place in the table of functions, which words the step may change, as bits; they belong behind `map`. */
	readonly written: readonly number[];
	/** Where the numbers of location cycles are, one for each place in the table of functions. */
	readonly cyclesStart: number;
	/**
	 * What stands behind the numbers of location cycles: the ample table, of a search that has one, and what is left of
	 * each group of properties in `advance`.
	 */
	readonly tables: readonly number[];
	/** Where the dictionaries of lanes' parts are. */
	readonly sharedStart: number;
	/** Where what has a fixed size ends. */
	readonly fixedBytes: number;
}

/** What a module exports; addresses are of bytes. */
export interface SearchExports {
	/** Takes so many steps at most: why it stopped, as in `STOPPED`. */
	advance(budget: number): number;
	/** Looks for the successors that have been gathered; `STOPPED.tableEnd` or 0. */
	flush(): number;
	/** Adds the state at an address, and queues it when it is new. */
	start(state: number): void;
	/** Address of a state's slot, or 0. */
	find(state: number): number;
	/** Address of the slot that holds the key at an address: that of a state which has been found. */
	slotOf(key: number): number;
	/** Puts the state of a slot's address at an address. */
	read(slot: number, state: number): void;
	/** A lane's next step from one address to another, as in `Program`. */
	step(lane: number, source: number, target: number): number;
	/** Looks at the properties of a group: how many fail. */
	check(group: number, state: number): number;
	forgetChoices(): void;
	/**
	 * Puts, between two addresses, the slots of the states that a step leads to from a slot's state without leaving its
	 * lane's cycle of locations: how many, or -1 when there is no room for all.
	 */
	within(slot: number, first: number, last: number): number;
	/**
	 * Moves entries of the slots from `first` up to `last` (addresses, the latter not included), highest first, to
	 * below `to`: gives where they begin then.
	 */
	gather(first: number, last: number, to: number): number;
	/** Puts the entries between two addresses into the table as its size says now. */
	scatter(first: number, last: number): void;
	/** Marks states of the queue, by their numbers in the order of discovery, as the next level's. */
	fillLevel(first: number, last: number): void;
	/** Puts nodes into the index, which is empty. */
	indexNodes(first: number, last: number): void;
	/** Sets bytes from an address on to 0. */
	clear(start: number, bytes: number): void;
	/** Moves bytes to an address from another; they may overlap. */
	move(to: number, from: number, bytes: number): void;
}

/** Compiles a system. */
export function compileSearch(
	system: TransitionSystem,
	layout: Layout,
	groups: PropertyGroups,
	options: {
		readonly maximumPages: number;
		readonly tracksCycles: boolean;
		readonly reduction: Reduction;
		/** How to collapse states; otherwise they become trees, if they are too large for keys. */
		readonly collapse: Collapse | undefined;
		/**
		 * Of a search that several threads make together: where this one's memory begins, and where what they share of
		 * collapsed states does, if not behind it.
		 */
		readonly thread?: { readonly start: number; readonly shared: number | undefined } | undefined;
	},
): CompiledSearch {
	const { maximumPages, tracksCycles } = options;
	const { ample, symmetric } = options.reduction;
	const { thread } = options;
	const isShared = thread !== undefined;
	const module = new ModuleBuilder(maximumPages, isShared);
	const words = layout.words / 2;
	const coding: Coding = options.collapse ? "collapsed" : words > 1 ? "tree" : "plain";
	const map = mapMemory(
		coding,
		words,
		Math.max(1, system.failures.length),
		system.lanes.length,
		thread?.start ?? 0,
		roundBytes(system, words),
	);
	const { progress } = map;
	const split = splitGroups(groups, (property) => options.collapse?.sharedProperties.has(property) ?? false);
	const program = addProgram(module, system, layout, groups, split.groups, map);
	const { firstSteps, written } = program;

	const writtenStart = map.end;
	const cyclesStart = writtenStart + written.length * 4;
	const ampleStart = cyclesStart + written.length * 4;
	const ampleWords = ample === undefined ? [] : ampleRows(ample, firstSteps, written.length, ampleStart);
	const groupsStart = ampleStart + ampleWords.length * 4;
	const collapseStart = (groupsStart + split.left.length * 4 + 7) & ~7;

	const collapse = options.collapse && addCollapse(module, options.collapse, { map, start: thread?.shared ?? collapseStart, isShared });
	const tree = coding === "tree" ? addTree(module, words, map) : undefined;
	const states = collapse?.states ?? (tree ? treeStates(module, tree, map) : plainStates);
	const canonicalise = symmetric.length === 0 ? undefined : module.add([I32], [], (builder) => canonicalCode(builder, layout, symmetric));
	/** The words that canonicalising may change, as bits. */
	const exchangedWords = symmetric
		.flatMap(({ blocks }) => blocks.flat())
		.reduce((bits, cell) => bits | (1 << Math.min(layout.fields[cell].word >> 1, 31)), 0);
	const changedWords = (place: Piece): Piece => {
		const byStep = i32.load(i32.shl(place, i32.const(2)), writtenStart);
		return canonicalise ? i32.or(byStep, i32.const(exchangedWords)) : byStep;
	};
	const table = addTable(module, { map, words, tracksCycles, program, states, tree, canonicalise, isShared });
	const { find } = table;
	const findAmple = ample && addAmpleCode(module, system, layout, ample, { firstSteps, lanes: map.lanes, start: ampleStart }, collapse);
	const cycleOf = (step: Piece): Piece => i32.load(i32.shl(step, i32.const(2)), cyclesStart);
	module.add(
		[I32, I32, I32],
		[I32],
		(builder) => {
			const [lane, place, cycle, status, at] = Array.from({ length: 5 }, () => builder.local());
			const [lanes, ways] = [new Label(), new Label()];
			const [source, target] = [i32.const(map.hostSource), i32.const(map.hostTarget)];
			return [
				states.decode(i64.load(get(0)), source),
				set(at, get(1)),
				set(lane, i32.const(map.lanes)),
				loop(
					lanes,
					when(i32.ne(get(lane), i32.const(map.lanes + system.lanes.length * LANE_BYTES)), [
						set(place, program.stepPlace(lane, source)),
						set(cycle, cycleOf(get(place))),
						when(i32.ge(get(cycle), i32.const(0)), [
							loop(
								ways,
								set(status, program.takeStep(get(place), source, target)),
								when(i32.and(get(status), i32.const(MOVED)), [
									when(i32.eq(cycleOf(program.stepPlace(lane, target)), get(cycle)), [
										when(i32.eq(get(at), get(2)), [setField(progress.choiceCount, i32.const(0)), giveBack(i32.const(-1))]),
										i32.store(get(at), call(find, target)),
										// With reductions there are states that have not been found.
										when(i32.load(get(at)), increment(at, 4)),
									]),
								]),
								branchIf(i32.and(get(status), i32.const(MORE)), ways),
							),
						]),
						increment(lane, LANE_BYTES),
						branch(lanes),
					]),
				),
				i32.shrUnsigned(i32.sub(get(at), get(1)), i32.const(2)),
			];
		},
		"within",
	);
	module.add([I32, I32], [], () => fill(get(0), i32.const(0), get(1)), "clear");
	module.add([I32, I32, I32], [], () => copy(get(0), get(1), get(2)), "move");
	addAdvance(module, {
		map,
		words,
		lanes: system.lanes.length,
		tracksCycles,
		program,
		states,
		table,
		collapse,
		isTree: tree !== undefined,
		changedWords,
		cycleOf,
		canonicalise,
		findAmple,
		isShared,
		groupLeft: (group) => i32.load(i32.shl(group, i32.const(2)), groupsStart),
		sharedGroup: split.apart,
		endGroup: groups.end,
		notesEndings: goesOnAtEnd(system),
	});
	return {
		bytes: module.finish(),
		map,
		words,
		coding,
		firstSteps,
		laneWords: collapse?.laneWords ?? [],
		laneCounts: collapse?.laneCounts ?? [],
		written,
		cyclesStart,
		tables: [...ampleWords, ...split.left],
		sharedStart: collapseStart,
		fixedBytes: ((thread?.shared === undefined ? (collapse?.end ?? collapseStart) : collapseStart) + 63) & ~63,
	};
}

/** Adds the trees over states of so many words. */
function addTree(module: ModuleBuilder, words: number, map: MemoryMap): ReturnType<typeof addTreeCode> {
	const { progress } = map;
	const nodes = dictionaryAt(module, {
		words: nodeWords(words),
		start: field(progress.nodesStart),
		indexStart: field(progress.indexStart),
		indexMask: field(progress.indexMask),
		count: progress.nodeCount,
		spare: undefined,
	});
	nodes.exportIndex("indexNodes");
	return addTreeCode(module, words, nodes, map.nodeNumbers);
}
