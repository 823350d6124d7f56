/** Places, symbols and calls, as types of the protocol. */
import {
	type CallHierarchyIncomingCall,
	type CallHierarchyItem,
	type CallHierarchyOutgoingCall,
	type DocumentHighlight,
	DocumentHighlightKind,
	type DocumentLink,
	type DocumentSymbol,
	type LocationLink,
	type Position,
	type Range,
	type SelectionRange,
	type SymbolInformation,
	SymbolKind,
} from "vscode-languageserver";
import type { Span } from "../../base/span";
import type * as calls from "../../service/navigation/call-hierarchy";
import type { DefinitionLink } from "../../service/navigation/definition";
import type * as links from "../../service/navigation/document-links";
import type * as symbols from "../../service/navigation/document-symbols";
import type { Highlight } from "../../service/navigation/references";
import type * as workspace from "../../service/navigation/workspace-symbols";
import type { ToLsp } from "../to-lsp";

export function definitionToLsp({ origin, target }: DefinitionLink, convert: ToLsp): LocationLink | undefined {
	const location = convert.location(target) ?? { uri: target.file, range: NOWHERE };
	return {
		originSelectionRange: convert.range(origin),
		targetUri: location.uri,
		targetRange: location.range,
		targetSelectionRange: location.range,
	};
}

export function highlightToLsp({ span, kind }: Highlight, convert: ToLsp): DocumentHighlight {
	return { range: convert.range(span), kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
}

export function documentLinkToLsp({ span, target, tooltip }: links.DocumentLink, convert: ToLsp): DocumentLink {
	return { range: convert.range(span), target, tooltip };
}

export function documentSymbolToLsp(symbol: symbols.DocumentSymbol, convert: ToLsp): DocumentSymbol {
	return {
		name: symbol.name,
		detail: symbol.detail,
		kind: symbolKinds[symbol.kind],
		range: convert.range(symbol.span),
		selectionRange: convert.range(symbol.selection),
		children: symbol.children.map((child) => documentSymbolToLsp(child, convert)),
	};
}

/** A symbol of any file; undefined where the file's text is not known. */
export function workspaceSymbolToLsp(
	{ name, kind, container, place }: workspace.WorkspaceSymbol,
	range: Range | undefined,
): SymbolInformation | undefined {
	return range && { name, kind: symbolKinds[kind], containerName: container, location: { uri: place.file, range } };
}

/** The ranges as a chain from the innermost; `position` stands for the range in an empty text. */
export function selectionRangeToLsp(spans: readonly Span[], position: Position, convert: ToLsp): SelectionRange {
	const chain = spans.reduceRight<SelectionRange | undefined>((parent, span) => ({ range: convert.range(span), parent }), undefined);
	return chain ?? { range: { start: position, end: position } };
}

/** Undefined for a file whose text is not known. */
export function callHierarchyItemToLsp(
	{ name, kind, file, span, selection }: calls.CallHierarchyItem,
	convert: ToLsp,
): CallHierarchyItem | undefined {
	const location = convert.location({ ...span, file });
	if (location === undefined) return undefined;
	const detail = file.slice(file.lastIndexOf("/") + 1);
	return {
		name,
		detail,
		kind: symbolKinds[kind],
		uri: file,
		range: location.range,
		selectionRange: convert.rangeIn(file, selection),
		data: selection,
	};
}

export function incomingCallToLsp({ item, places }: calls.Call, convert: ToLsp): CallHierarchyIncomingCall | undefined {
	const from = callHierarchyItemToLsp(item, convert);
	return from && { from, fromRanges: places.map((place) => convert.rangeIn(item.file, place)) };
}

/** `file` is the one in which the calls are. */
export function outgoingCallToLsp({ item, places }: calls.Call, file: string, convert: ToLsp): CallHierarchyOutgoingCall | undefined {
	const to = callHierarchyItemToLsp(item, convert);
	return to && { to, fromRanges: places.map((place) => convert.rangeIn(file, place)) };
}

const NOWHERE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const symbolKinds: Record<symbols.DocumentSymbol["kind"], SymbolKind> = {
	scenario: SymbolKind.Namespace,
	task: SymbolKind.Method,
	device: SymbolKind.Method,
	variable: SymbolKind.Variable,
	field: SymbolKind.Field,
	function: SymbolKind.Function,
	struct: SymbolKind.Struct,
	enum: SymbolKind.Enum,
	enumMember: SymbolKind.EnumMember,
	const: SymbolKind.Constant,
	property: SymbolKind.Property,
	handler: SymbolKind.Interface,
	guard: SymbolKind.Property,
	patch: SymbolKind.Module,
	option: SymbolKind.Enum,
	kernel: SymbolKind.Package,
	expect: SymbolKind.Event,
};
