/**
 * How often the random tests try, and with which seed: the one place that says so.
 *
 * `npm test` tries a part, with a seed that is fixed, so that it says of a change what it said before the change.
 * `npm run fuzz` (`scripts/fuzz.mjs`) tries more, with a seed that is new each time and is printed.
 */
import type { Parameters } from "fast-check";
import { expect } from "vitest";

/** By how much the number of tries that a test names is multiplied. */
const SHARE = Number(process.env.RANDOM_SHARE ?? 1 / 4);
const SEED = Number(process.env.RANDOM_SEED ?? 1);

/** A number of tries as it is now: a part of what a test names, or a multiple, and at least one. */
export const share = (tries: number): number => Math.max(1, Math.round(tries * SHARE));

/**
 * One in `every` of what random tests are tried on; all in a round of `npm run fuzz`. What is found on one is mostly
 * found on many: what counts is how many tries there are in all.
 */
export const oneIn = <T>(every: number, all: readonly T[]): readonly T[] => all.filter((_, index) => index % every < share(4));

/**
 * The last argument of each `fc.assert`.
 * @param usual how often the property is tried in a round of `npm run fuzz`
 */
export const tries = (usual: number): Parameters<unknown> => ({
	numRuns: share(usual),
	seed: seedOf(`${SEED} ${expect.getState().currentTestName}`),
});

/** Each test has a seed of its own, as many draw from the same arbitraries. FNV-1a. */
function seedOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return hash | 0;
}
