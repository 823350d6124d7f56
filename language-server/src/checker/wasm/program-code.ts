import { loopsOf } from "../../system/control-flow";
import type { PropertyGroups } from "../../system/property-groups";
import type { Lane, TransitionSystem } from "../../system/transition-system";
import type { Layout } from "../states/layout";
import {
	branch,
	type Callee,
	call,
	callIndirect,
	get,
	I32,
	i32,
	i64,
	Label,
	loop,
	type ModuleBuilder,
	type Piece,
	set,
	when,
} from "./assembler";
import { loadField } from "./field-code";
import { LANE_BYTES, type MemoryMap } from "./memory-map";
import { element, field, increment, setField } from "./pieces";
import { addRuntime } from "./runtime-code";
import { propertyCode, stepCode } from "./step-code";

/** The steps and properties of a system as functions, and what the loops know of them. */
export interface ProgramCode {
	/** Whether some step has a loop: then `ProgressMap.blocks` says how far steps have gone. */
	readonly hasLoops: boolean;
	/** The place in the table of functions of each lane's first step. */
	readonly firstSteps: readonly number[];
	/** For each place in the table of functions, which words the step may change, as bits. */
	readonly written: readonly number[];
	/** Where the address of a lane's description is in a local variable: the place of its step from a state. */
	stepPlace(lane: number, state: Piece): Piece;
	/** Takes the step at a place: leaves its status, as in `Program`. */
	takeStep(place: Piece, source: Piece, target: Piece): Piece;
	/** Looks at the properties of a group: leaves how many fail. */
	check(group: Piece, state: Piece): Piece;
	/** 1 where all tasks are done. */
	allTasksDone(state: Piece): Piece;
	/** Whether all lanes that are idle somewhere are so, or done; undefined where there are none. */
	readonly allIdle: ((state: Piece) => Piece) | undefined;
	/** (failure, depth) */
	readonly noteFailure: Callee;
	/** (depth): notes what the last step or check has reported. */
	readonly noteReports: Callee;
}

/** Adds the functions of a program; the first of `groups` are those that `afterStep` names. */
export function addProgram(
	module: ModuleBuilder,
	system: TransitionSystem,
	layout: Layout,
	{ afterStep }: Pick<PropertyGroups, "afterStep">,
	groups: readonly (readonly number[])[],
	map: MemoryMap,
): ProgramCode {
	const { progress } = map;
	const runtime = addRuntime(module, map);
	const written: number[] = [];
	const stepType = module.type([I32, I32], [I32]);
	const nothing = module.add([I32, I32], [I32], () => i32.const(0));
	const firstSteps = system.lanes.map(({ steps, locationCell }, lane) => {
		const callees = steps.map(({ code }, location) =>
			module.add([I32, I32], [I32], (builder) => {
				const step = stepCode(builder, runtime, system, layout, code, locationCell, afterStep[lane][location]);
				written.push([...step.written].reduce((bits, word) => bits | (1 << Math.min(word, 31)), 0));
				return step.body;
			}),
		);
		written.push(0);
		return module.addToTable([...callees, nothing]);
	});
	const properties = system.properties.map(({ code, failure }) =>
		module.add([I32], [], (builder) => propertyCode(builder, runtime, system, layout, code, failure)),
	);
	const groupType = module.type([I32], [I32]);
	const firstGroup = module.addToTable(
		groups.map((members) =>
			module.add([I32], [I32], () => [
				call(runtime.clearReports),
				members.map((property) => call(properties[property], get(0))),
				runtime.reportCount,
			]),
		),
	);
	const check = (group: Piece, state: Piece): Piece => callIndirect(groupType, i32.add(group, i32.const(firstGroup)), state);
	module.add([I32, I32], [I32], () => check(get(0), get(1)), "check");
	module.add([], [], () => setField(progress.choiceCount, i32.const(0)), "forgetChoices");

	const stepPlace = (lane: number, state: Piece): Piece => {
		const word = i64.load(i32.add(state, i32.load(get(lane))));
		const location = i32.and(i32.wrap(i64.shrUnsigned(word, i64.extend(i32.load(get(lane), 4)))), i32.load(get(lane), 8));
		return i32.add(location, i32.load(get(lane), 12));
	};
	const takeStep = (place: Piece, source: Piece, target: Piece): Piece => callIndirect(stepType, place, source, target);
	module.add(
		[I32, I32, I32],
		[I32],
		(builder) => {
			const lane = builder.local();
			return [
				set(lane, i32.add(i32.mul(get(0), i32.const(LANE_BYTES)), i32.const(map.lanes))),
				takeStep(stepPlace(lane, get(1)), get(1), get(2)),
			];
		},
		"step",
	);

	const noteFailure = module.add([I32, I32], [], (builder) => {
		const at = builder.local();
		return [set(at, element(map.failureDepths, get(0), 4)), when(i32.gtUnsigned(i32.load(get(at)), get(1)), i32.store(get(at), get(1)))];
	});
	const noteReports = module.add([I32], [], (builder) => {
		const index = builder.local();
		const next = new Label();
		return loop(
			next,
			when(i32.lt(get(index), field(progress.reportCount)), [
				call(noteFailure, i32.load(element(map.reports, get(index), 4)), get(0)),
				increment(index),
				branch(next),
			]),
		);
	});
	const isAt = ({ locationCell }: Lane, location: number, state: Piece): Piece =>
		i32.eq(
			loadField(layout.fields[locationCell], (word) => i64.load(state, word * 8)),
			i32.const(location),
		);
	const allTasksDone = (state: Piece): Piece =>
		system.lanes
			.filter(({ kind }) => kind === "task")
			.map((lane) => isAt(lane, lane.steps.length, state))
			.reduce((all, done) => i32.and(all, done), i32.const(1));
	const idling = system.lanes.flatMap((lane) => (lane.idle === undefined ? [] : [{ lane, idle: lane.idle }]));
	const allIdle = (state: Piece): Piece =>
		idling
			.map(({ lane, idle }) => [...idle, lane.steps.length].map((location) => isAt(lane, location, state)).reduce(i32.or))
			.reduce((all, one) => i32.and(all, one), i32.const(1));
	const hasLoops = system.lanes.some(({ steps }) => steps.some(({ code }) => loopsOf(code).heads.size > 0));
	return {
		hasLoops,
		firstSteps,
		written,
		stepPlace,
		takeStep,
		check,
		allTasksDone,
		allIdle: idling.length > 0 ? allIdle : undefined,
		noteFailure,
		noteReports,
	};
}
