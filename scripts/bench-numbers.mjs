// @ts-check
/** What the benchmarks share: how numbers are made of times, and tables of numbers. */

/**
 * The value that a share of all values is at most.
 * @param {readonly number[]} values @param {number} share from 0 to 1
 */
export function percentile(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** @param {readonly number[]} values */
export const median = (values) => percentile(values, 0.5);

/** @param {number} value */
export const milliseconds = (value) => value.toFixed(1);

/**
 * Prints a table, the first row of which is its head: numbers to the right, `texts` (columns, from 0) and the last
 * column to the left.
 * @param {readonly (readonly string[])[]} rows @param {readonly number[]} texts
 */
export function printTable(rows, texts) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	const last = widths.length - 1;
	for (const row of rows) {
		const cells = row.map((cell, column) =>
			column === last ? cell : texts.includes(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
		);
		console.log(cells.join("  ").trimEnd());
	}
}
