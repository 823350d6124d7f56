/** Numbers of steps as they stand beside the lines: circled up to 50, in brackets above. */

/** `③`, or `(51)` where there is no such character. */
export function circled(number: number): string {
	if (number >= 1 && number <= 20) return String.fromCodePoint(0x2460 + number - 1);
	if (number >= 21 && number <= 35) return String.fromCodePoint(0x3251 + number - 21);
	if (number >= 36 && number <= 50) return String.fromCodePoint(0x32b1 + number - 36);
	return `(${number})`;
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
	const texts = ranges.slice(0, SHOWN_RANGES).map(({ first, last }) => (first === last ? circled(first) : `${circled(first)}–${circled(last)}`));
	return texts.join(" ") + (ranges.length > SHOWN_RANGES ? " …" : "");
}
