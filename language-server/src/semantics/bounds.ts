/**
 * The bounds of the kernel model that a file sets: constants of the model whose comment has a `@bound` tag, such as how
 * many blocks a file may have. A file that declares one of these again has the model with its value.
 *
 * Invariants: a model is analysed once for each set of values, and a file that sets none has the model itself.
 */
import { t } from "../base/l10n";
import type { ConstItem, Item } from "../syntax/tree";
import type { Context } from "./context";
import { parseDocumentation } from "./documentation";
import type { Program, SourceFile } from "./program";

/** How many models with other bounds are kept: somebody types a number digit by digit. */
const KEPT = 4;

/** A value of a bound, by the constant's name. */
type Bounds = ReadonlyMap<string, number>;

/** The kernel model within the bounds that files set. */
export class BoundedModels {
	private readonly bounded = new Map<string, Program>();

	/** `analyze` makes a model of its files; `model` is the one as it was shipped. */
	constructor(
		readonly model: Program,
		private readonly analyze: (files: readonly SourceFile[]) => Program,
	) {}

	/** The model for a program of these files. */
	for(sources: readonly SourceFile[]): Program {
		const bounds = this.boundsOf(sources);
		if (bounds.size === 0) return this.model;
		const key = JSON.stringify([...bounds].sort());
		const model = this.bounded.get(key) ?? this.analyze(this.model.files.map((file) => within(bounds, file)));
		this.bounded.delete(key);
		this.bounded.set(key, model);
		for (const oldest of [...this.bounded.keys()].slice(0, -KEPT)) this.bounded.delete(oldest);
		return model;
	}

	private boundsOf(sources: readonly SourceFile[]): Bounds {
		const bounds = new Map<string, number>();
		for (const { name, value } of sources.flatMap(({ tree }) => unconditional(tree.items))) {
			const bound = this.model.globals.lookup(name.text);
			if (bound?.kind !== "const" || value.kind !== "number" || value.value === bound.value) continue;
			const range = parseDocumentation(bound.documentation).bound;
			if (range && value.value >= range.low && value.value <= range.high) bounds.set(name.text, value.value);
		}
		return bounds;
	}
}

/** Reports a bound of the model that is declared again with what it cannot be: the model goes on to use its own. */
export function checkBound(context: Context, item: ConstItem): void {
	const symbol = context.names.get(item.name);
	const ofModel = context.shared.model?.lookup(item.name.text);
	if (symbol?.kind !== "const" || ofModel?.kind !== "const" || symbol.value === ofModel.value) return;
	const range = parseDocumentation(ofModel.documentation).bound;
	if (range === undefined) return;
	const message = t`'${item.name.text}' is a bound of the kernel model: a number from ${range.low} to ${range.high}`;
	context.error(item.value, "bound", message, { related: [{ span: ofModel.span, message: t`the model's '${item.name.text}'` }] });
}

/** The constants that no line of the preprocessor may leave out. */
function unconditional(items: readonly Item[]): readonly ConstItem[] {
	let depth = 0;
	return items.flatMap((item) => {
		if (item.kind === "condition") depth += item.word === "endif" ? -1 : item.word === "if" ? 1 : 0;
		return item.kind === "const" && depth === 0 ? [item] : [];
	});
}

/** A file of the model with other values of its constants, everything in its place. */
function within(bounds: Bounds, { uri, tree }: SourceFile): SourceFile {
	const items = tree.items.map((item) => {
		const value = item.kind === "const" ? bounds.get(item.name.text) : undefined;
		return item.kind === "const" && item.value.kind === "number" && value !== undefined
			? { ...item, value: { ...item.value, value } }
			: item;
	});
	return { uri, tree: { ...tree, items } };
}
