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
import { nameSeenElsewhere } from "../../service/navigation/elsewhere";
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
import { filesWithName } from "../files-with-name";
import type { ToLsp } from "../to-lsp";

export function answerNavigation(dispatcher: Dispatcher, server: ServerContext): void {
	const { client, workspace, documents, followed } = server;

	dispatcher.answerAbout(DefinitionRequest.type, null, (view, { position }) => {
		const { snapshot, convert, offset } = view;
		// Whoever goes from a scenario into the model has its run in mind.
		followed.follow(view, offset(position));
		return linkTo(definition(snapshot, offset(position)), convert, client.definitionLinks);
	});
	dispatcher.answerAbout(TypeDefinitionRequest.type, null, ({ snapshot, convert, offset }, { position }) =>
		linkTo(typeDefinition(snapshot, offset(position)), convert, client.typeDefinitionLinks),
	);
	dispatcher.answerAbout(ReferencesRequest.type, [], async ({ snapshot, convert, offset }, { position, context }, token) => {
		const at = offset(position);
		const name = nameSeenElsewhere(snapshot, at);
		const others = name === undefined ? [] : await filesWithName(server, name, token);
		return references(snapshot, at, context.includeDeclaration, others).flatMap((span) => convert.location(span) ?? []);
	});
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
	dispatcher.answer(CallHierarchyIncomingCallsRequest.type, [], async ({ item }, token) => {
		const snapshots = await filesWithName(server, item.name, token);
		const { convert } = documents.viewWith(item.uri) ?? {};
		const calls = incomingCalls(snapshots, { file: item.uri, selection: item.data });
		return convert ? calls.flatMap((call) => incomingCallToLsp(call, convert) ?? []) : [];
	});
	dispatcher.answer(CallHierarchyOutgoingCallsRequest.type, [], async ({ item }, token) => {
		const snapshots = await filesWithName(server, workspace.isOpen(item.uri) ? undefined : item.name, token);
		const { convert } = documents.viewWith(item.uri) ?? {};
		const calls = outgoingCalls(snapshots, { file: item.uri, selection: item.data });
		return convert ? calls.flatMap((call) => outgoingCallToLsp(call, item.uri, convert) ?? []) : [];
	});
}

function linkTo(link: DefinitionLink | undefined, convert: ToLsp, asLink: boolean): [LocationLink] | Location | null {
	const converted = link && definitionToLsp(link, convert);
	if (!converted) return null;
	return asLink ? [converted] : { uri: converted.targetUri, range: converted.targetSelectionRange };
}
