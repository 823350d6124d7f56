/**
 * Which of the tasks that files declare for objects are there in a scenario: those that can ever begin. What begins one
 * is that some step makes its condition true; where nothing does, it is a constant that is false.
 */
import { allFiles } from "../semantics/program";
import { Failures } from "./failures";
import { canBegin } from "./lower";
import type { GivenLowering } from "./lowering";
import { NotedSlots } from "./noted-slots";
import type { LaneOfFile } from "./provisions";

/**
 * The tasks that can begin by what is known to be written, those that are `there` first. While that is not settled none
 * of these is taken away.
 */
export function lanesFor(given: GivenLowering, there: readonly LaneOfFile[], isSettled: boolean): readonly LaneOfFile[] {
	const lowering = { ...given, failures: new Failures(), mutable: new NotedSlots(given.mutable) };
	const { heap } = given;
	const begins = ({ task, object }: LaneOfFile): boolean => {
		const found = task.each && heap.objectsOf(task.each.struct)[object - 1];
		return found !== undefined && canBegin(lowering, task, found);
	};
	const isThere = (lane: LaneOfFile): boolean => there.some(({ task, object }) => task === lane.task && object === lane.object);
	const others = allFiles(heap.program)
		.flatMap(({ lanes }) => lanes)
		.flatMap((task) =>
			task.each
				? heap
						.objectsOf(task.each.struct)
						.filter(({ around }) => !around)
						.map(({ number }) => ({ task, object: number }))
				: [],
		)
		.filter((lane) => !isThere(lane) && begins(lane));
	return [...(isSettled ? there.filter(begins) : there), ...others];
}
