/** What the writers of expressions share. */
import { ANY, type Interval, undecidedInterval } from "../system/interval";
import type { Operand, TransitionSystem } from "../system/transition-system";

/** The values that an operand can have. */
export function intervalIn(system: TransitionSystem, operand: Operand): Interval {
	return undecidedInterval(operand, (leaf) => {
		if (leaf.kind === "temporary") return ANY;
		const { min, max } = system.cells[leaf.cell];
		return { low: min, high: max };
	});
}

/** `elements[index - base]`, 0 outside, as nested conditions. */
export function elementByHalves(
	{ elements, base }: Extract<Operand, { kind: "element" }>,
	index: string,
	write: (element: Operand) => string,
	equals: string,
	choose: (condition: string, then: string, otherwise: string) => string,
): string {
	const select = (from: number, to: number): string => {
		if (to - from === 1) return choose(`(${index} ${equals} ${literal(base + from)})`, write(elements[from]), "0");
		const middle = (from + to) >> 1;
		return choose(`(${index} < ${literal(base + middle)})`, select(from, middle), select(middle, to));
	};
	return elements.length === 0 ? "0" : select(0, elements.length);
}

/** A number that is not the least of all. */
function literal(value: number): string {
	return value < 0 ? `(${value})` : `${value}`;
}
