/**
 * Numbers for contents of some words: the same number for the same content. The contents stand side by side in the
 * order of their numbers, and an index with open addressing says which number a content has.
 *
 * Invariants: the first number is 1, so that 0 stands for none; there is always an empty entry in the index.
 */
import {
	block,
	branch,
	branchIf,
	type Callee,
	get,
	giveBack,
	I32,
	I64,
	i32,
	i64,
	Label,
	loop,
	type ModuleBuilder,
	type Piece,
	set,
	tee,
	type ValueType,
	when,
} from "./assembler";
import { field, increment, setField, wordFactor } from "./pieces";

export interface DictionaryPlaces {
	/** Words of 64 bits in a content. */
	readonly words: number;
	/** Where the content of number 0 would be. */
	readonly start: Piece;
	/** Where the index is. */
	readonly indexStart: Piece;
	/** One less than the number of its entries, which is a power of two. */
	readonly indexMask: Piece;
	/** Address of the next number. */
	readonly count: number;
	/**
	 * Where several threads add contents at a time: address of a number of this thread's own that has been taken and
	 * not used, or of 0.
	 */
	readonly spare: number | undefined;
}

/** Puts a content that is looked for into local variables, and where in the index to look first into another. */
export type LoadContent = (content: readonly number[], slot: number) => Piece;

export interface Dictionary {
	/** Where the content of a number is. */
	contentAddress(number: Piece): Piece;
	/** Where in the index a content of local variables is looked for first: an offset in bytes. */
	indexSlot(content: readonly number[]): Piece;
	/** What is there: a number, or 0. */
	indexEntry(slot: Piece): Piece;
	/** Adds (…) → number, a new one where the content is new. There must be room for it. */
	addIntern(parameters: readonly ValueType[], load: LoadContent): Callee;
	/** Adds (…) → number or 0. */
	addFind(parameters: readonly ValueType[], load: LoadContent): Callee;
	/**
	 * Exports (first, last): puts the contents from one number up to another, which is not included, into the index,
	 * which has none of them.
	 */
	exportIndex(name: string): void;
}

/** A dictionary at these places; functions are added when they are asked for. */
export function dictionaryAt(module: ModuleBuilder, places: DictionaryPlaces): Dictionary {
	const { words, count, spare } = places;
	const types = Array.from({ length: words }, () => I64 as typeof I64);
	const shift = Math.log2(words * 8);
	const offset = (number: Piece): Piece =>
		Number.isInteger(shift) ? i32.shl(number, i32.const(shift)) : i32.mul(number, i32.const(words * 8));
	const contentAddress = (number: Piece): Piece => i32.add(places.start, offset(number));
	/** Of the content in local variables. */
	const hashOf = (content: readonly number[]): Piece => {
		const mixed = content
			.map((local, word) => i64.mul(i64.xor(get(local), i64.shrUnsigned(get(local), i64.const(29n))), i64.const(wordFactor(word))))
			.reduce((sum, product) => i64.add(sum, product));
		return i32.wrap(i64.shrUnsigned(mixed, i64.const(32n)));
	};
	const indexSlot = (content: readonly number[]): Piece => i32.shl(i32.and(hashOf(content), places.indexMask), i32.const(2));
	const loadEntry = spare === undefined ? (address: Piece) => i32.load(address) : i32.atomicLoad;
	const indexEntry = (slot: Piece): Piece => loadEntry(i32.add(places.indexStart, slot));
	const nextSlot = (slot: number): Piece =>
		set(slot, i32.and(i32.add(get(slot), i32.const(4)), i32.or(i32.shl(places.indexMask, i32.const(2)), i32.const(3))));
	/**
	 * Looks for the content in local variables from `slot` on: goes by `found`, with the number, or on with `slot` at
	 * an empty one.
	 */
	const probe = (content: readonly number[], slot: number, number: number, address: number, found: Piece): Piece => {
		const [probing, empty] = [new Label(), new Label()];
		const isContent = content
			.map((local, word) => i64.eq(i64.load(get(address), word * 8), get(local)))
			.reduce((all, same) => i32.and(all, same));
		return block(
			empty,
			loop(
				probing,
				set(number, indexEntry(get(slot))),
				branchIf(i32.eqz(get(number)), empty),
				set(address, contentAddress(get(number))),
				when(isContent, found),
				nextSlot(slot),
				branch(probing),
			),
		);
	};
	const addFind = (parameters: readonly ValueType[], load: LoadContent): Callee =>
		module.add(parameters, [I32], (builder) => {
			const content = types.map(() => builder.local(I64));
			const [slot, number, address] = [builder.local(), builder.local(), builder.local()];
			return [load(content, slot), probe(content, slot, number, address, giveBack(get(number))), i32.const(0)];
		});
	const internAlone = (content: readonly number[], slot: number, local: () => number): Piece => {
		const [number, address, added] = [local(), local(), local()];
		return [
			probe(content, slot, number, address, giveBack(get(number))),
			set(added, field(count)),
			setField(count, i32.add(get(added), i32.const(1))),
			set(address, contentAddress(get(added))),
			content.map((word, index) => i64.store(get(address), get(word), index * 8)),
			i32.store(i32.add(places.indexStart, get(slot)), get(added)),
			get(added),
		];
	};
	/**
	 * Two threads may find at the same time that a content is new: the number of whoever enters its own first is the
	 * content's, and the other keeps its own for later.
	 */
	const internBesideOthers = (content: readonly number[], slot: number, local: () => number, spareAt: number): Piece => {
		const [number, address, own] = [local(), local(), local()];
		const again = new Label();
		return [
			loop(
				again,
				probe(content, slot, number, address, giveBack(get(number))),
				when(i32.eqz(tee(own, field(spareAt))), set(own, i32.atomicAdd(i32.const(count), i32.const(1)))),
				setField(spareAt, get(own)),
				set(address, contentAddress(get(own))),
				content.map((word, index) => i64.store(get(address), get(word), index * 8)),
				branchIf(i32.compareExchange(i32.add(places.indexStart, get(slot)), i32.const(0), get(own)), again),
			),
			setField(spareAt, i32.const(0)),
			get(own),
		];
	};
	const addIntern = (parameters: readonly ValueType[], load: LoadContent): Callee =>
		module.add(parameters, [I32], (builder) => {
			const content = types.map(() => builder.local(I64));
			const slot = builder.local();
			const local = (): number => builder.local();
			return [
				load(content, slot),
				spare === undefined ? internAlone(content, slot, local) : internBesideOthers(content, slot, local, spare),
			];
		});
	const exportIndex = (name: string): void => {
		module.add(
			[I32, I32],
			[],
			(builder) => {
				const [slot, address] = [builder.local(), builder.local()];
				const content = types.map(() => builder.local(I64));
				const [next, probing] = [new Label(), new Label()];
				return loop(
					next,
					when(i32.lt(get(0), get(1)), [
						set(address, contentAddress(get(0))),
						content.map((local, word) => set(local, i64.load(get(address), word * 8))),
						set(slot, indexSlot(content)),
						loop(probing, when(indexEntry(get(slot)), [nextSlot(slot), branch(probing)])),
						i32.store(i32.add(places.indexStart, get(slot)), get(0)),
						increment(0),
						branch(next),
					]),
				);
			},
			name,
		);
	};
	return { contentAddress, indexSlot, indexEntry, addIntern, addFind, exportIndex };
}
