/**
 * The types of numbers that C has beside `int`. A variable has the numbers of its type of which one can hold `int`'s
 * variables, and a value that its type in C would wrap is the error `range`: nothing wraps.
 */
import { GREATEST } from "../base/arithmetic";
import { type IntegerKind, integerTypes } from "../syntax/c-words";
import type { TypeName } from "../syntax/tree";
import { DEFAULT_HIGH, DEFAULT_LOW, fits, INT, type Type } from "./types";

/** The least and the greatest number, as far as there are such numbers; `unsigned`: calculated with without a sign. */
interface Numbers {
	readonly low: number;
	readonly high: number;
	readonly unsigned?: true;
}

const UNSIGNED: Numbers = { low: 0, high: GREATEST, unsigned: true };
const BYTE: Numbers = { low: 0, high: 255 };

/** What each kind holds; `undefined` stands for what `int` does. */
const numbersOf: Readonly<Record<IntegerKind, Numbers | undefined>> = {
	int: undefined,
	unsigned: UNSIGNED,
	u8: BYTE,
	s8: { low: -128, high: 127 },
	u16: { low: 0, high: 65_535 },
	s16: { low: -32_768, high: 32_767 },
};

/** The type that a name of the kernel stands for; undefined where it is none of these. */
export function namedIntegerType(name: string, isVariable: boolean): Type | undefined {
	const kind = integerTypes.get(name);
	return kind && typeOf(numbersOf[kind], isVariable);
}

/** The type that is written with `unsigned`, `long` and the like. */
export function writtenIntegerType(words: readonly string[], isVariable: boolean): Type {
	const unsigned = words.includes("unsigned");
	if (words.includes("char")) {
		// Whether a plain `char` has a sign depends on the machine.
		const numbers = unsigned ? BYTE : words.includes("signed") ? numbersOf.s8 : { low: 0, high: 127 };
		return typeOf(numbers, isVariable);
	}
	if (words.includes("short")) return typeOf(numbersOf[unsigned ? "u16" : "s16"], isVariable);
	return typeOf(unsigned ? UNSIGNED : undefined, isVariable);
}

/** The type of what an operation on numbers without a sign gives. */
export const UNSIGNED_RESULT: Type = { kind: "int", open: false, ...UNSIGNED };

function typeOf(numbers: Numbers | undefined, isVariable: boolean): Type {
	if (numbers === undefined) return INT;
	if (!isVariable) return { kind: "int", open: false, ...numbers };
	return { kind: "int", open: false, ...numbers, low: Math.max(numbers.low, DEFAULT_LOW), high: Math.min(numbers.high, DEFAULT_HIGH) };
}

/** The bytes of a reference. */
export const POINTER_BYTES = 8;

/** How many bytes C takes for a value. */
export function bytesOf(type: Type): number {
	if (type.kind === "bool") return 1;
	if (type.kind !== "int") return type.kind === "enum" ? 4 : POINTER_BYTES;
	if (type.open || type.unsigned) return 4;
	return type.low >= -128 && type.high <= 255 ? 1 : type.low >= -32_768 && type.high <= 65_535 ? 2 : 4;
}

/** The same of a type as it is written: `long` has more than `int`. */
export function bytesOfType(type: Type, written: TypeName): number {
	if (written.kind === "intType" && written.words?.includes("long")) return POINTER_BYTES;
	const isLong = written.kind === "namedType" && /^(__)?[su]64$|int64|size_t|^ulong$|off_t$/.test(written.name.text);
	return isLong ? POINTER_BYTES : bytesOf(type);
}

/** Whether C calculates with values of a type without a sign. */
export function isUnsignedType(type: Type | undefined): boolean {
	return type?.kind === "int" && type.unsigned === true;
}

/** The type of what is one of two values; undefined where these have nothing in common. */
export function commonType(one: Type, other: Type): Type | undefined {
	if (fits(other, one) && one.kind !== "null") {
		if (one.kind !== "int") return one;
		return isUnsignedType(one) || isUnsignedType(other) ? UNSIGNED_RESULT : INT;
	}
	return fits(one, other) ? other : undefined;
}
