import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { KernelSet, Name } from "../syntax/tree";
import type { Context } from "./context";
import { unknownRelease } from "./releases";
import type { Scope } from "./scope";
import type { KernelSymbol } from "./symbols";

/**
 * The patches of `v4.18 + a - b`, and the set as a person writes it; undefined when a name in it stands for nothing.
 */
export function resolveKernelSet(
	context: Context,
	scope: Scope,
	set: KernelSet,
): { patches: ReadonlySet<string>; text: string } | undefined {
	const base = resolveKernel(context, scope, set.base);
	// The same set for the same kernel, so that what is made of it is made once.
	if (base !== undefined && set.changes.length === 0) return { patches: base.patches, text: set.base.text };
	const patches = new Set(base?.patches);
	let text = set.base.text;
	let complete = base !== undefined;
	for (const { sign, patch } of set.changes) {
		const symbol = context.resolve(scope, patch, t`patch`, "patch");
		if (symbol === undefined) {
			complete = false;
			continue;
		}
		const had = patches.has(symbol.name);
		if (had === (sign === "+")) {
			const state = had ? t`already has` : t`does not have`;
			context.diagnostics.push({
				span: spanOf(patch),
				severity: "warning",
				code: "patch-without-effect",
				message: t`the kernel ${state} '${symbol.name}' here`,
			});
		}
		if (sign === "+") patches.add(symbol.name);
		else patches.delete(symbol.name);
		text += ` ${sign} ${symbol.name}`;
	}
	return complete ? { patches, text } : undefined;
}

function resolveKernel(context: Context, scope: Scope, name: Name): KernelSymbol | undefined {
	if (name.text !== "" && scope.lookup(name.text) === undefined) {
		const declared = scope.visible().filter(({ kind }) => kind === "kernel");
		const release = unknownRelease(
			name.text,
			declared.map((kernel) => kernel.name),
		);
		if (release !== undefined) {
			const { hint, meant } = release;
			const fixes = meant === undefined ? [] : [{ title: t`Change to '${meant}'`, edits: [{ span: name, newText: meant }] }];
			context.error(name, "unknown-name", t`there is no kernel '${name.text}'; ${hint}`, { fixes });
			return undefined;
		}
	}
	return context.resolve(scope, name, t`kernel`, "kernel");
}
