/** Declares what kernels are made of: patches, and the releases that have them. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { KernelItem, PatchItem } from "../syntax/tree";
import type { Context } from "./context";
import { resolveKernelSet } from "./kernel-set";
import type { Scope } from "./scope";
import type { KernelSymbol, PatchSymbol } from "./symbols";

const PATCH_ENTRIES = ["title", "commit", "series", "position", "link", "kind", "behavior"];

/** Declares a patch. */
export function declarePatch(context: Context, scope: Scope, item: PatchItem, into: { readonly patches: PatchSymbol[] }): void {
	const entries: Record<string, string> = {};
	context.once(
		item.entries.map(({ name }) => name),
		(name) => t`the entry '${name}'`,
	);
	for (const { name, value } of item.entries) {
		if (!PATCH_ENTRIES.includes(name.text)) context.unknown(name, t`entry of a patch called`, PATCH_ENTRIES);
		else if (value.kind === "string") entries[name.text] = value.value;
		else if (value.kind === "number") entries[name.text] = String(value.value);
		else if (value.kind === "name") entries[name.text] = value.name.text;
		else if (value.kind !== "error") context.error(value, "wrong-type", t`an entry of a patch is a text, a number or a name`);
	}
	const symbol: PatchSymbol = {
		kind: "patch",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		node: item,
		entries,
	};
	if (context.declare(scope, symbol, item.name)) into.patches.push(symbol);
}

/** Declares a release. */
export function declareKernel(context: Context, scope: Scope, item: KernelItem, into: { readonly kernels: KernelSymbol[] }): void {
	const set = item.set && resolveKernelSet(context, scope, item.set);
	const symbol: KernelSymbol = {
		kind: "kernel",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		patches: set?.patches ?? new Set(),
		node: item,
	};
	if (context.declare(scope, symbol, item.name)) into.kernels.push(symbol);
}
