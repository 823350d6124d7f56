/** Edits, and what helps to write, as types of the protocol. */

import {
	type CodeAction,
	CodeActionKind,
	type CompletionItem,
	CompletionItemKind,
	type Diagnostic,
	InsertTextFormat,
	MarkupKind,
	type Range,
	type SignatureHelp,
	type TextEdit,
	type WorkspaceEdit,
} from "vscode-languageserver";
import { t } from "../../base/l10n";
import type { FileSpan } from "../../base/span";
import type * as base from "../../base/text-edit";
import type * as actions from "../../service/editing/code-actions";
import type { Completion } from "../../service/editing/proposal";
import type { FileEdits } from "../../service/editing/rename";
import type * as signatures from "../../service/editing/signature-help";
import { type Repair, repairedConfiguration, safeConfigurations } from "../../service/runs/repairs";
import type { SearchingOn } from "../../service/runs/searching-on";
import type { ScenarioSnapshot, Snapshot } from "../../service/workspace/snapshot";
import { raiseLimitCommand, searchOnCommand, searchRepairsCommand } from "../protocol/client";
import type { RepairsResult } from "../protocol/repairs";
import type { Repairs } from "../repair-cache";
import type { ToLsp } from "../to-lsp";
import { type DiagnosticSupport, diagnosticToLsp } from "./diagnostics";

export function textEditToLsp({ span, newText }: base.TextEdit, convert: ToLsp): TextEdit {
	return { range: convert.range(span), newText };
}

/** Edits of this and other files. */
export function workspaceEditToLsp(edits: readonly FileEdits[], convert: ToLsp): WorkspaceEdit {
	return {
		changes: Object.fromEntries(
			edits.map(({ file, edits }) => [file, edits.map(({ span, newText }) => ({ range: convert.rangeIn(file, span), newText }))]),
		),
	};
}

export function signatureHelpToLsp({ label, documentation, parameters, active }: signatures.SignatureHelp, _convert: ToLsp): SignatureHelp {
	return {
		signatures: [
			{
				label,
				documentation: documentation === "" ? undefined : { kind: MarkupKind.Markdown, value: documentation },
				parameters: parameters.map(([start, end]) => ({ label: [start, end] })),
			},
		],
		activeSignature: 0,
		// One past the last: nothing is to be highlighted.
		activeParameter: active ?? parameters.length,
	};
}

/** What a client can do with proposals. */
export interface CompletionSupport {
	readonly snippets: boolean;
	/** It shows what a function takes right behind its name. */
	readonly labelDetails: boolean;
}

/** Undefined for what the client cannot insert. */
export function completionToLsp(
	{ label, kind, parameters, detail, documentation, declared, span, snippet }: Completion,
	index: number,
	support: CompletionSupport,
	convert: ToLsp,
): (CompletionItem & { readonly data?: CompletionData }) | undefined {
	// Of a snippet that stands for a word, the word itself is left.
	if (kind === "snippet" && !support.snippets && !/^\w+$/.test(label)) return undefined;
	return {
		label,
		...(snippet !== undefined && support.snippets && { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet }),
		kind: completionKinds[kind === "snippet" && !support.snippets ? "keyword" : kind],
		...(support.labelDetails
			? { labelDetails: { detail: parameters, description: detail } }
			: { detail: parameters === undefined ? detail : [detail, parameters].filter(Boolean).join(" ") }),
		documentation: documentation === undefined ? undefined : { kind: MarkupKind.Markdown, value: documentation },
		sortText: String(index).padStart(4, "0"),
		...(span && { textEdit: { range: convert.range(span), newText: label } }),
		...(declared && { data: { uri: convert.uri, declared } }),
	};
}

/** What comes back with a proposal that the client wants the documentation of. */
export interface CompletionData {
	/** The document in which it was proposed. */
	readonly uri: string;
	readonly declared: FileSpan;
}

/** What a client sent back with a proposal, if it is what was sent to it. */
export function completionData(data: unknown): CompletionData | undefined {
	const { uri, declared } = (data ?? {}) as Partial<CompletionData>;
	const known = typeof uri === "string" && typeof declared?.file === "string" && typeof declared.start === "number";
	return known ? { uri, declared } : undefined;
}

/** `preferred` is the one that an editor may apply without asking. */
export function codeActionToLsp(
	{ title, edits, kind, diagnostic }: actions.CodeAction,
	support: DiagnosticSupport,
	preferred: boolean,
	convert: ToLsp,
): CodeAction {
	return {
		title,
		kind,
		isPreferred: preferred || undefined,
		diagnostics: diagnostic && [diagnosticToLsp(diagnostic, support, convert)],
		edit: workspaceEditToLsp([{ file: convert.uri, edits }], convert),
	};
}

/** What was tried and rejected is shown as such; undefined for clients that cannot. */
export function repairToLsp(
	{ title, edits, safe, rejected }: Repair,
	cured: Diagnostic[],
	showsDisabled: boolean,
	convert: ToLsp,
): CodeAction | undefined {
	const action = { title, kind: CodeActionKind.QuickFix, diagnostics: cured };
	if (!safe) return showsDisabled ? { ...action, disabled: { reason: rejected } } : undefined;
	return { ...action, edit: workspaceEditToLsp([{ file: convert.uri, edits }], convert) };
}

/** What has been found of the repairs of a scenario, as a client that asks for them is told it. */
export function repairsToLsp(
	{ found, tried, complete, searching }: Repairs,
	snapshot: Snapshot,
	scenario: ScenarioSnapshot,
	convert: ToLsp,
): RepairsResult {
	const safe = found.filter((repair) => repair.safe);
	return {
		safe: safe.length,
		repairs: safe.map(({ name, title, changes, edits }) => ({
			name,
			title,
			changes,
			edits: edits.map((edit) => textEditToLsp(edit, convert)),
		})),
		tried,
		complete,
		searching,
		version: snapshot.version,
		configurationKey: repairedConfiguration(scenario) ?? "",
		safeUnder: safeConfigurations(snapshot, scenario),
	};
}

/** Says that repairs are still being tried, and shows them when it is chosen. */
export function searchingToLsp(some: boolean, { start }: Range, cured: Diagnostic[], { uri }: ToLsp): CodeAction {
	const title = some ? t`Searching for more repairs…` : t`Searching for repairs…`;
	const command = { title, command: searchRepairsCommand, arguments: [uri, start] };
	return { title, kind: CodeActionKind.QuickFix, diagnostics: cured, command };
}

/** What goes on with searches that came to no end. */
export function searchOnToLsp(way: SearchingOn, name: string, { start }: Range, hasSettings: boolean, { uri }: ToLsp): CodeAction[] {
	const action = (title: string, command: string, ...given: unknown[]): CodeAction => ({
		title,
		kind: CodeActionKind.QuickFix,
		command: { title, command, arguments: given },
	});
	if (way === "again") return [action(t`Check '${name}' again`, searchOnCommand, uri, start)];
	const raise = hasSettings ? [action(t`Raise the limit in the settings`, raiseLimitCommand)] : [];
	return [action(t`Continue the search of '${name}'`, searchOnCommand, uri, start), ...raise];
}

const completionKinds: Record<Completion["kind"], CompletionItemKind> = {
	keyword: CompletionItemKind.Keyword,
	snippet: CompletionItemKind.Snippet,
	struct: CompletionItemKind.Struct,
	enum: CompletionItemKind.Enum,
	enumMember: CompletionItemKind.EnumMember,
	const: CompletionItemKind.Constant,
	function: CompletionItemKind.Function,
	variable: CompletionItemKind.Variable,
	field: CompletionItemKind.Field,
	property: CompletionItemKind.Property,
	handler: CompletionItemKind.Keyword,
	guard: CompletionItemKind.Property,
	patch: CompletionItemKind.Module,
	kernel: CompletionItemKind.Module,
	option: CompletionItemKind.Enum,
	task: CompletionItemKind.Method,
	label: CompletionItemKind.Reference,
	argument: CompletionItemKind.Field,
};
