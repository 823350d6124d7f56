import { fieldValue, type Layout, setFieldValue } from "../states/layout";
import type { SymmetricLanes } from "./symmetry";

/**
 * Puts one state in place of all that differ from it only in which of some lanes that are alike is where: their blocks
 * are sorted, by their cells in order.
 */
export function canonicaliser({ fields }: Layout, symmetric: readonly SymmetricLanes[]): (state: Int32Array) => void {
	return (state) => {
		for (const { blocks } of symmetric) {
			const values = blocks.map((cells) => cells.map((cell) => fieldValue(fields[cell], state, 0)));
			values.sort((a, b) => compare(a, b));
			for (const [index, cells] of blocks.entries()) {
				for (const [place, cell] of cells.entries()) setFieldValue(fields[cell], state, values[index][place]);
			}
		}
	};
}

function compare(a: readonly number[], b: readonly number[]): number {
	const place = a.findIndex((value, index) => value !== b[index]);
	return place < 0 ? 0 : a[place] - b[place];
}
