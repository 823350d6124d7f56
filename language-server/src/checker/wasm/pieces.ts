/** Short ways to write what the code of a search does all the time. */
import { get, i32, type Piece, set } from "./assembler";

/** The number at an address that is known when the module is made. */
export const field = (address: number): Piece => i32.load(i32.const(0), address);
export const setField = (address: number, value: Piece): Piece => i32.store(i32.const(0), value, address);
/** The address of an element of an array of entries of so many bytes. */
export const element = (array: number, index: Piece, bytes: number): Piece => i32.add(i32.const(array), i32.mul(index, i32.const(bytes)));
export const increment = (local: number, by = 1): Piece => set(local, i32.add(get(local), i32.const(by)));

/** An odd factor for each word of a state: products with different ones can be computed at the same time. */
export function wordFactor(word: number): bigint {
	return BigInt.asIntN(64, 0x9e3779b97f4a7c15n * BigInt(2 * word + 1));
}
