/** How every text calls a step of a run, so that its number is taken for nothing else: `#16`. */
export function stepName(number: number): string {
	return `#${number}`;
}
