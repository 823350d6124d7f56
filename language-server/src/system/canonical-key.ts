import type { Code, Instruction, Operand, Terminator, TransitionSystem } from "./transition-system";

/**
 * A name for what matters in a system, 128 bits in hexadecimal: two systems with the same key have the same result and
 * observations, whatever their cells, steps and lanes are called and wherever they stand in the text.
 */
export function canonicalKey(system: TransitionSystem): string {
	const digest = new Digest();
	digest.list(system.cells, ({ role, lane, min, max, initial, unwatched }) =>
		digest.add(role, lane ?? -1, min, max, initial, unwatched ? 1 : 0),
	);
	digest.list(system.lanes, ({ kind, idle, locationCell, start, steps }) => {
		digest.add(kind, idle?.length ?? -1, ...(idle ?? []), locationCell, start);
		digest.list(steps, ({ code, live, served, guard, finite }) => {
			addCode(digest, code);
			digest.add((served ? 1 : 0) + (finite ? 2 : 0) + (guard ? 4 : 0));
			if (guard) addOperand(digest, guard);
			digest.list(live, (cell) => digest.add(cell));
		});
	});
	digest.list(system.properties, ({ when, code, failure }) => {
		digest.add(when, failure);
		addCode(digest, code);
	});
	digest.list(system.failures, ({ property }) => digest.add(property));
	digest.add(system.findsDataRaces ? 1 : 0);
	return digest.text();
}

function addCode(digest: Digest, { temporaries, blocks }: Code): void {
	digest.add(temporaries);
	digest.list(blocks, ({ instructions, end }) => {
		digest.list(instructions, (instruction) => addInstruction(digest, instruction));
		addTerminator(digest, end);
	});
}

function addInstruction(digest: Digest, instruction: Instruction): void {
	digest.add(instruction.kind);
	switch (instruction.kind) {
		case "set":
			digest.add(instruction.temporary);
			break;
		case "store":
			digest.add(instruction.cell, instruction.failure ?? -1);
			break;
		case "storeElement":
			digest.list(instruction.cells, (cell) => digest.add(cell));
			digest.add(instruction.base, instruction.failure ?? -1);
			addOperand(digest, instruction.index);
			break;
		case "check":
		case "assert":
			digest.add(instruction.failure);
			digest.list(instruction.witness, (operand) => addOperand(digest, operand));
			break;
	}
	addOperand(digest, instruction.value);
	const access = "access" in instruction ? instruction.access : undefined;
	if (access) digest.add(access.order, access.dependent ? 1 : 0, access.reference ? 1 : 0, access.markedWhere ? 1 : 0);
	if (access?.markedWhere) addOperand(digest, access.markedWhere);
}

function addTerminator(digest: Digest, end: Terminator): void {
	digest.add(end.kind);
	switch (end.kind) {
		case "goto":
			digest.add(end.block);
			break;
		case "branch":
			digest.add(end.then, end.otherwise);
			addOperand(digest, end.condition);
			break;
		case "choose":
			digest.list(end.blocks, (block) => digest.add(block));
			break;
		case "next":
			digest.add(end.location);
			break;
		case "blocked":
			break;
		case "result":
			addOperand(digest, end.value);
			digest.list(end.witness, (operand) => addOperand(digest, operand));
			break;
	}
}

function addOperand(digest: Digest, operand: Operand): void {
	digest.add(operand.kind);
	switch (operand.kind) {
		case "constant":
			digest.add(operand.value);
			break;
		case "cell":
			digest.add(operand.cell);
			break;
		case "temporary":
			digest.add(operand.temporary);
			break;
		case "element":
			digest.add(operand.base);
			digest.list(operand.elements, (element) => addOperand(digest, element));
			addOperand(digest, operand.index);
			break;
		case "unary":
			digest.add(operand.operator);
			addOperand(digest, operand.operand);
			break;
		case "binary":
			digest.add(operand.operator);
			addOperand(digest, operand.left);
			addOperand(digest, operand.right);
			break;
		case "conditional":
			addOperand(digest, operand.condition);
			addOperand(digest, operand.then);
			addOperand(digest, operand.otherwise);
			break;
	}
}

/**
 * A hash of 128 bits of a sequence of integers and texts: the body and the finalisers of MurmurHash3 for x86 with 128
 * bits (Appleby), one integer at a time. Lists and texts are preceded by their length, so that no two sequences are
 * written alike.
 */
class Digest {
	private a = 0x239b961b;
	private b = 0xab0e9789;
	private c = 0x38b34ae5;
	private d = 0xa1e38b93;
	private length = 0;

	add(...values: readonly (number | string)[]): void {
		for (const value of values) {
			if (typeof value === "number") this.integer(value);
			else {
				this.integer(value.length);
				for (let index = 0; index < value.length; index++) this.integer(value.charCodeAt(index));
			}
		}
	}

	list<T>(items: readonly T[], add: (item: T) => void): void {
		this.integer(items.length);
		for (const item of items) add(item);
	}

	text(): string {
		let { a, b, c, d } = this;
		a ^= this.length;
		b ^= this.length;
		c ^= this.length;
		d ^= this.length;
		a = (a + b + c + d) | 0;
		b = finalise(b + a);
		c = finalise(c + a);
		d = finalise(d + a);
		a = finalise(a);
		a = (a + b + c + d) | 0;
		return [a, b + a, c + a, d + a].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
	}

	private integer(value: number): void {
		this.length++;
		this.a ^= Math.imul(rotate(Math.imul(value, 0x239b961b), 15), 0xab0e9789);
		this.a = (Math.imul((rotate(this.a, 19) + this.b) | 0, 5) + 0x561ccd1b) | 0;
		this.b ^= Math.imul(rotate(Math.imul(value, 0xab0e9789), 16), 0x38b34ae5);
		this.b = (Math.imul((rotate(this.b, 17) + this.c) | 0, 5) + 0x0bcaa747) | 0;
		this.c ^= Math.imul(rotate(Math.imul(value, 0x38b34ae5), 17), 0xa1e38b93);
		this.c = (Math.imul((rotate(this.c, 15) + this.d) | 0, 5) + 0x96cd1c35) | 0;
		this.d ^= Math.imul(rotate(Math.imul(value, 0xa1e38b93), 18), 0x239b961b);
		this.d = (Math.imul((rotate(this.d, 13) + this.a) | 0, 5) + 0x32ac3b17) | 0;
	}
}

function rotate(value: number, bits: number): number {
	return (value << bits) | (value >>> (32 - bits));
}

function finalise(value: number): number {
	let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return mixed ^ (mixed >>> 16);
}
