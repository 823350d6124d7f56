/**
 * Compiles steps and properties to WebAssembly over packed states, 64 bits at a time.
 *
 * Invariant: what a function computes is what the plain interpreter computes. A step reads the state at its first
 * parameter and writes the one that it leads to at its second; a property reads the state at its only one.
 */

import { loopsOf, type Statement, structure } from "../../system/control-flow";
import { failureNamed } from "../../system/interpreter";
import {
	ATOMIC_LIMIT,
	CHOOSING_LIMIT,
	type Code,
	GIVEN_UP,
	type Instruction,
	type Operand,
	type TransitionSystem,
} from "../../system/transition-system";
import { type Layout, maskOf } from "../states/layout";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "../states/program";
import {
	block,
	branch,
	branchTable,
	type Callee,
	call,
	type FunctionBuilder,
	get,
	giveBack,
	I64,
	i32,
	i64,
	Label,
	loop,
	type Piece,
	select,
	set,
	unreachable,
	when,
} from "./assembler";
import { wide } from "./field-code";
import { OperandWriter } from "./operand-code";

/** Functions that the code calls. */
export interface Runtime {
	/** Which of so many ways to go. */
	readonly choose: Callee;
	/** To be called at the start of a step that chooses. */
	readonly rewind: Callee;
	/** Goes on to the next combination of choices; 1 when there is one. */
	readonly advance: Callee;
	/** Notes a failure. */
	readonly report: Callee;
	/** Forgets what has been noted. */
	readonly clearReports: Callee;
	/** How many failures have been noted. */
	readonly reportCount: Piece;
	/** To be called at the end of a step with loops: with how many blocks it has run through. */
	countBlocks(blocks: Piece): Piece;
	/** The address of what a step that chooses remembers of the heads of its loops, with room for `roundBytes`. */
	readonly rounds: number;
}

/**
 * How many bytes the steps and properties of a system need at most to remember the heads of loops that a step has come
 * to; states have so many words of 64 bits.
 */
export function roundBytes({ lanes, properties }: TransitionSystem, words: number): number {
	const codes = [...lanes.flatMap(({ steps }) => steps.map(({ code }) => code)), ...properties.map(({ code }) => code)];
	const sizes = codes.map((code) => (loopsOf(code).choose ? roundSize(words, code.temporaries) * CHOOSING_LIMIT : 0));
	return Math.max(0, ...sizes);
}

/** Bytes of one of them: the block, words of the state, temporaries. */
function roundSize(words: number, temporaries: number): number {
	return 8 + words * 8 + Math.ceil(temporaries / 2) * 8;
}

/** A step's body, and which words of 64 bits it may change. */
export function stepCode(
	builder: FunctionBuilder,
	runtime: Runtime,
	system: TransitionSystem,
	layout: Layout,
	code: Code,
	locationCell: number,
	group: number,
): { readonly body: Piece; readonly written: ReadonlySet<number> } {
	const chooses = code.blocks.some(({ end }) => end.kind === "choose");
	const asserts = code.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === "assert"));
	const leave = (status: number): Piece => {
		const flags: Piece[] = [writer.counted(), i32.const(status)];
		if (asserts) flags.push(select(runtime.reportCount, i32.const(REPORTED), i32.const(0)), 0x72);
		if (chooses) flags.push(select(call(runtime.advance), i32.const(MORE), i32.const(0)), 0x72);
		return giveBack(flags);
	};
	// The words that are written are known only when all of the code has been translated, and each exit writes them
	// all.
	const exits: Piece[][] = [];
	const writer: CodeWriter = new CodeWriter(builder, runtime, system, layout, code, {
		fail: (failure) => leave(FAILED | (failure << DETAIL_SHIFT)),
		end: (index) => {
			const { end } = code.blocks[index];
			if (end.kind === "blocked") return leave(0);
			if (end.kind !== "next") throw new Error(`a step does not end in '${end.kind}'`);
			const exit: Piece[] = [];
			exits.push(exit);
			return [writer.store(locationCell, { kind: "constant", value: end.location }), exit, leave(MOVED | (group << DETAIL_SHIFT))];
		},
	});
	const body = writer.body();
	writer.finish();
	for (const exit of exits) exit.push(writer.copyOut());
	return {
		body: [chooses ? call(runtime.rewind) : [], asserts ? call(runtime.clearReports) : [], writer.loads(), body, unreachable],
		written: writer.written,
	};
}

/** A property's body: notes its failures. */
export function propertyCode(
	builder: FunctionBuilder,
	runtime: Runtime,
	system: TransitionSystem,
	layout: Layout,
	code: Code,
	failure: number,
): Piece {
	const writer: CodeWriter = new CodeWriter(builder, runtime, system, layout, code, {
		fail: (checked) => [call(runtime.report, i32.const(checked)), giveBack()],
		end: (index) => {
			const { end } = code.blocks[index];
			if (end.kind !== "result") throw new Error(`a property does not end in '${end.kind}'`);
			return [when(i32.eqz(writer.value(end.value)), call(runtime.report, i32.const(failure))), giveBack()];
		},
	});
	const body = writer.body();
	writer.finish();
	return [writer.loads(), body];
}

/** How code leaves its function. */
interface Exits {
	fail(failure: number): Piece;
	end(block: number): Piece;
}

/** Writes the body of one function. */
class CodeWriter {
	readonly written = new Set<number>();
	/** The local variable that holds a word of the state. */
	private readonly words = new Map<number, number>();
	private readonly temporaries: readonly number[];
	private readonly operands: OperandWriter;
	private readonly statements: readonly Statement[];
	/** Counts blocks, where some path may run through too many. */
	private readonly counter: number | undefined;
	private readonly labels = new Map<string, Label>();
	/**
	 * What is done at the head of a loop to see that it has been come to before with everything as it is; written when
	 * all words are known.
	 */
	private readonly heads: { readonly block: number; readonly piece: Piece[] }[] = [];

	constructor(
		private readonly builder: FunctionBuilder,
		private readonly runtime: Runtime,
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly code: Code,
		private readonly exits: Exits,
	) {
		this.statements = structure(code);
		this.counter = loopsOf(code).heads.size > 0 ? builder.local() : undefined;
		this.temporaries = Array.from({ length: code.temporaries }, () => builder.local());
		this.operands = new OperandWriter(builder, layout, this.temporaries, (word) => this.word(word));
	}

	body(): Piece {
		return this.list(this.statements);
	}

	/** Tells how many blocks have been run through, where that can be many. */
	counted(): Piece {
		return this.counter === undefined ? [] : this.runtime.countBlocks(get(this.counter));
	}

	/** To be called when all of the code has been translated. */
	finish(): void {
		if (this.heads.length === 0) return;
		const words = [...this.words.values()];
		const { temporaries, builder, runtime } = this;
		const endless = this.exits.fail(failureNamed(this.system, "endless_atomic"));
		const all = (pieces: readonly Piece[]): Piece => pieces.reduce((both, same) => i32.and(both, same));
		if (loopsOf(this.code).choose) {
			const [end, at] = [builder.local(), builder.local()];
			const size = roundSize(words.length, temporaries.length);
			const firstTemporary = 8 + words.length * 8;
			for (const { block, piece } of this.heads) {
				const next = new Label();
				const isSame = all([
					i32.eq(i32.load(get(at)), i32.const(block)),
					...words.map((word, index) => i64.eq(i64.load(get(at), 8 + index * 8), get(word))),
					...temporaries.map((local, index) => i32.eq(i32.load(get(at), firstTemporary + index * 4), get(local))),
				]);
				piece.push(
					when(i32.eqz(get(end)), set(end, i32.const(runtime.rounds))),
					set(at, i32.const(runtime.rounds)),
					loop(next, when(i32.ne(get(at), get(end)), [when(isSame, endless), set(at, i32.add(get(at), i32.const(size))), branch(next)])),
					i32.store(get(end), i32.const(block)),
					words.map((word, index) => i64.store(get(end), get(word), 8 + index * 8)),
					temporaries.map((local, index) => i32.store(get(end), get(local), firstTemporary + index * 4)),
					set(end, i32.add(get(end), i32.const(size))),
				);
			}
			return;
		}
		const [visits, place] = [builder.local(), builder.local()];
		const kept = [
			...words.map((local) => ({ local, copy: builder.local(I64), isWord: true })),
			...temporaries.map((local) => ({ local, copy: builder.local(), isWord: false })),
		];
		for (const { block, piece } of this.heads) {
			// Locals begin as 0: the number of no block.
			const isHere = i32.eq(get(place), i32.const(block + 1));
			const isSame = all([isHere, ...kept.map(({ local, copy, isWord }) => (isWord ? i64 : i32).eq(get(local), get(copy)))]);
			const isRemembered = i32.eqz(i32.and(get(visits), i32.sub(get(visits), i32.const(1))));
			piece.push(
				when(isSame, endless),
				when(isRemembered, [set(place, i32.const(block + 1)), kept.map(({ local, copy }) => set(copy, get(local)))]),
				set(visits, i32.add(get(visits), i32.const(1))),
			);
		}
	}

	/** Loads the words that the code uses. */
	loads(): Piece {
		return [...this.words].map(([word, local]) => set(local, i64.load(get(0), word * 8)));
	}

	copyOut(): Piece {
		return Array.from({ length: this.layout.words / 2 }, (_, word) => {
			const local = this.words.get(word);
			return i64.store(get(1), local === undefined ? i64.load(get(0), word * 8) : get(local), word * 8);
		});
	}

	private list(statements: readonly Statement[]): Piece {
		return statements.map((statement) => this.statement(statement));
	}

	private statement(statement: Statement): Piece {
		switch (statement.kind) {
			case "run":
				return this.run(statement.block);
			case "labelled":
				return block(this.label("break", statement.label), this.list(statement.body));
			case "loop":
				return loop(this.label("continue", statement.label), this.list(statement.body));
			case "break":
			case "continue":
				return branch(this.label(statement.kind, statement.label));
			case "end":
				return this.exits.end(statement.block);
			case "select": {
				const { end } = this.code.blocks[statement.block];
				const ways = statement.ways.map((way) => this.list(way));
				if (end.kind === "branch") return when(this.value(end.condition), ways[0], ways[1]);
				const labels = ways.map(() => new Label());
				const chosen = branchTable(call(this.runtime.choose, i32.const(ways.length)), labels);
				return ways.reduce((inner: Piece, way, index) => [block(labels[index], inner), way], chosen);
			}
		}
	}

	private label(kind: "break" | "continue", target: number): Label {
		const key = `${kind} ${target}`;
		const label = this.labels.get(key) ?? new Label();
		this.labels.set(key, label);
		return label;
	}

	private run(index: number): Piece {
		const pieces = this.code.blocks[index].instructions.map((instruction) => this.instruction(instruction));
		if (this.counter === undefined) return pieces;
		// The plain interpreter gives up when it enters a block too many, and looks back from the heads of loops.
		const { heads, choose } = loopsOf(this.code);
		const tooMany = i32.eq(get(this.counter), i32.const(choose ? CHOOSING_LIMIT : ATOMIC_LIMIT));
		const lookBack: Piece[] = [];
		if (heads.has(index)) this.heads.push({ block: index, piece: lookBack });
		return [
			when(tooMany, this.exits.fail(failureNamed(this.system, GIVEN_UP))),
			lookBack,
			set(this.counter, i32.add(get(this.counter), i32.const(1))),
			pieces,
		];
	}

	private instruction(instruction: Instruction): Piece {
		switch (instruction.kind) {
			case "set":
				return set(this.temporaries[instruction.temporary], this.value(instruction.value));
			case "store":
				return this.checkedStore(instruction.cell, instruction.value, instruction.failure);
			case "storeElement": {
				const value = this.builder.local();
				const index = this.builder.local();
				const done = new Label();
				const labels = instruction.cells.map(() => new Label());
				const inner = branchTable(i32.sub(get(index), i32.const(instruction.base)), [...labels, done]);
				const cases = instruction.cells.reduce(
					(nested: Piece, cell, position) => [
						block(labels[position], nested),
						this.checkedStore(cell, get(value), instruction.failure),
						branch(done),
					],
					inner,
				);
				return [set(index, this.value(instruction.index)), set(value, this.value(instruction.value)), block(done, cases)];
			}
			case "check":
				return when(i32.eqz(this.value(instruction.value)), this.exits.fail(instruction.failure));
			case "assert":
				return when(i32.eqz(this.value(instruction.value)), call(this.runtime.report, i32.const(instruction.failure)));
		}
	}

	private checkedStore(cell: number, value: Operand | Piece, failure: number | undefined): Piece {
		if (failure === undefined) return this.store(cell, value);
		const { min, max } = this.system.cells[cell];
		const stored = this.builder.local();
		// Both bounds at once: below the least, the difference is large as a number without sign.
		const outside = i32.gtUnsigned(i32.sub(get(stored), i32.const(min)), i32.const(max - min));
		return [
			set(stored, isOperand(value) ? this.value(value) : value),
			when(outside, this.exits.fail(failure)),
			this.store(cell, get(stored)),
		];
	}

	/** Puts a value that is in range into its place. */
	store(cell: number, value: Operand | Piece): Piece {
		const field = this.layout.fields[cell];
		if (field.bits === 0) return [];
		const { word, shift } = wide(field);
		this.written.add(word);
		const local = this.word(word);
		const mask = BigInt(maskOf(field) >>> 0) << BigInt(shift);
		const cleared = i64.and(get(local), i64.const(~mask));
		if (isOperand(value) && value.kind === "constant") {
			const bits = BigInt((value.value - field.min) >>> 0) << BigInt(shift);
			return set(local, bits === 0n ? cleared : i64.or(cleared, i64.const(bits)));
		}
		const raw = isOperand(value) ? this.value(value) : value;
		const biased = i64.extend(field.min === 0 ? raw : i32.sub(raw, i32.const(field.min)));
		return set(local, i64.or(cleared, shift === 0 ? biased : i64.shl(biased, i64.const(BigInt(shift)))));
	}

	/** Leaves an operand's value, a 32-bit integer. */
	value(operand: Operand): Piece {
		return this.operands.value(operand);
	}

	/** The local variable that holds a word of the state. */
	private word(word: number): number {
		const local = this.words.get(word) ?? this.builder.local(I64);
		this.words.set(word, local);
		return local;
	}
}

function isOperand(value: Operand | Piece): value is Operand {
	return typeof value === "object" && "kind" in value;
}
