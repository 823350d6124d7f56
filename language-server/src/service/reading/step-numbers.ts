/**
 * Numbers of steps as they stand beside the lines: circled as far as common fonts have such characters, in brackets
 * above.
 */

/** `③`, or `(11)`: DejaVu, the usual font of Linux desktops, ends at ten. */
export function circled(number: number): string {
	return number >= 1 && number <= 10 ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`;
}

/** How many separate stretches are named before the rest becomes `…`. */
const SHOWN_RANGES = 3;

/** Ascending numbers in few characters: `①`, `③–⑤`, `① ④–⑥`. */
export function rangesText(numbers: readonly number[]): string {
	const ranges: { first: number; last: number }[] = [];
	for (const number of numbers) {
		const range = ranges[ranges.length - 1];
		if (range && number === range.last + 1) range.last = number;
		else ranges.push({ first: number, last: number });
	}
	const texts = ranges
		.slice(0, SHOWN_RANGES)
		.map(({ first, last }) => (first === last ? circled(first) : `${circled(first)}–${circled(last)}`));
	return texts.join(" ") + (ranges.length > SHOWN_RANGES ? " …" : "");
}
