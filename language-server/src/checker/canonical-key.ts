import type { Code, TransitionSystem } from "../compiler/transition-system";

/**
 * A name for what matters in a system: two systems with the same key have the same result, whatever their cells, steps
 * and lanes are called and wherever they stand in the text. 128 bits in hexadecimal.
 */
export function canonicalKey(system: TransitionSystem): string {
	const matters = {
		cells: system.cells.map(({ role, lane, min, max, initial }) => [role, lane, min, max, initial]),
		lanes: system.lanes.map(({ kind, locationCell, start, steps }) => [
			kind,
			locationCell,
			start,
			steps.map((step) => [plain(step.code), step.live]),
		]),
		properties: system.properties.map(({ name, when, code, failure }) => [name, when, plain(code), failure]),
		failures: system.failures.map(({ property }) => property),
	};
	return digest(JSON.stringify(matters));
}

/** Code as arrays, without the names of its parts: shorter to write down. */
function plain(code: Code): unknown {
	return [code.temporaries, code.blocks];
}

/** Four multiplicative hashes of 32 bits side by side, mixed with one another at the end by the finaliser of MurmurHash3. */
function digest(text: string): string {
	let a = 0xdeadbeef;
	let b = 0x41c6ce57;
	let c = 0x5bd1e995;
	let d = 0x2545f491;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		a = Math.imul(a ^ unit, 0x9e3779b1);
		b = Math.imul(b ^ unit, 0x5f356495);
		c = Math.imul(c + unit, 0x85ebca77) ^ (c >>> 15);
		d = Math.imul(d + unit, 0xc2b2ae3d) ^ (d >>> 13);
	}
	const words = [a ^ d, b ^ a, c ^ b, d ^ c].map((word) => {
		const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
		return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	});
	return words.map((word) => ((word ^ (word >>> 16)) >>> 0).toString(16).padStart(8, "0")).join("");
}
