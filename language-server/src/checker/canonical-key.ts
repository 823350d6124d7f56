import type { Code, TransitionSystem } from "../compiler/transition-system";

/**
 * A name for what matters in a system: two systems with the same key have the same result, whatever their cells, steps
 * and lanes are called and wherever they stand in the text. 128 bits in hexadecimal, by two runs of cyrb53-like mixing.
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
	const text = JSON.stringify(matters);
	return digest(text, 0x5bd1e995) + digest(text, 0x2545f491);
}

/** Code as arrays, without the names of its parts: shorter to write down. */
function plain(code: Code): unknown {
	return [code.temporaries, code.blocks];
}

/** Two interleaved multiplicative hashes of 32 bits. */
function digest(text: string, seed: number): string {
	let a = 0xdeadbeef ^ seed;
	let b = 0x41c6ce57 ^ seed;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		a = Math.imul(a ^ unit, 0x9e3779b1);
		b = Math.imul(b ^ unit, 0x5f356495);
	}
	a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
	b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
	return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
}
