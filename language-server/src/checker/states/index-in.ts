/** Where a number stands in an ascending list; -1 when it is not there. */
export function indexIn(numbers: ArrayLike<number>, number: number): number {
	let low = 0;
	let high = numbers.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (numbers[middle] < number) low = middle + 1;
		else high = middle;
	}
	return numbers[low] === number ? low : -1;
}
