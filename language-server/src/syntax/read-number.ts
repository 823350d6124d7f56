/** Numbers as they are written, and the characters that are numbers in C. */

/** The number that a token of that kind is; none where it is ill-formed. */
export function numberOf(written: string): number {
	if (written.startsWith("'")) return characterCode(written.slice(1, -1));
	const digits = written.replace(/[uUlL]+$/, "");
	return /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

/** By the letter behind the `\\`. */
const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };

function characterCode(written: string): number {
	if (!written.startsWith("\\")) return written.charCodeAt(0);
	const escaped = written.slice(1);
	if (escaped.startsWith("x")) return Number.parseInt(escaped.slice(1), 16);
	if (/^[0-7]+$/.test(escaped)) return Number.parseInt(escaped, 8);
	return escapes[escaped] ?? escaped.charCodeAt(0);
}
