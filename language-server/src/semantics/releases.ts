/**
 * Releases as a person thinks of them: in order, those that do the same together, and what may be meant by one that
 * nobody has declared.
 */
import { t } from "../base/l10n";
import type { KernelSymbol, PatchSymbol } from "./symbols";

/** Neighbouring releases that are not told apart: whatever is asked of one, the others answer the same. */
export interface ReleaseGroup {
	/** As in `v5.4–5.7`, or the name of the only one. */
	readonly name: string;
	/** In the order of declaration; at least one. */
	readonly releases: readonly string[];
}

/** All releases in their order, neighbours together that differ in patches without behaviour at most. */
export function releaseGroups(kernels: readonly KernelSymbol[], patches: readonly PatchSymbol[]): readonly ReleaseGroup[] {
	const silent = new Set(patches.filter(({ entries }) => entries.behavior === "none").map(({ name }) => name));
	const groups: { releases: string[]; patches: ReadonlySet<string> }[] = [];
	for (const kernel of kernels) {
		const deciding = new Set([...kernel.patches].filter((patch) => !silent.has(patch)));
		const last = groups[groups.length - 1];
		if (last !== undefined && isSameSet(last.patches, deciding)) last.releases.push(kernel.name);
		else groups.push({ releases: [kernel.name], patches: deciding });
	}
	return groups.map(({ releases }) => ({ name: rangeText(releases[0], releases[releases.length - 1]), releases }));
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	return a.size === b.size && [...a].every((element) => b.has(element));
}

/** Releases for which something holds, neighbours as ranges: `v4.18–5.8`. */
export function releaseRanges(kernels: readonly KernelSymbol[], holds: (kernel: KernelSymbol) => boolean): readonly string[] {
	const ranges: string[] = [];
	let first: string | undefined;
	kernels.forEach((kernel, index) => {
		if (!holds(kernel)) return;
		first ??= kernel.name;
		const next = kernels[index + 1];
		if (next !== undefined && holds(next)) return;
		ranges.push(rangeText(first, kernel.name));
		first = undefined;
	});
	return ranges;
}

/** The first and last of neighbours: `v5.4–5.7`. */
export function rangeText(first: string, last: string): string {
	return first === last ? first : `${first}–${last.replace(/^v(?=\d)/, "")}`;
}

/**
 * What to say of a release that is not declared, as the end of a sentence; `meant` is the one to take instead, where
 * there is one.
 */
export interface UnknownRelease {
	readonly hint: string;
	readonly meant?: string;
}

/**
 * Where a version stands among those that are declared; undefined for what is no version, or where no version is
 * declared.
 */
export function unknownRelease(name: string, declared: readonly string[]): UnknownRelease | undefined {
	const version = numbersOf(name);
	if (version === undefined) return undefined;
	const known = declared
		.flatMap((other) => {
			const numbers = numbersOf(other);
			return numbers === undefined ? [] : [{ name: other, numbers }];
		})
		.sort((a, b) => compare(a.numbers, b.numbers));
	if (known.length === 0) return undefined;
	const origin = known.findLast(
		({ numbers }) => numbers.length < version.length && numbers.every((part, index) => part === version[index]),
	);
	if (origin !== undefined && version.length > 2)
		return {
			hint: t`it is '${origin.name}' with the patches that it has taken, to be written as '${origin.name} + PATCH'`,
			meant: origin.name,
		};
	const same = known.find(({ numbers }) => compare(numbers, version) === 0);
	if (same !== undefined) return { hint: t`it is written '${same.name}'`, meant: same.name };
	const before = known.findLast(({ numbers }) => compare(numbers, version) < 0);
	const after = known.find(({ numbers }) => compare(numbers, version) > 0);
	if (after === undefined) return { hint: t`the newest release that the model knows is '${before?.name ?? ""}'` };
	if (before === undefined) return { hint: t`the oldest release that the model knows is '${after.name}'` };
	return { hint: t`the model knows '${before.name}' and then '${after.name}'` };
}

/** `v6.1.192` as numbers; undefined for a name that is no version. */
function numbersOf(name: string): readonly number[] | undefined {
	return /^v\d+(\.\d+)+$/.test(name) ? name.slice(1).split(".").map(Number) : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
	for (let index = 0; index < Math.max(a.length, b.length); index++) {
		const difference = (a[index] ?? 0) - (b[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
