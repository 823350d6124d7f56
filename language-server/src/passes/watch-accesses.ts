/**
 * Looks for data races: two accesses of different lanes to one cell that happens-before does not order.
 *
 * In each run one access is picked, or none, and from then on it is kept in mind who knows of it: for each lane how far
 * that knowledge orders what it does (`Knowledge`), for each cell whether the value in it was released by one who knew,
 * and for each lane whether a fence stands between what it knows and what it writes. An access of another lane to the
 * same cell that does not know enough is a data race with the one that was picked. Since every access is picked in some
 * run, and what is kept in mind follows the definition of happens-before edge by edge, all of them are found and
 * nothing else is. That takes a few bits where clocks would make almost every state another one.
 *
 * A run ends where nobody can race with what was picked any more: what else happens there does so without picking.
 */
import { binary, cellOperand, conditional, constant, ONE, temporary, truth, unary, ZERO } from "../system/operand";
import { retarget } from "../system/terminator";
import type {
	Accessing,
	BasicBlock,
	Cell,
	Code,
	Failure,
	Instruction,
	Lane,
	Operand,
	Step,
	TransitionSystem,
} from "../system/transition-system";
import { type CellAccess, fenceOf, type StepAccesses } from "./data-races/cell-accesses";
import { type AccessSite, conflict, type RacingSites, racingSites } from "./data-races/racing-sites";

/** A system that watches accesses, and what the failures that it has besides say. */
export interface WatchedAccesses {
	readonly system: TransitionSystem;
	/** By failure: the access that was picked, and the one that races with it. */
	readonly races: ReadonlyMap<number, { readonly first: AccessSite; readonly second: AccessSite }>;
	/** Holds 0 until an access has been picked. */
	readonly watch: number;
	/** Whether a step begins by choosing what to pick, as long as nothing has been. */
	readonly picks: (lane: number, location: number) => boolean;
}

/** What a lane knows of the access that was picked. */
const Knowledge = {
	nothing: 0,
	/** It has read what one who knew has released, but by an access that orders nothing. */
	seen: 1,
	/** The same, and what was read is a reference: accesses that depend on it are ordered. */
	seenReference: 2,
	/** A fence stands between that and its reads. */
	ordersReads: 3,
	ordersReadsAndReference: 4,
	/** Whatever it does from now on is ordered. */
	ordersAll: 5,
} as const;

/**
 * A system that does what the given one does, and has a failure for each pair of accesses that may race, found when the
 * second of them is made. Its runs are those of the given one, but for what they pick and where they end; cells, lanes,
 * locations and failures keep their numbers. Properties and assertions are left out. Undefined where none can race.
 */
export function* watchAccesses(system: TransitionSystem): Generator<void, WatchedAccesses | undefined> {
	const sites = racingSites(system);
	if (sites.rivals.size === 0) return undefined;
	yield;
	const watcher = new Watcher(system, sites);
	const lanes: Lane[] = [];
	for (const [lane, { steps, ...rest }] of system.lanes.entries()) {
		const watched: Step[] = [];
		for (const [location, { code, live }] of steps.entries()) {
			watched.push({ code: watcher.code(lane, location, code), live });
			yield;
		}
		// Nobody asks here who hangs.
		lanes.push({ ...rest, kind: "daemon", steps: watched });
	}
	const { cells, failures, races, watch, picks } = watcher;
	return { system: { cells, lanes, properties: [], failures }, races, watch, picks };
}

class Watcher {
	readonly cells: Cell[];
	readonly failures: Failure[];
	readonly races = new Map<number, { readonly first: AccessSite; readonly second: AccessSite }>();
	readonly watch: number;
	/** Whether what was picked counted as marked, where a plain access may. */
	private readonly isMarked: number | undefined;
	/** What can be picked, from 1 on, those of one lane one after the other, and of these first the reads. */
	private readonly picked: ReadonlyMap<AccessSite, number>;
	private readonly knowledge: readonly number[];
	/** By cell: whether its value was released by one who knew. */
	private readonly released = new Map<number, number>();
	/** By lane: whether a fence stands between what it knows and what it writes. */
	private readonly fenced = new Map<number, number>();
	private readonly failureOf = new Map<AccessSite, Map<AccessSite, number>>();
	/** Lanes whose accesses may race with what was picked. */
	private readonly racing: readonly number[];

	constructor(
		private readonly system: TransitionSystem,
		private readonly sites: RacingSites,
	) {
		const all = [...sites.rivals.keys()].sort((a, b) => a.lane - b.lane || Number(a.write) - Number(b.write));
		this.picked = new Map(all.map((site, index) => [site, index + 1]));
		this.racing = [...new Set(all.map(({ lane }) => lane))];
		this.cells = [...system.cells];
		this.failures = [...system.failures];
		this.watch = this.add(all.length);
		this.isMarked = all.some(({ isMarkedAtTimes }) => isMarkedAtTimes) ? this.add(1) : undefined;
		this.knowledge = system.lanes.map(() => this.add(Knowledge.ordersAll));
		for (const [lane, { steps }] of system.lanes.entries()) {
			const fences = steps.flatMap(({ code }) => code.blocks.flatMap(({ instructions }) => instructions.map(fenceOf)));
			if (fences.includes("fence") || fences.includes("write-fence")) this.fenced.set(lane, this.add(1));
		}
		for (const cell of this.releasedCells()) this.released.set(cell, this.add(1));
	}

	/** Cells through whose values knowledge passes. */
	private releasedCells(): readonly number[] {
		const accesses = this.sites.steps.flatMap((steps, lane) =>
			steps.flatMap(({ blocks }) =>
				blocks.flatMap(({ before, atEnd }) => [...before.flat(), ...atEnd]).map((access) => ({ ...access, lane })),
			),
		);
		const releases = (access: CellAccess & { readonly lane: number }): boolean =>
			access.write && (releasesAll(access) || (access.order === "relaxed" && this.fenced.has(access.lane)));
		const read = new Set(accesses.flatMap(({ cell, write, order }) => (write || order === "plain" ? [] : [cell])));
		return [...new Set(accesses.flatMap((access) => (releases(access) && read.has(access.cell) ? [access.cell] : [])))];
	}

	private add(max: number): number {
		return this.cells.push({ role: "shared", min: 0, max, initial: 0 }) - 1;
	}

	readonly picks = (lane: number, location: number): boolean => this.sitesIn(lane, location).length > 0;

	private sitesIn(lane: number, location: number): readonly AccessSite[] {
		return [...this.picked.keys()].filter((site) => site.lane === lane && site.location === location);
	}

	/** The code of a step, which keeps in mind what there is to be kept in mind. */
	code(lane: number, location: number, { temporaries, blocks }: Code): Code {
		const accesses = this.sites.steps[lane][location];
		const pick = temporaries;
		const told = blocks.map(({ instructions, end }, index): BasicBlock => {
			const { before, atEnd } = accesses.blocks[index];
			const notes = (at: readonly CellAccess[]): Instruction[] => this.notes(lane, location, at, accesses, temporary(pick));
			const noted = instructions.flatMap((instruction, at): Instruction[] => {
				if (instruction.kind === "assert") return [];
				const fence = fenceOf(instruction);
				return [...(fence ? this.fence(lane, fence) : notes(before[at])), instruction];
			});
			return { instructions: [...noted, ...notes(atEnd)], end };
		});
		const entry = this.entry(lane, location, pick);
		const moved = told.map(({ instructions, end }) => ({ instructions, end: retarget(end, (block) => block + entry.length) }));
		return { temporaries: temporaries + 1, blocks: [...entry, ...moved] };
	}

	/** Ends the run where nobody can race any more, and picks one of the accesses of the step, or none. */
	private entry(lane: number, location: number, pick: number): readonly BasicBlock[] {
		const { watch, knowledge, system } = this;
		const mayRace = this.racing.map((other): Operand => {
			const { locationCell, steps } = system.lanes[other];
			const isUnordered = binary("<", cellOperand(knowledge[other]), constant(Knowledge.ordersAll));
			return binary("&&", isUnordered, binary("<", cellOperand(locationCell), constant(steps.length)));
		});
		const isOpen = mayRace.reduce((one, other) => binary("||", one, other), unary("!", cellOperand(watch)));
		const options = [0, ...this.sitesIn(lane, location).map((site) => this.numberOf(site))];
		// The blocks: is it open, is something to be picked, what, one for each option; then the code.
		const first = 4;
		const goesOn = first + options.length;
		return [
			{ instructions: [], end: { kind: "branch", condition: isOpen, then: 2, otherwise: 1 } },
			{ instructions: [], end: { kind: "blocked" } },
			{
				instructions: [],
				end: { kind: "branch", condition: options.length > 1 ? unary("!", cellOperand(watch)) : ZERO, then: 3, otherwise: first },
			},
			{ instructions: [], end: { kind: "choose", blocks: options.map((_, index) => first + index) } },
			...options.map(
				(option): BasicBlock => ({
					instructions: [{ kind: "set", temporary: pick, value: constant(option) }],
					end: { kind: "goto", block: goesOn },
				}),
			),
		];
	}

	private numberOf(site: AccessSite): number {
		return this.picked.get(site) as number;
	}

	/** What some accesses of an instruction change in what is known, and the data races that they are. */
	private notes(lane: number, location: number, accesses: readonly CellAccess[], step: StepAccesses, pick: Operand): Instruction[] {
		const races = accesses.flatMap((access) => this.racesOf(lane, location, access));
		const picks = accesses.flatMap((access) => this.pick(lane, location, access, pick));
		const reads = accesses.flatMap((access) => (access.write ? [] : this.learn(lane, access)));
		const writes = accesses.flatMap((access) => (access.write ? this.release(lane, access, step) : []));
		return [...races, ...picks, ...reads, ...writes];
	}

	/** Fails where the access races with the one that was picked. */
	private racesOf(lane: number, location: number, access: CellAccess): Instruction[] {
		const site = this.sites.siteOf(lane, location, access.cell, access.write);
		const rivals = (site && this.sites.rivals.get(site)) ?? [];
		return rivals
			.filter(({ write, orders }) => orders.some((order) => conflict(access, { order, write })))
			.map((rival): Instruction => {
				const isPicked = binary("==", cellOperand(this.watch), constant(this.numberOf(rival)));
				const unordered = unary("!", this.isOrdered(lane, access));
				const isMade = binary("&&", binary("&&", isPicked, access.when), unordered);
				const races = binary("&&", isMade, this.isOnePlain(rival, access));
				return { kind: "assert", value: unary("!", races), failure: this.failure(rival, site as AccessSite), witness: [] };
			});
	}

	/** Whether one of two that may race is plain, where a plain access may count as marked. */
	private isOnePlain(picked: AccessSite, { order, markedWhere = ZERO }: CellAccess): Operand {
		if (this.isMarked === undefined || order.startsWith("sole") || picked.orders.some((its) => its.startsWith("sole"))) return ONE;
		const isPlain = order === "plain" ? unary("!", markedWhere) : ZERO;
		const wasPlain = picked.orders.includes("plain") ? unary("!", cellOperand(this.isMarked)) : ZERO;
		return binary("||", isPlain, wasPlain);
	}

	private failure(first: AccessSite, second: AccessSite): number {
		const known = this.failureOf.get(first) ?? new Map<AccessSite, number>();
		this.failureOf.set(first, known);
		let failure = known.get(second);
		if (failure === undefined) {
			failure = this.failures.push({ property: `data_race ${this.races.size}` }) - 1;
			known.set(second, failure);
			this.races.set(failure, { first, second });
		}
		return failure;
	}

	/** Whether what its lane knows orders an access behind the one that was picked. */
	private isOrdered(lane: number, { write, dependent }: CellAccess): Operand {
		const { ordersReads, ordersReadsAndReference, ordersAll, seenReference } = Knowledge;
		const enough: readonly number[] = [
			ordersAll,
			...(write ? [] : [ordersReads, ordersReadsAndReference]),
			...(dependent ? [seenReference, ordersReadsAndReference] : []),
		];
		const known = cellOperand(this.knowledge[lane]);
		return [...new Set(enough)].map((level) => binary("==", known, constant(level))).reduce((one, other) => binary("||", one, other));
	}

	private pick(lane: number, location: number, { cell, write, when, order, markedWhere = ZERO }: CellAccess, pick: Operand): Instruction[] {
		const site = this.sites.siteOf(lane, location, cell, write);
		const number = site && this.picked.get(site);
		if (number === undefined) return [];
		const isPicked = binary("&&", binary("==", pick, constant(number)), when);
		return [
			this.storeWhere(isPicked, this.watch, constant(number)),
			...(this.isMarked === undefined ? [] : [this.storeWhere(isPicked, this.isMarked, order === "plain" ? truth(markedWhere) : ONE)]),
			this.storeWhere(isPicked, this.knowledge[lane], constant(Knowledge.ordersAll)),
		];
	}

	/** What a lane knows once it has read a value. */
	private learn(lane: number, { cell, when, order, reference }: CellAccess): Instruction[] {
		const released = this.released.get(cell);
		if (released === undefined || order === "plain" || order === "sole-user" || order === "sole-writer") return [];
		const learns = binary("&&", when, cellOperand(released));
		const own = this.knowledge[lane];
		if (order !== "relaxed") return [this.storeWhere(learns, own, constant(Knowledge.ordersAll))];
		const { nothing, seen, seenReference, ordersReads, ordersReadsAndReference } = Knowledge;
		const becomes = reference
			? ([
					[nothing, seenReference],
					[seen, seenReference],
					[ordersReads, ordersReadsAndReference],
				] as const)
			: ([[nothing, seen]] as const);
		return [this.storeWhere(learns, own, this.changed(own, becomes))];
	}

	/** What comes with a value that is written. */
	private release(lane: number, { cell, when, order }: CellAccess, { reads }: StepAccesses): Instruction[] {
		const released = this.released.get(cell);
		if (released === undefined) return [];
		const behindFence = this.fenced.get(lane);
		const fenced = behindFence === undefined ? ZERO : cellOperand(behindFence);
		if (order === "release" || order === "ordered") return [this.storeWhere(when, released, truth(cellOperand(this.knowledge[lane])))];
		if (order === "plain") return [this.storeWhere(when, released, ZERO)];
		// What reads and writes in one step passes on what came with the value.
		const before = reads.has(cell) ? cellOperand(released) : ZERO;
		return [this.storeWhere(when, released, binary("||", before, fenced))];
	}

	/** What a fence orders. */
	private fence(lane: number, order: Accessing["order"]): Instruction[] {
		const own = this.knowledge[lane];
		const fenced = this.fenced.get(lane);
		const { nothing, seen, seenReference, ordersReads, ordersReadsAndReference, ordersAll } = Knowledge;
		if (order === "read-fence")
			return [
				this.storeWhere(
					ONE,
					own,
					this.changed(own, [
						[seen, ordersReads],
						[seenReference, ordersReadsAndReference],
					]),
				),
			];
		if (fenced === undefined) return [];
		const knows = binary("!=", cellOperand(own), constant(nothing));
		if (order === "fence") return [this.storeWhere(knows, fenced, ONE), this.storeWhere(knows, own, constant(ordersAll))];
		// It orders the lane's own writes alone.
		const writes = [...this.picked].flatMap(([site, number]) => (site.lane === lane && site.write ? [number] : []));
		if (writes.length === 0) return [];
		const watched = cellOperand(this.watch);
		const isOwn = binary("&&", binary(">=", watched, constant(writes[0])), binary("<=", watched, constant(writes[writes.length - 1])));
		return [this.storeWhere(isOwn, fenced, ONE)];
	}

	/** The value of a cell where some values become others. */
	private changed(cell: number, becomes: readonly (readonly [number, number])[]): Operand {
		return becomes.reduce<Operand>(
			(otherwise, [from, to]) => conditional(binary("==", cellOperand(cell), constant(from)), constant(to), otherwise),
			cellOperand(cell),
		);
	}

	private storeWhere(when: Operand, cell: number, value: Operand): Instruction {
		return { kind: "store", cell, value: conditional(when, value, cellOperand(cell)) };
	}
}

function releasesAll({ order }: Accessing): boolean {
	return order === "release" || order === "ordered";
}
