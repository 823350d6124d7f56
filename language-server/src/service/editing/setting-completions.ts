/** What may be written of a configuration: kernels, patches behind their signs, options and their values. */
import { touches } from "../../base/span";
import type { OptionSymbol, PatchSymbol } from "../../semantics/symbols";
import type { Snapshot } from "../workspace/snapshot";
import type { Cursor } from "./cursor";
import { type Completion, proposals } from "./proposal";

/**
 * What may stand in the last of the settings after `under`: a kernel if there is none yet, and options that are not
 * named yet.
 */
export function settingCompletions(snapshot: Snapshot, cursor: Cursor, settings: readonly string[]): Completion[] {
	const last = settings[settings.length - 1];
	const named = settings.map((setting) => /^\s*(\w+)\s*=/.exec(setting)?.[1]);
	const option = named[named.length - 1];
	const { options } = snapshot.program;
	if (option !== undefined) return /=\s*$/.test(last) ? optionValues(options, option) : [];
	const hasKernel = settings.slice(0, -1).some((_, index) => named[index] === undefined);
	const left = last.trim() === "" ? options.filter(({ name }) => !named.includes(name)) : [];
	return [...(hasKernel ? [] : kernelSetCompletions(snapshot, cursor, last)), ...proposals(left, snapshot.program)];
}

/**
 * What may follow in `v4.18 + a - b`: a kernel, the newest first, or behind a sign a patch: first those that it changes
 * something with.
 */
export function kernelSetCompletions({ program, file }: Snapshot, { start, offset }: Cursor, set: string): Completion[] {
	const { patches } = program;
	const kernels = program.kernels.filter(({ node }) => !file.tree.anchors.has(node.anchor) || !touches(file.spanOf(node), offset));
	const span = { start, end: offset };
	if (set.trim() === "") return proposals([...kernels].reverse(), program).map((completion) => ({ ...completion, span }));
	const [, sign] = /([+-])\s*$/.exec(set) ?? [];
	if (sign === undefined) return [];
	const [, base] = /^\s*([\w.]+)/.exec(set) ?? [];
	const has = new Set(kernels.find(({ name }) => name === base)?.patches);
	for (const [, change, patch] of set.matchAll(/([+-])\s*(\w+)/g)) change === "+" ? has.add(patch) : has.delete(patch);
	const changes = ({ name }: PatchSymbol): boolean => has.has(name) === (sign === "-");
	return proposals([...patches.filter(changes), ...patches.filter((patch) => !changes(patch))], program);
}

export function optionValues(options: readonly OptionSymbol[], name: string): Completion[] {
	const option = options.find((candidate) => candidate.name === name);
	return (option?.values ?? []).map((label) => ({ label, kind: "enumMember", detail: name }));
}
