/** From one place to others: definitions, references, symbols, calls. */
import {
	CallHierarchyIncomingCallsRequest,
	CallHierarchyOutgoingCallsRequest,
	CallHierarchyPrepareRequest,
	DefinitionRequest,
	DocumentHighlightRequest,
	DocumentLinkRequest,
	DocumentSymbolRequest,
	type Location,
	type LocationLink,
	ReferencesRequest,
	SelectionRangeRequest,
	TypeDefinitionRequest,
	WorkspaceSymbolRequest,
} from "vscode-languageserver";
import { callHierarchyAt, incomingCalls, outgoingCalls } from "../../service/navigation/call-hierarchy";
import { type DefinitionLink, definition, typeDefinition } from "../../service/navigation/definition";
import { documentLinks } from "../../service/navigation/document-links";
import { documentSymbols } from "../../service/navigation/document-symbols";
import { documentHighlights, references } from "../../service/navigation/references";
import { selectionRanges } from "../../service/navigation/selection-ranges";
import { workspaceSymbols } from "../../service/navigation/workspace-symbols";
import type { ServerContext } from "../context";
import {
	callHierarchyItemToLsp,
	definitionToLsp,
	documentLinkToLsp,
	documentSymbolToLsp,
	highlightToLsp,
	incomingCallToLsp,
	outgoingCallToLsp,
	selectionRangeToLsp,
	workspaceSymbolToLsp,
} from "../converters/navigation";
import type { Dispatcher } from "../dispatcher";
import type { ToLsp } from "../to-lsp";

export function answerNavigation(dispatcher: Dispatcher, server: ServerContext): void {
	const { client, workspace, documents } = server;

	dispatcher.answerAbout(DefinitionRequest.type, null, ({ snapshot, convert, offset }, { position }) =>
		linkTo(definition(snapshot, offset(position)), convert, client.definitionLinks),
	);
	dispatcher.answerAbout(TypeDefinitionRequest.type, null, ({ snapshot, convert, offset }, { position }) =>
		linkTo(typeDefinition(snapshot, offset(position)), convert, client.typeDefinitionLinks),
	);
	dispatcher.answerAbout(ReferencesRequest.type, [], ({ snapshot, convert, offset }, { position, context }) =>
		references(snapshot, offset(position), context.includeDeclaration).flatMap((span) => convert.location(span) ?? []),
	);
	dispatcher.answerAbout(DocumentHighlightRequest.type, [], ({ snapshot, convert, offset }, { position }) =>
		documentHighlights(snapshot, offset(position)).map((highlight) => highlightToLsp(highlight, convert)),
	);
	dispatcher.answerAbout(DocumentLinkRequest.type, [], ({ snapshot, convert }) =>
		documentLinks(snapshot).map((link) => documentLinkToLsp(link, convert)),
	);
	dispatcher.answerAbout(DocumentSymbolRequest.type, [], ({ snapshot, convert }) =>
		documentSymbols(snapshot).map((symbol) => documentSymbolToLsp(symbol, convert)),
	);
	dispatcher.answerAbout(SelectionRangeRequest.type, [], ({ snapshot, convert, offset }, { positions }) =>
		positions.map((position) => selectionRangeToLsp(selectionRanges(snapshot.file.tree, offset(position)), position, convert)),
	);
	dispatcher.answer(WorkspaceSymbolRequest.type, [], ({ query }) => {
		const programs = workspace.openDocuments().flatMap((uri) => workspace.snapshot(uri)?.program ?? []);
		return workspaceSymbols(workspace.model, programs, query).flatMap(
			(symbol) => workspaceSymbolToLsp(symbol, documents.range(symbol.place)) ?? [],
		);
	});
	dispatcher.answerAbout(CallHierarchyPrepareRequest.type, null, ({ snapshot, convert, offset }, { position }) => {
		const item = callHierarchyAt(snapshot, offset(position));
		const converted = item && callHierarchyItemToLsp(item, convert);
		return converted ? [converted] : null;
	});
	dispatcher.answer(CallHierarchyIncomingCallsRequest.type, [], ({ item }) => {
		const view = documents.viewWith(item.uri);
		if (view === undefined) return [];
		const calls = incomingCalls(view.snapshot, { file: item.uri, selection: item.data });
		return calls.flatMap((call) => incomingCallToLsp(call, view.convert) ?? []);
	});
	dispatcher.answer(CallHierarchyOutgoingCallsRequest.type, [], ({ item }) => {
		const view = documents.viewWith(item.uri);
		if (view === undefined) return [];
		const calls = outgoingCalls(view.snapshot, { file: item.uri, selection: item.data });
		return calls.flatMap((call) => outgoingCallToLsp(call, item.uri, view.convert) ?? []);
	});
}

function linkTo(link: DefinitionLink | undefined, convert: ToLsp, asLink: boolean): [LocationLink] | Location | null {
	const converted = link && definitionToLsp(link, convert);
	if (!converted) return null;
	return asLink ? [converted] : { uri: converted.targetUri, range: converted.targetSelectionRange };
}
