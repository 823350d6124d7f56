/**
 * Writes WebAssembly modules: instructions as nested pieces, structured control flow with labels instead of depths, and
 * the sections of a module.
 *
 * Invariants: knows nothing of what is computed; the output is deterministic; only instructions that the searches use
 * are here.
 */

export const I32 = 0x7f;
export const I64 = 0x7e;
export type ValueType = typeof I32 | typeof I64;

/** Says of a block that it leaves no value. */
const NO_RESULT = 0x40;

/** Stands for a block, loop or `if` that a branch can go to. */
export class Label {}

/**
 * Instructions in the order in which they run. A byte is a number, several that are finished an array of bytes; labels
 * become depths when the function is finished.
 */
export type Piece = number | Uint8Array | readonly Piece[] | Structured | Branch;

interface Structured {
	readonly opcode: 0x02 | 0x03 | 0x04;
	readonly label: Label;
	readonly result: ValueType | undefined;
	readonly body: Piece;
	readonly otherwise: Piece | undefined;
}

interface Branch {
	readonly opcode: 0x0c | 0x0d | 0x0e;
	readonly targets: readonly Label[];
}

// --- instructions ----------------------------------------------------------------------------------------------------

function unary(opcode: number): (operand: Piece) => Piece {
	return (operand) => [operand, opcode];
}

function binary(opcode: number): (left: Piece, right: Piece) => Piece {
	return (left, right) => [left, right, opcode];
}

function load(opcode: number, alignment: number): (address: Piece, offset?: number) => Piece {
	return (address, offset = 0) => [address, opcode, alignment, unsigned(offset)];
}

function store(opcode: number, alignment: number): (address: Piece, value: Piece, offset?: number) => Piece {
	return (address, value, offset = 0) => [address, value, opcode, alignment, unsigned(offset)];
}

function atomic(opcode: number, alignment: number): (address: Piece, ...rest: readonly Piece[]) => Piece {
	return (address, ...operands) => [address, operands, 0xfe, opcode, alignment, 0];
}

export const i32 = {
	const: (value: number): Piece => [0x41, signed(value | 0)],
	load: load(0x28, 2),
	store: store(0x36, 2),
	eqz: unary(0x45),
	eq: binary(0x46),
	ne: binary(0x47),
	lt: binary(0x48),
	ltUnsigned: binary(0x49),
	gt: binary(0x4a),
	gtUnsigned: binary(0x4b),
	le: binary(0x4c),
	ge: binary(0x4e),
	geUnsigned: binary(0x4f),
	add: binary(0x6a),
	sub: binary(0x6b),
	mul: binary(0x6c),
	div: binary(0x6d),
	rem: binary(0x6f),
	and: binary(0x71),
	or: binary(0x72),
	xor: binary(0x73),
	shl: binary(0x74),
	shr: binary(0x75),
	shrUnsigned: binary(0x76),
	wrap: unary(0xa7),
	atomicLoad: atomic(0x10, 2),
	/** (address, what to add) → what was there. */
	atomicAdd: atomic(0x1e, 2),
	/** (address, bits to set) → what was there. */
	atomicOr: atomic(0x33, 2),
	/** (address, what is expected, what to put in its place) → what was there. */
	compareExchange: atomic(0x48, 2),
};

export const i64 = {
	const: (value: bigint): Piece => [0x42, signedLong(BigInt.asIntN(64, value))],
	load: load(0x29, 3),
	store: store(0x37, 3),
	eqz: unary(0x50),
	eq: binary(0x51),
	ne: binary(0x52),
	gtUnsigned: binary(0x56),
	add: binary(0x7c),
	mul: binary(0x7e),
	and: binary(0x83),
	or: binary(0x84),
	xor: binary(0x85),
	shl: binary(0x86),
	shrUnsigned: binary(0x88),
	extend: unary(0xad),
	atomicLoad: atomic(0x11, 3),
	compareExchange: atomic(0x49, 3),
};

export const get = (local: number): Piece => [0x20, unsigned(local)];
export const set = (local: number, value: Piece): Piece => [value, 0x21, unsigned(local)];
export const tee = (local: number, value: Piece): Piece => [value, 0x22, unsigned(local)];
export const call = (callee: Callee, ...args: readonly Piece[]): Piece => [args, 0x10, unsigned(callee.index)];
/** Calls the function at a place of the module's only table. */
export const callIndirect = (type: number, place: Piece, ...args: readonly Piece[]): Piece => [args, place, 0x11, unsigned(type), 0];
export const giveBack = (value?: Piece): Piece => [value ?? [], 0x0f];
export const drop = (value: Piece): Piece => [value, 0x1a];
export const select = (condition: Piece, then: Piece, otherwise: Piece): Piece => [then, otherwise, condition, 0x1b];
export const fill = (address: Piece, value: Piece, bytes: Piece): Piece => [address, value, bytes, 0xfc, 11, 0];
/** Moves bytes, which may overlap. */
export const copy = (to: Piece, from: Piece, bytes: Piece): Piece => [to, from, bytes, 0xfc, 10, 0, 0];
export const unreachable: Piece = 0x00;

export function block(label: Label, ...body: readonly Piece[]): Piece {
	return { opcode: 0x02, label, result: undefined, body, otherwise: undefined };
}

/** A branch to its label goes to its start. */
export function loop(label: Label, ...body: readonly Piece[]): Piece {
	return { opcode: 0x03, label, result: undefined, body, otherwise: undefined };
}

export function when(condition: Piece, then: Piece, otherwise?: Piece, result?: ValueType): Piece {
	return [condition, { opcode: 0x04, label: new Label(), result, body: then, otherwise }];
}

export function branch(label: Label): Piece {
	return { opcode: 0x0c, targets: [label] };
}

export function branchIf(condition: Piece, label: Label): Piece {
	return [condition, { opcode: 0x0d, targets: [label] }];
}

/** Goes to the label that the index names, to the last where there is none. */
export function branchTable(index: Piece, labels: readonly Label[]): Piece {
	return [index, { opcode: 0x0e, targets: labels }];
}

// --- functions and modules -------------------------------------------------------------------------------------------

export interface Callee {
	readonly index: number;
	readonly type: number;
}

/** What a function's body is made with. */
export class FunctionBuilder {
	readonly locals: ValueType[] = [];

	constructor(private readonly parameters: number) {}

	/** A new local variable; it starts as 0. */
	local(type: ValueType = I32): number {
		return this.parameters + this.locals.push(type) - 1;
	}
}

interface Signature {
	readonly parameters: readonly ValueType[];
	readonly results: readonly ValueType[];
}

export class ModuleBuilder {
	private readonly types: Signature[] = [];
	private readonly functions: { readonly type: number; code: Uint8Array }[] = [];
	private readonly exported: { readonly name: string; readonly index: number }[] = [];
	private readonly table: number[] = [];

	/** A module that imports `env.memory`, which threads may share. */
	constructor(
		private readonly maximumPages: number,
		private readonly isShared = false,
	) {}

	/** The number of a function type. */
	type(parameters: readonly ValueType[], results: readonly ValueType[]): number {
		const known = this.types.findIndex((type) => type.parameters.join() === parameters.join() && type.results.join() === results.join());
		return known >= 0 ? known : this.types.push({ parameters, results }) - 1;
	}

	/** Adds a function; parameters are its first local variables. */
	add(
		parameters: readonly ValueType[],
		results: readonly ValueType[],
		body: (builder: FunctionBuilder) => Piece,
		exportName?: string,
	): Callee {
		const type = this.type(parameters, results);
		const builder = new FunctionBuilder(parameters.length);
		const pieces = body(builder);
		const code = new ByteList();
		flatten([unsigned(builder.locals.length), builder.locals.map((local) => [1, local]), pieces, 0x0b], code, []);
		const index = this.functions.push({ type, code: code.bytes }) - 1;
		if (exportName !== undefined) this.exported.push({ name: exportName, index });
		return { index, type };
	}

	/** Puts functions into the table that `callIndirect` uses; gives the place of the first. */
	addToTable(callees: readonly Callee[]): number {
		const first = this.table.length;
		for (const { index } of callees) this.table.push(index);
		return first;
	}

	finish(): Uint8Array<ArrayBuffer> {
		const bytes = new ByteList();
		bytes.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
		section(bytes, 1, [
			unsigned(this.types.length),
			this.types.map(({ parameters, results }) => [0x60, unsigned(parameters.length), parameters, unsigned(results.length), results]),
		]);
		section(bytes, 2, [1, name("env"), name("memory"), 0x02, this.isShared ? 0x03 : 0x01, unsigned(1), unsigned(this.maximumPages)]);
		section(bytes, 3, [unsigned(this.functions.length), this.functions.map(({ type }) => unsigned(type))]);
		// With a greatest size, calls through it need not look how large it is.
		section(bytes, 4, [1, 0x70, 0x01, unsigned(this.table.length), unsigned(this.table.length)]);
		section(bytes, 7, [unsigned(this.exported.length), this.exported.map((entry) => [name(entry.name), 0x00, unsigned(entry.index)])]);
		if (this.table.length > 0) section(bytes, 9, [1, 0x00, i32.const(0), 0x0b, unsigned(this.table.length), this.table.map(unsigned)]);
		section(bytes, 10, [unsigned(this.functions.length), this.functions.map(({ code }) => [unsigned(code.length), code])]);
		return bytes.bytes;
	}
}

function section(bytes: ByteList, id: number, content: Piece): void {
	const inner = new ByteList();
	flatten(content, inner, []);
	flatten([id, unsigned(inner.bytes.length), inner.bytes], bytes, []);
}

function flatten(piece: Piece, out: ByteList, labels: Label[]): void {
	if (typeof piece === "number") {
		out.push(piece);
		return;
	}
	if (isList(piece)) {
		for (const part of piece) flatten(part, out, labels);
		return;
	}
	if (piece instanceof Uint8Array) {
		out.append(piece);
		return;
	}
	if ("targets" in piece) {
		out.push(piece.opcode);
		const depths = piece.targets.map((label) => {
			const at = labels.lastIndexOf(label);
			if (at < 0) throw new Error("a branch goes to a label that is not around it");
			return unsigned(labels.length - 1 - at);
		});
		if (piece.opcode === 0x0e) flatten(unsigned(depths.length - 1), out, labels);
		flatten(depths, out, labels);
		return;
	}
	out.push(piece.opcode);
	out.push(piece.result ?? NO_RESULT);
	labels.push(piece.label);
	flatten(piece.body, out, labels);
	if (piece.otherwise !== undefined) {
		out.push(0x05);
		flatten(piece.otherwise, out, labels);
	}
	labels.pop();
	out.push(0x0b);
}

function isList(piece: Piece): piece is readonly Piece[] {
	return Array.isArray(piece);
}

function name(text: string): Piece {
	return [unsigned(text.length), [...text].map((character) => character.charCodeAt(0))];
}

/** LEB128 of a number from 0 to 2³² - 1. */
function unsigned(value: number): Piece {
	if (value < 128) return value;
	const bytes: number[] = [];
	let rest = value;
	while (rest >= 128) {
		bytes.push((rest % 128) | 128);
		rest = Math.floor(rest / 128);
	}
	bytes.push(rest);
	return bytes;
}

/** LEB128 of a 32-bit number with a sign. */
function signed(value: number): Piece {
	if (value >= -64 && value < 64) return value & 127;
	const bytes: number[] = [];
	let rest = value;
	while (rest < -64 || rest >= 64) {
		bytes.push((rest & 127) | 128);
		rest >>= 7;
	}
	bytes.push(rest & 127);
	return bytes;
}

/** LEB128 of a 64-bit number with a sign. */
function signedLong(value: bigint): Piece {
	if (value >= -64n && value < 64n) return Number(value) & 127;
	const bytes: number[] = [];
	let rest = value;
	while (rest < -64n || rest >= 64n) {
		bytes.push(Number(rest & 127n) | 128);
		rest >>= 7n;
	}
	bytes.push(Number(rest) & 127);
	return bytes;
}

/** Bytes in a list that grows. */
class ByteList {
	private items = new Uint8Array(1 << 10);
	private used = 0;

	get bytes(): Uint8Array<ArrayBuffer> {
		return this.items.slice(0, this.used);
	}

	push(byte: number): void {
		if (this.used === this.items.length) this.reserve(1);
		this.items[this.used++] = byte;
	}

	append(bytes: Uint8Array): void {
		this.reserve(bytes.length);
		this.items.set(bytes, this.used);
		this.used += bytes.length;
	}

	private reserve(count: number): void {
		if (this.used + count <= this.items.length) return;
		const larger = new Uint8Array(Math.max(this.used + count, this.items.length * 2));
		larger.set(this.items);
		this.items = larger;
	}
}
