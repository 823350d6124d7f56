/** What changes the text, or helps to write it: completion, renaming, formatting, code actions. */

import {
	type CodeAction,
	CodeActionKind,
	CodeActionRequest,
	CodeActionTriggerKind,
	CompletionRequest,
	CompletionResolveRequest,
	DocumentFormattingRequest,
	DocumentOnTypeFormattingRequest,
	DocumentRangeFormattingRequest,
	ExecuteCommandRequest,
	type FormattingOptions,
	MarkupKind,
	Position,
	PrepareRenameRequest,
	ProgressType,
	RenameRequest,
	SignatureHelpRequest,
} from "vscode-languageserver";
import { t } from "../../base/l10n";
import { findingCode } from "../../service/diagnostics/finding-code";
import { codeActions } from "../../service/editing/code-actions";
import { completionDocumentation, completions } from "../../service/editing/completion";
import { formattingEdits } from "../../service/editing/formatting";
import { prepareRename, rename } from "../../service/editing/rename";
import { signatureHelp } from "../../service/editing/signature-help";
import { pastedCode } from "../../service/from-c/paste-code";
import { nameSeenElsewhere } from "../../service/navigation/elsewhere";
import { searchingOn } from "../../service/runs/searching-on";
import { scenarioAt, scenarioAtOrFirst } from "../../service/workspace/snapshot";
import type { ServerContext } from "../context";
import {
	codeActionToLsp,
	completionData,
	completionToLsp,
	repairsToLsp,
	repairToLsp,
	searchingToLsp,
	searchOnToLsp,
	signatureHelpToLsp,
	textEditToLsp,
	workspaceEditToLsp,
} from "../converters/editing";
import { type Dispatcher, failed, refused } from "../dispatcher";
import { filesWithName } from "../files-with-name";
import { searchOnCommand } from "../protocol/client";
import { scenarioCodeRequest } from "../protocol/code";
import { type RepairsResult, repairsRequest } from "../protocol/repairs";
import type { Repairs } from "../repair-cache";
import { othersChanged } from "./documents";

const triedRepairs = new ProgressType<RepairsResult>();

/** How long a list of quick fixes may wait for repairs, in milliseconds: where it can be shown again, and where not. */
const PATIENCE = 600;
const LONG_PATIENCE = 2500;

export function answerEditing(dispatcher: Dispatcher, server: ServerContext): void {
	answerWriting(dispatcher, server);
	answerFormatting(dispatcher);
	answerCodeActions(dispatcher, server);
}

function answerWriting(dispatcher: Dispatcher, server: ServerContext): void {
	const { client, workspace } = server;
	dispatcher.answerAbout(CompletionRequest.type, null, ({ snapshot, convert, offset }, { position, context }) => {
		const at = offset(position);
		// It is typed for `->`; a comparison is no reason to propose anything.
		const arrow = context?.triggerCharacter !== ">" || snapshot.file.text.slice(0, at).endsWith("->");
		const { list, more } = arrow ? completions(snapshot, at) : { list: [], more: false };
		const items = list.flatMap((completion, index) => completionToLsp(completion, index, client.completion, convert) ?? []);
		return { isIncomplete: more, items };
	});
	dispatcher.answer(CompletionResolveRequest.type, failed, (item) => {
		const data = completionData(item.data);
		const snapshot = data && workspace.snapshot(data.uri);
		const value = snapshot && completionDocumentation(snapshot, item.label, data.declared);
		return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
	});
	dispatcher.answerAbout(SignatureHelpRequest.type, null, ({ snapshot, convert, offset }, { position }) => {
		const found = signatureHelp(snapshot, offset(position));
		return found ? signatureHelpToLsp(found, convert) : null;
	});
	dispatcher.answerAbout(PrepareRenameRequest.type, null, ({ snapshot, convert, offset }, { position }) => {
		const found = prepareRename(snapshot, offset(position));
		return typeof found === "string" ? refused(found) : { range: convert.range(found.span), placeholder: found.name };
	});
	dispatcher.answerAbout(RenameRequest.type, null, async ({ snapshot, convert, offset }, { position, newName }, token) => {
		const at = offset(position);
		const name = nameSeenElsewhere(snapshot, at);
		const others = name === undefined ? [] : await filesWithName(server, name, token);
		// What was typed while they were read would be overwritten.
		if (workspace.snapshot(snapshot.uri)?.version !== snapshot.version) return refused(t`The text has changed.`);
		const edits = rename(snapshot, at, newName, others);
		return typeof edits === "string" ? refused(edits) : workspaceEditToLsp(edits, convert);
	});
}

function answerFormatting(dispatcher: Dispatcher): void {
	dispatcher.answerAbout(scenarioCodeRequest, null, ({ snapshot, convert, offset }, { position, code, spaces = 0 }) => {
		const { edit, told } = pastedCode(snapshot, offset(position), code, { indent: spaces > 0 ? " ".repeat(spaces) : "\t" });
		return { ...textEditToLsp(edit, convert), told };
	});
	dispatcher.answerAbout(DocumentFormattingRequest.type, [], ({ snapshot, convert }, { options }) =>
		formattingEdits(snapshot.file.tree, indentOf(options)).map((edit) => textEditToLsp(edit, convert)),
	);
	dispatcher.answerAbout(DocumentRangeFormattingRequest.type, [], ({ snapshot, convert, span }, { options, range }) =>
		formattingEdits(snapshot.file.tree, indentOf(options), span(range)).map((edit) => textEditToLsp(edit, convert)),
	);
	dispatcher.answerAbout(DocumentOnTypeFormattingRequest.type, [], ({ snapshot, convert, span }, { options, position }) => {
		// From the line above, so that the indentation of the line itself is included; nothing behind the cursor moves.
		const start = { line: Math.max(0, position.line - 1), character: 0 };
		return formattingEdits(snapshot.file.tree, indentOf(options), span({ start, end: position })).map((edit) =>
			textEditToLsp(edit, convert),
		);
	});
}

function answerCodeActions(dispatcher: Dispatcher, server: ServerContext): void {
	const { connection, client, options, documents, workspace, repairs } = server;
	dispatcher.answerAbout(CodeActionRequest.type, [], async ({ uri, snapshot, convert, span }, { range, context }, token) => {
		const within = span(range);
		const wanted = (kind: string): boolean =>
			context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
		const actions = codeActions(snapshot, within).filter(({ kind }) => wanted(kind));
		const fixes = actions.filter(({ diagnostic }) => diagnostic !== undefined);
		const converted = actions.map((action) =>
			codeActionToLsp(action, client.diagnostics, fixes.length === 1 && action === fixes[0], convert),
		);
		const scenario = wanted(CodeActionKind.QuickFix) ? scenarioAt(snapshot, within.start) : undefined;
		if (scenario === undefined || token.isCancellationRequested) return converted;
		// Where the editor asks of itself, only the search is begun.
		const patience = context.triggerKind === CodeActionTriggerKind.Automatic ? 0 : options.searchesRepairs ? PATIENCE : LONG_PATIENCE;
		const { found, complete } = await repairs.within(patience, snapshot, scenario);
		if (workspace.snapshot(uri)?.version !== snapshot.version) return converted;
		// Editors put first what cures a diagnostic.
		const failures = scenario.checks.flatMap(({ outcome }) => outcome?.findings ?? []).map(findingCode);
		const cured = context.diagnostics.filter(({ code }) => typeof code === "string" && failures.includes(code));
		const searching =
			!complete && options.searchesRepairs
				? [
						searchingToLsp(
							found.some(({ safe }) => safe),
							range,
							cured,
							convert,
						),
					]
				: [];
		const offered = (safe: boolean): CodeAction[] =>
			found.filter((repair) => repair.safe === safe).flatMap((repair) => repairToLsp(repair, cured, client.disabledActions, convert) ?? []);
		// What cures the text, then what cures the race; to say that a race is expected comes last.
		const curing = converted.filter((_, index) => actions[index].diagnostic !== undefined);
		const others = converted.filter((_, index) => actions[index].diagnostic === undefined);
		const further = searchingOn(scenario).flatMap((way) =>
			searchOnToLsp(way, scenario.scenario.symbol.name, range, options.showsVerdicts === true, convert),
		);
		return [...curing, ...offered(true), ...searching, ...further, ...offered(false), ...others];
	});
	dispatcher.answer(ExecuteCommandRequest.type, null, ({ command, arguments: given }) => {
		const [uri, position]: readonly unknown[] = given ?? [];
		const view = command === searchOnCommand && typeof uri === "string" ? documents.view(uri) : undefined;
		if (view === undefined || !Position.is(position)) return refused(t`There is nothing to do for ${command} here.`);
		workspace.searchOn(view.uri, view.offset(position));
		othersChanged(server, [view.uri]);
		return null;
	});
	dispatcher.answer(repairsRequest, null, async ({ textDocument, position, known, partialResultToken }, token) => {
		const view = documents.view(textDocument.uri);
		const scenario = view && scenarioAtOrFirst(view.snapshot, view.offset(position));
		if (view === undefined || scenario === undefined) return null;
		const { snapshot, convert } = view;
		if (known) return repairsToLsp(repairs.known(snapshot, scenario), snapshot, scenario, convert);
		const tell = (found: Repairs): void => {
			if (partialResultToken === undefined) return;
			void connection.sendProgress(triedRepairs, partialResultToken, repairsToLsp(found, snapshot, scenario, convert));
		};
		return repairsToLsp(await repairs.all(snapshot, scenario, token, tell), snapshot, scenario, convert);
	});
}

function indentOf({ insertSpaces, tabSize }: FormattingOptions): { readonly indent: string } {
	return { indent: insertSpaces ? " ".repeat(tabSize) : "\t" };
}
