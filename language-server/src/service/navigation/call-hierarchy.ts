/** Who calls whom, through the scenario and the kernel model. */
import { holds, type Span } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import type { AnySymbol, FunctionSymbol, TaskSymbol } from "../../semantics/symbols";
import type { FunctionItem, TaskItem } from "../../syntax/tree";
import type { Snapshot } from "../workspace/snapshot";
import { filesThatSee } from "./elsewhere";
import { symbolAt } from "./find-symbol";
import { usesIn } from "./references";

/** A function, or a task or device, which nobody calls. */
export interface CallHierarchyItem {
	readonly name: string;
	readonly kind: "function" | "task" | "device";
	readonly file: string;
	/** The whole declaration. */
	readonly span: Span;
	/** Its name. */
	readonly selection: Span;
}

/** One end of calls, and where they are: in the text of who calls. */
export interface Call {
	readonly item: CallHierarchyItem;
	readonly places: readonly Span[];
}

type Caller = FunctionSymbol | TaskSymbol;

/** The function or task that is named at an offset. */
export function callHierarchyAt(snapshot: Snapshot, offset: number): CallHierarchyItem | undefined {
	const symbol = symbolAt(snapshot.file, offset)?.symbol;
	return symbol && isCaller(symbol) ? itemOf(snapshot, symbol) : undefined;
}

/** Who calls a function, in what any of the programs consist of. */
export function incomingCalls(snapshots: readonly Snapshot[], item: Pick<CallHierarchyItem, "file" | "selection">): readonly Call[] {
	return filesThatSee(snapshots, { file: item.file, ...item.selection }).flatMap(({ snapshot, file, symbol }) => {
		const uses = usesIn(file, symbol);
		return callersOf(file).flatMap((caller) => {
			const { body } = nodeOf(snapshot, caller);
			const places = uses.filter((name) => holds(body, name));
			return places.length === 0 ? [] : [{ item: itemOf(snapshot, caller), places: places.map(file.spanOf) }];
		});
	});
}

/** What a function or task calls, in the order of the first call, as the first program says that has it. */
export function outgoingCalls(snapshots: readonly Snapshot[], item: Pick<CallHierarchyItem, "file" | "selection">): readonly Call[] {
	const found = filesThatSee(snapshots, { file: item.file, ...item.selection }).find(({ file }) => file.uri === item.file);
	if (found === undefined || !isCaller(found.symbol)) return [];
	const { snapshot, file } = found;
	const { body } = nodeOf(snapshot, found.symbol);
	const calls = new Map<FunctionSymbol, Span[]>();
	for (const [name, symbol] of [...file.names].sort(([a], [b]) => file.spanOf(a).start - file.spanOf(b).start)) {
		if (symbol.kind !== "function" || !holds(body, name)) continue;
		calls.set(symbol, [...(calls.get(symbol) ?? []), file.spanOf(name)]);
	}
	return [...calls].map(([symbol, places]) => ({ item: itemOf(snapshot, symbol), places }));
}

function isCaller(symbol: AnySymbol): symbol is Caller {
	return symbol.kind === "function" || symbol.kind === "task";
}

function callersOf(file: FileAnalysis): readonly Caller[] {
	return [...file.functions, ...file.scenarios.flatMap(({ tasks }) => tasks)];
}

function nodeOf({ program }: Snapshot, caller: Caller): FunctionItem | TaskItem {
	return caller.kind === "function" ? program.bodyOf(caller).node : caller.node;
}

function itemOf(snapshot: Snapshot, symbol: Caller): CallHierarchyItem {
	const { locate } = snapshot;
	const { file, start, end } = locate(symbol.span);
	const whole = locate(nodeOf(snapshot, symbol));
	return {
		name: symbol.name,
		kind: symbol.kind === "function" ? "function" : symbol.flavor === "device" ? "device" : "task",
		file,
		span: { start: whole.start, end: whole.end },
		selection: { start, end },
	};
}
