import { stepName } from "../../explain/timeline/step-name";

/** How many separate stretches are named before the rest becomes `…`. */
const SHOWN_RANGES = 3;

/** Ascending numbers in few characters: `#1`, `#3–5`, `#1 #4–6`. */
export function rangesText(numbers: readonly number[]): string {
	const ranges: { first: number; last: number }[] = [];
	for (const number of numbers) {
		const range = ranges[ranges.length - 1];
		if (range && number === range.last + 1) range.last = number;
		else ranges.push({ first: number, last: number });
	}
	const texts = ranges.slice(0, SHOWN_RANGES).map(({ first, last }) => (first === last ? stepName(first) : `${stepName(first)}–${last}`));
	return texts.join(" ") + (ranges.length > SHOWN_RANGES ? " …" : "");
}
