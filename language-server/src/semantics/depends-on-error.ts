/**
 * Which scenarios depend on something that has an error: there is no verdict for them, since what was written is not
 * what would be checked.
 *
 * An item depends on what its names stand for. Every scenario depends on all properties, guards and variables of all
 * files, on the fields of `task`, and on what nobody knows the meaning of: text that could not be read, which may have
 * been meant to be a property, files that are not there, and an `extend` of nothing.
 */
import type { Diagnostic } from "../base/diagnostic";
import { firstIndex } from "../base/first-index";
import { encloses, type FileSpan, type Span } from "../base/span";
import { type Item, type Name, spanIn } from "../syntax/tree";
import { namesIn, type SyntaxNode } from "../syntax/walk";
import type { SourceFile } from "./program";
import type { AnySymbol, FileAnalysisKey, StructSymbol } from "./symbols";

/** A file, with what has been found out about it. */
export interface JudgedFile extends Pick<FileAnalysisKey, "uri" | "names"> {
	readonly tree: SourceFile["tree"];
	/** Of the syntax, of what it uses, and of the meaning. */
	readonly diagnostics: readonly Diagnostic[];
}

/** Something with an error that a scenario depends on. */
export interface ErroneousUse {
	/** Where the scenario names what has the error, or what leads to it; absent where every scenario depends on it. */
	readonly name: Name | undefined;
	/** What has the error; absent where that has no name. */
	readonly symbol: AnySymbol | undefined;
	readonly error: { readonly span: FileSpan; readonly message: string };
}

interface Piece {
	readonly file: JudgedFile;
	readonly item: Item;
}

/**
 * For a scenario's node the first thing with an error that it depends on, itself included. `own` are the user's files,
 * on top of those of the model; `task` is the struct that every task has.
 */
export function errorsOfScenarios(
	model: readonly JudgedFile[],
	own: readonly JudgedFile[],
	task: StructSymbol,
): (file: JudgedFile, scenario: Item) => ErroneousUse | undefined {
	const all = [...model, ...own];
	const errors = errorsOfItems(all);
	if (errors.size === 0) return () => undefined;
	// What the model names is in the model: with no error there, and nothing added to it, none of it leads to one.
	const mayLead = own.some(extendsSomething) || model.some(({ tree }) => tree.items.some((item) => errors.has(item)));
	const files = mayLead ? all : own;
	const dependencies = new Dependencies(files, errors);
	const everywhere = files
		.flatMap((file) => file.tree.items.filter(({ kind }) => AMBIENT.has(kind)).map((item) => ({ file, item })))
		.map((piece) => dependencies.errorBehind(piece))
		.find((use) => use !== undefined);
	const ambient = errors.get(undefined) ?? everywhere?.error ?? dependencies.errorOf(task)?.error;
	return (file, scenario) => {
		const own = errors.get(scenario);
		if (own !== undefined) return { name: undefined, symbol: undefined, error: own };
		if (ambient !== undefined) return { name: undefined, symbol: everywhere?.symbol, error: ambient };
		return dependencies.errorBehind({ file, item: scenario });
	};
}

function extendsSomething({ tree }: JudgedFile): boolean {
	return tree.items.some((item) => item.kind === "struct" && item.extend);
}

type FoundError = ErroneousUse["error"];

/** What is there in every scenario, whether it names it or not. */
const AMBIENT: ReadonlySet<Item["kind"]> = new Set(["property", "guard", "task", "variable"]);

/**
 * The first error of each item; under `undefined` the first one that belongs to none, or to one that may concern
 * anything.
 */
function errorsOfItems(files: readonly JudgedFile[]): ReadonlyMap<Item | undefined, FoundError> {
	const found = new Map<Item | undefined, FoundError>();
	const note = (file: JudgedFile | undefined, item: Item | undefined, error: FoundError, code = ""): void => {
		// What a bound of the model is to be, all that the model says depends on.
		const isBound = code === "bound" && item?.kind === "const";
		const concernsAll = item && (isBound || isUnknown(item) || (item.kind === "struct" && !file?.names.has(item.name)));
		const owner = concernsAll ? undefined : item;
		if (!found.has(owner)) found.set(owner, error);
	};
	for (const file of files) {
		for (const { severity, span, message, code, related = [] } of file.diagnostics) {
			if (severity !== "error") continue;
			const error = { span: { file: file.uri, start: span.start, end: span.end }, message };
			const owners = itemsAround(file.tree, span);
			for (const owner of owners.length === 0 ? [undefined] : owners) note(file, owner, error, code);
			if (code !== "duplicate-name") continue;
			// Which of the two is meant nobody knows.
			for (const { span: other } of related) {
				const there = files.find(({ uri }) => uri === other.file);
				for (const item of there ? itemsAround(there.tree, other) : []) if (item.kind !== "scenario") note(there, item, error);
			}
		}
	}
	return found;
}

function isUnknown({ kind }: Item): boolean {
	return kind === "error" || kind === "use";
}

/** The items, in order of position, that a span lies in: two where it stands between neighbours. */
function itemsAround(tree: SourceFile["tree"], span: Span): readonly Item[] {
	const { items } = tree;
	const first = firstIndex(items.length, (index) => spanIn(tree, items[index]).end >= span.start);
	return items.slice(first, first + 2).filter((item) => encloses(spanIn(tree, item), span));
}

/** What stands for what, over all files. */
class Dependencies {
	/** Where each symbol is declared or extended. */
	private readonly pieces = new Map<AnySymbol, Piece[]>();
	private readonly known = new Map<AnySymbol, ErroneousUse | undefined>();

	constructor(
		files: readonly JudgedFile[],
		private readonly errors: ReadonlyMap<Item | undefined, FoundError>,
	) {
		for (const file of files) {
			for (const item of file.tree.items) {
				const symbol = "name" in item && item.kind !== "scenario" ? file.names.get(item.name) : undefined;
				if (symbol) this.pieces.set(symbol, [...(this.pieces.get(symbol) ?? []), { file, item }]);
			}
		}
	}

	/** The first error in what an item names, as far as that leads. */
	errorBehind({ file, item }: Piece): ErroneousUse | undefined {
		const own = this.errors.get(item);
		if (own) return { name: undefined, symbol: "name" in item ? file.names.get(item.name) : undefined, error: own };
		for (const name of namesOf(item)) {
			const symbol = file.names.get(name);
			const use = symbol && this.errorOf(symbol);
			if (use) return { ...use, name };
		}
		return undefined;
	}

	/** The first error in what declares or extends a symbol, or in what that depends on. */
	errorOf(start: AnySymbol): ErroneousUse | undefined {
		if (this.known.has(start)) return this.known.get(start);
		const seen = new Set<AnySymbol>([owner(start)]);
		// A set is gone through in the order in which it grows: what is near comes first.
		for (const symbol of seen) {
			for (const { file, item } of this.pieces.get(symbol) ?? []) {
				const error = this.errors.get(item);
				if (error) {
					const use = { name: undefined, symbol, error };
					this.known.set(start, use);
					return use;
				}
				for (const name of namesOf(item)) {
					const named = file.names.get(name);
					if (named) seen.add(owner(named));
				}
			}
		}
		// Nothing that was come through leads to an error.
		for (const symbol of seen) this.known.set(symbol, undefined);
		this.known.set(start, undefined);
		return undefined;
	}
}

/** What declares a symbol that is part of another. */
function owner(symbol: AnySymbol): AnySymbol {
	switch (symbol.kind) {
		case "field":
			return symbol.struct;
		case "enumMember":
			return symbol.enum;
		case "optionValue":
			return symbol.option;
		default:
			return symbol;
	}
}

const names = new WeakMap<SyntaxNode, readonly Name[]>();

/** The names in an item, which never change. */
function namesOf(item: SyntaxNode): readonly Name[] {
	const found = names.get(item) ?? namesIn(item);
	names.set(item, found);
	return found;
}
