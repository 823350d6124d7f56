import {
	type ClientCapabilities,
	CodeActionKind,
	PositionEncodingKind,
	type ServerCapabilities,
	TextDocumentSyncKind,
} from "vscode-languageserver";
import { tokenModifiers, tokenTypes } from "../service/reading/semantic-tokens";
import type { DiagnosticSupport } from "./converters/diagnostics";
import type { CompletionSupport } from "./converters/editing";
import type { Encoding } from "./from-lsp";
import { searchOnCommand } from "./protocol/client";

/** What the client can do, as far as the server asks. */
export interface ClientSupport {
	readonly encoding: Encoding;
	readonly pullDiagnostics: boolean;
	readonly diagnostics: DiagnosticSupport;
	readonly definitionLinks: boolean;
	readonly typeDefinitionLinks: boolean;
	readonly prepareRename: boolean;
	readonly completion: CompletionSupport;
	readonly disabledActions: boolean;
	readonly refreshDiagnostics: boolean;
	readonly refreshInlayHints: boolean;
	readonly refreshCodeLenses: boolean;
	readonly refreshSemanticTokens: boolean;
	readonly configuration: boolean;
	readonly watchConfiguration: boolean;
	readonly watchFiles: boolean;
	readonly progress: boolean;
}

export function clientSupport({ general, textDocument, window, workspace }: ClientCapabilities): ClientSupport {
	const diagnostic = textDocument?.diagnostic;
	const published = diagnostic ?? textDocument?.publishDiagnostics;
	const offered: unknown = general?.positionEncodings;
	const encodings: readonly unknown[] = Array.isArray(offered) ? offered : [];
	return {
		// UTF-16 is what the texts are in; UTF-8 for clients that know nothing else.
		encoding: encodings.includes(PositionEncodingKind.UTF8) && !encodings.includes(PositionEncodingKind.UTF16) ? "utf-8" : "utf-16",
		pullDiagnostics: diagnostic !== undefined,
		diagnostics: {
			related: published?.relatedInformation === true,
			codeDescription: published?.codeDescriptionSupport === true,
			tags: published?.tagSupport !== undefined,
		},
		definitionLinks: textDocument?.definition?.linkSupport === true,
		typeDefinitionLinks: textDocument?.typeDefinition?.linkSupport === true,
		completion: {
			snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
			labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
		},
		disabledActions: textDocument?.codeAction?.disabledSupport === true,
		prepareRename: textDocument?.rename?.prepareSupport === true,
		refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
		refreshInlayHints: workspace?.inlayHint?.refreshSupport === true,
		refreshCodeLenses: workspace?.codeLens?.refreshSupport === true,
		refreshSemanticTokens: workspace?.semanticTokens?.refreshSupport === true,
		configuration: workspace?.configuration === true,
		watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
		watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
		progress: window?.workDoneProgress === true,
	};
}

export function serverCapabilities(client: ClientSupport): ServerCapabilities {
	return {
		positionEncoding: client.encoding === "utf-8" ? PositionEncodingKind.UTF8 : PositionEncodingKind.UTF16,
		textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
		diagnosticProvider: client.pullDiagnostics
			? { identifier: "raceline", interFileDependencies: true, workspaceDiagnostics: true }
			: undefined,
		workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
		hoverProvider: true,
		inlayHintProvider: true,
		inlineValueProvider: true,
		codeLensProvider: {},
		signatureHelpProvider: { triggerCharacters: ["(", ",", "{"], retriggerCharacters: [":"] },
		definitionProvider: true,
		typeDefinitionProvider: true,
		renameProvider: client.prepareRename ? { prepareProvider: true } : true,
		callHierarchyProvider: true,
		workspaceSymbolProvider: true,
		documentLinkProvider: {},
		referencesProvider: true,
		documentHighlightProvider: true,
		documentSymbolProvider: true,
		foldingRangeProvider: true,
		selectionRangeProvider: true,
		documentFormattingProvider: true,
		documentRangeFormattingProvider: true,
		documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: [";", "\n"] },
		codeActionProvider: {
			codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, CodeActionKind.SourceOrganizeImports],
		},
		executeCommandProvider: { commands: [searchOnCommand] },
		completionProvider: { triggerCharacters: [".", ">"], resolveProvider: true },
		semanticTokensProvider: {
			legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
			full: { delta: true },
			range: true,
		},
	};
}
