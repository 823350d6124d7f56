import type { TransitionSystem } from "../../system/transition-system";
import type { AmpleTable } from "../reductions/ample";
import type { Layout } from "../states/layout";
import {
	block,
	branchIf,
	type Callee,
	get,
	giveBack,
	I32,
	I64,
	i32,
	i64,
	Label,
	type ModuleBuilder,
	type Piece,
	set,
	tee,
} from "./assembler";
import type { CollapseCode } from "./collapse-code";
import { loadField } from "./field-code";
import { LANE_BYTES } from "./memory-map";

/**
 * Adds the function (state, or key of a collapsed one) → address of the description of the lane that is enough alone,
 * or 0. `start` is where `ampleRows` lie.
 */
export function addAmpleCode(
	module: ModuleBuilder,
	system: TransitionSystem,
	layout: Layout,
	ample: AmpleTable,
	places: { readonly firstSteps: readonly number[]; readonly lanes: number; readonly start: number },
	collapse: CollapseCode | undefined,
): Callee {
	const { firstSteps, lanes, start } = places;
	return module.add([collapse ? I64 : I32], [I32], (builder) => {
		const row = builder.local();
		const places = system.lanes.map(() => builder.local());
		return [
			system.lanes.map(({ locationCell }, lane) =>
				set(
					places[lane],
					i32.add(
						loadField(layout.fields[locationCell], (word) =>
							collapse ? collapse.ownWord(lane, get(0), word) : i64.load(get(0), word * 8),
						),
						i32.const(firstSteps[lane]),
					),
				),
			),
			ample.map((locations, lane) => {
				if (locations.every((allowed) => allowed === undefined)) return [];
				const next = new Label();
				const forbids = (other: number): Piece =>
					i32.eqz(
						i32.and(
							i32.shrUnsigned(
								i32.load(i32.add(get(row), i32.shl(i32.shrUnsigned(get(other), i32.const(5)), i32.const(2)))),
								i32.and(get(other), i32.const(31)),
							),
							i32.const(1),
						),
					);
				return block(
					next,
					branchIf(i32.eqz(tee(row, i32.load(i32.shl(get(places[lane]), i32.const(2)), start))), next),
					places.filter((_, other) => other !== lane).map((other) => branchIf(forbids(other), next)),
					giveBack(i32.const(lanes + lane * LANE_BYTES)),
				);
			}),
			i32.const(0),
		];
	});
}

/**
 * An ample table in memory: for each place in the table of functions the address of its row, or 0, and behind them the
 * rows: a bit for each place at which another lane allows that the step is enough alone.
 */
export function ampleRows(table: AmpleTable, firstSteps: readonly number[], places: number, start: number): readonly number[] {
	const words = new Array<number>(places).fill(0);
	for (const [lane, locations] of table.entries()) {
		for (const [location, allowed] of locations.entries()) {
			if (allowed === undefined) continue;
			words[firstSteps[lane] + location] = start + words.length * 4;
			const row = new Int32Array(Math.ceil(places / 32));
			for (const [other, isAllowed] of allowed.entries()) {
				for (const [at, allows] of isAllowed.entries())
					if (allows) row[(firstSteps[other] + at) >> 5] |= 1 << ((firstSteps[other] + at) & 31);
			}
			words.push(...row);
		}
	}
	return words;
}
