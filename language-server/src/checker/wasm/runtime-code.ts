import { branch, get, giveBack, I32, i32, Label, loop, type ModuleBuilder, set, unreachable, when } from "./assembler";
import { CHOICES, type MemoryMap } from "./memory-map";
import { element, field, increment, setField } from "./pieces";
import type { Runtime } from "./step-code";

/**
 * The choices that a step makes, as an odometer: the step is run again for each combination, in lexicographic order,
 * and asks at each choice which way to go. And the list of what has been reported.
 */
export function addRuntime(module: ModuleBuilder, map: MemoryMap): Runtime {
	const { progress } = map;
	const choose = module.add([I32], [I32], (builder) => {
		const position = builder.local();
		return [
			set(position, field(progress.choicePosition)),
			when(i32.ge(get(position), i32.const(CHOICES)), unreachable),
			when(i32.eq(get(position), field(progress.choiceCount)), [
				i32.store(element(map.choices, get(position), 4), i32.const(0)),
				i32.store(element(map.choiceCounts, get(position), 4), get(0)),
				setField(progress.choiceCount, i32.add(get(position), i32.const(1))),
			]),
			setField(progress.choicePosition, i32.add(get(position), i32.const(1))),
			i32.load(element(map.choices, get(position), 4)),
		];
	});
	const rewind = module.add([], [], () => setField(progress.choicePosition, i32.const(0)));
	const advance = module.add([], [I32], (builder) => {
		const [last, digit] = [builder.local(), builder.local()];
		const next = new Label();
		return [
			loop(
				next,
				when(field(progress.choiceCount), [
					set(last, i32.sub(field(progress.choiceCount), i32.const(1))),
					set(digit, i32.add(i32.load(element(map.choices, get(last), 4)), i32.const(1))),
					i32.store(element(map.choices, get(last), 4), get(digit)),
					when(i32.lt(get(digit), i32.load(element(map.choiceCounts, get(last), 4))), giveBack(i32.const(1))),
					setField(progress.choiceCount, get(last)),
					branch(next),
				]),
			),
			i32.const(0),
		];
	});
	const report = module.add([I32], [], (builder) => {
		const [index, count] = [builder.local(), builder.local()];
		const next = new Label();
		return [
			set(count, field(progress.reportCount)),
			loop(
				next,
				when(i32.lt(get(index), get(count)), [
					when(i32.eq(i32.load(element(map.reports, get(index), 4)), get(0)), giveBack()),
					increment(index),
					branch(next),
				]),
			),
			i32.store(element(map.reports, get(count), 4), get(0)),
			setField(progress.reportCount, i32.add(get(count), i32.const(1))),
		];
	});
	const clearReports = module.add([], [], () => setField(progress.reportCount, i32.const(0)));
	return {
		choose,
		rewind,
		advance,
		report,
		clearReports,
		reportCount: field(progress.reportCount),
		countBlocks: (blocks) => setField(progress.blocks, i32.add(field(progress.blocks), blocks)),
		rounds: map.rounds,
	};
}
