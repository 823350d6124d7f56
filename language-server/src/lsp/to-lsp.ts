/** Plain data of the features as types of the protocol. The only place where offsets become positions. */
import {
	type CallHierarchyIncomingCall,
	type CallHierarchyItem,
	type CallHierarchyOutgoingCall,
	type CodeAction,
	CodeActionKind,
	type CodeLens,
	type CompletionItem,
	CompletionItemKind,
	type Diagnostic,
	DiagnosticSeverity,
	DiagnosticTag,
	type DocumentHighlight,
	DocumentHighlightKind,
	type DocumentLink,
	type DocumentSymbol,
	type FoldingRange,
	FoldingRangeKind,
	type Hover,
	type InlayHint,
	InlayHintKind,
	type InlineValueEvaluatableExpression,
	InsertTextFormat,
	type Location,
	type LocationLink,
	MarkupKind,
	type Position,
	type Range,
	type SelectionRange,
	type SignatureHelp,
	type SymbolInformation,
	SymbolKind,
	type TextEdit,
	type WorkspaceEdit,
} from "vscode-languageserver";
import type { Severity } from "../base/diagnostic";
import type { FileSpan, Span } from "../base/span";
import type { TextIndex } from "../base/text-index";
import { diagram } from "../report/diagram";
import type { DetailLine } from "../report/statistics";
import type { ExplainedDiagnostic } from "../service/diagnostics/explained-diagnostic";
import type * as actions from "../service/editing/code-actions";
import type { Completion } from "../service/editing/completion";
import type * as formatting from "../service/editing/formatting";
import type { FileEdits } from "../service/editing/rename";
import type * as signatures from "../service/editing/signature-help";
import type * as calls from "../service/navigation/call-hierarchy";
import type { DefinitionLink } from "../service/navigation/definition";
import type * as links from "../service/navigation/document-links";
import type * as symbols from "../service/navigation/document-symbols";
import type { Highlight } from "../service/navigation/references";
import type * as workspace from "../service/navigation/workspace-symbols";
import type * as lens from "../service/reading/code-lenses";
import type * as folding from "../service/reading/folding-ranges";
import type * as hovers from "../service/reading/hover";
import type * as hints from "../service/reading/inlay-hints";
import type { InlineValue } from "../service/reading/inline-values";
import { type SemanticToken, tokenModifiers, tokenTypes } from "../service/reading/semantic-tokens";
import type * as covered from "../service/runs/coverage";
import type * as service from "../service/runs/expectations";
import type { Repair } from "../service/runs/repairs";
import { type Encoding, utf8Length } from "./from-lsp";
import { replayCommand, showTimelineCommand, whySafeCommand } from "./protocol/client";
import type { FileCoverage } from "./protocol/coverage";
import type { Detail } from "./protocol/details";
import type { ScenarioExpectations } from "./protocol/expectations";

const lensCommands = { timeline: showTimelineCommand, replay: replayCommand, whySafe: whySafeCommand } as const;

/** Where the documentation of a diagnostic's code is. */
const diagnosticsPage = "https://github.com/raceline/raceline/blob/main/docs/diagnostics.md";

/** Which optional parts of a diagnostic the client understands. */
export interface DiagnosticSupport {
	readonly related: boolean;
	readonly codeDescription: boolean;
	readonly tags: boolean;
}

/** Converts for one document; other files are looked up by their URI. */
export class ToLsp {
	constructor(
		private readonly uri: string,
		private readonly index: TextIndex,
		private readonly encoding: Encoding,
		private readonly indexOf: (uri: string) => TextIndex | undefined,
	) {}

	/** The ranges as a chain from the innermost; `position` stands for the range in an empty text. */
	selectionRange(spans: readonly Span[], position: Position): SelectionRange {
		const chain = spans.reduceRight<SelectionRange | undefined>((parent, span) => ({ range: this.range(span), parent }), undefined);
		return chain ?? { range: { start: position, end: position } };
	}

	textEdit({ span, newText }: formatting.TextEdit): TextEdit {
		return { range: this.range(span), newText };
	}

	position(offset: number, index = this.index): Position {
		const position = index.positionAt(offset);
		if (this.encoding === "utf-16") return position;
		let character = 0;
		const start = index.offsetAt({ line: position.line, character: 0 });
		for (const char of index.text.slice(start, start + position.character)) character += utf8Length(char.codePointAt(0) as number);
		return { line: position.line, character };
	}

	range(span: Span, index = this.index): Range {
		return { start: this.position(span.start, index), end: this.position(span.end, index) };
	}

	/** Undefined for a file whose text is not known. */
	location(span: FileSpan): Location | undefined {
		const index = span.file === this.uri ? this.index : this.indexOf(span.file);
		return index && { uri: span.file, range: this.range(span, index) };
	}

	diagnostic(diagnostic: ExplainedDiagnostic, support: DiagnosticSupport): Diagnostic {
		const related = diagnostic.related?.flatMap(({ span, message }) => {
			const location = this.location(span);
			return location ? [{ location, message }] : [];
		});
		return {
			range: this.range(diagnostic.span),
			severity: severities[diagnostic.severity],
			code: diagnostic.code,
			codeDescription: support.codeDescription ? { href: `${diagnosticsPage}#${diagnostic.topic}` } : undefined,
			source: "raceline",
			message: diagnostic.message,
			tags: support.tags
				? diagnostic.tags?.map((tag) => (tag === "unnecessary" ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated))
				: undefined,
			relatedInformation: support.related ? related : undefined,
		};
	}

	hover({ span, markdown }: hovers.Hover): Hover {
		return { range: this.range(span), contents: { kind: MarkupKind.Markdown, value: markdown } };
	}

	inlayHint({ offset, label, tooltip, kind }: hints.InlayHint): InlayHint {
		return {
			position: this.position(offset),
			label,
			tooltip: tooltip === "" ? undefined : { kind: MarkupKind.Markdown, value: tooltip },
			...(kind === "parameter" ? { kind: InlayHintKind.Parameter, paddingRight: true } : { paddingLeft: true }),
		};
	}

	inlineValue({ span, expression }: InlineValue): InlineValueEvaluatableExpression {
		return { range: this.range(span), expression };
	}

	details(lines: readonly DetailLine[]): readonly Detail[] {
		return lines.map(({ text, about }) => ({ text, label: about?.label ?? "", place: about && this.location(about.place) }));
	}

	/** A lens without a command is text that cannot be clicked. */
	codeLens({ span, title, shows }: lens.CodeLens): CodeLens {
		const range = this.range(span);
		if (shows === undefined) return { range, command: { title, command: "" } };
		return {
			range,
			command: { title, command: lensCommands[shows], arguments: [this.uri, range.start] },
		};
	}

	expectations({ name, span, problem, expectations }: service.ScenarioExpectations): ScenarioExpectations {
		return {
			name,
			place: this.location({ ...span, file: this.uri }),
			problem,
			expectations: expectations.map(({ text, span, met, message, found, finding, place, milliseconds }) => ({
				text,
				place: this.location({ ...span, file: this.uri }),
				met,
				message,
				found,
				failingPlace: place && this.location(place),
				diagram: finding ? diagram(finding, { numbers: true }).join("\n") : "",
				milliseconds,
			})),
		};
	}

	coverage({ uri, steps, functions }: covered.FileCoverage): FileCoverage {
		const located = <T extends { readonly span: FileSpan }>({ span, ...rest }: T) => {
			const place = this.location(span);
			return place ? [{ ...rest, place }] : [];
		};
		return { uri, steps: steps.flatMap(located), functions: functions.flatMap(located) };
	}

	definition({ origin, target }: DefinitionLink): LocationLink | undefined {
		const location = this.location(target) ?? { uri: target.file, range: NOWHERE };
		return {
			originSelectionRange: this.range(origin),
			targetUri: location.uri,
			targetRange: location.range,
			targetSelectionRange: location.range,
		};
	}

	/** Edits of this and other files. */
	workspaceEdit(edits: readonly FileEdits[]): WorkspaceEdit {
		const inFile = (file: string) => (file === this.uri ? this.index : this.indexOf(file));
		return {
			changes: Object.fromEntries(
				edits.map(({ file, edits }) => [file, edits.map(({ span, newText }) => ({ range: this.range(span, inFile(file)), newText }))]),
			),
		};
	}

	signatureHelp({ label, documentation, parameters, active }: signatures.SignatureHelp): SignatureHelp {
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

	documentLink({ span, target, tooltip }: links.DocumentLink): DocumentLink {
		return { range: this.range(span), target, tooltip };
	}

	/** Undefined for a file whose text is not known. */
	callHierarchyItem({ name, kind, file, span, selection }: calls.CallHierarchyItem): CallHierarchyItem | undefined {
		const index = file === this.uri ? this.index : this.indexOf(file);
		if (index === undefined) return undefined;
		const detail = file.slice(file.lastIndexOf("/") + 1);
		return {
			name,
			detail,
			kind: symbolKinds[kind],
			uri: file,
			range: this.range(span, index),
			selectionRange: this.range(selection, index),
			data: selection,
		};
	}

	incomingCall({ item, places }: calls.Call): CallHierarchyIncomingCall | undefined {
		const from = this.callHierarchyItem(item);
		const index = item.file === this.uri ? this.index : this.indexOf(item.file);
		return from && { from, fromRanges: places.map((place) => this.range(place, index)) };
	}

	/** `file` is the one in which the calls are. */
	outgoingCall({ item, places }: calls.Call, file: string): CallHierarchyOutgoingCall | undefined {
		const to = this.callHierarchyItem(item);
		const index = file === this.uri ? this.index : this.indexOf(file);
		return to && { to, fromRanges: places.map((place) => this.range(place, index)) };
	}

	highlight({ span, kind }: Highlight): DocumentHighlight {
		return { range: this.range(span), kind: kind === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
	}

	documentSymbol(symbol: symbols.DocumentSymbol): DocumentSymbol {
		return {
			name: symbol.name,
			detail: symbol.detail,
			kind: symbolKinds[symbol.kind],
			range: this.range(symbol.span),
			selectionRange: this.range(symbol.selection),
			children: symbol.children.map((child) => this.documentSymbol(child)),
		};
	}

	foldingRange({ start, end, kind }: folding.FoldingRange): FoldingRange {
		const from = this.position(start);
		const to = this.position(end);
		return {
			startLine: from.line,
			startCharacter: from.character,
			// The line of a closing brace stays visible, for clients that fold whole lines.
			endLine: kind === "block" ? Math.max(from.line, to.line - 1) : to.line,
			endCharacter: kind === "block" ? undefined : to.character,
			kind: foldingKinds[kind],
		};
	}

	/** Five numbers for each token, relative to the one before. A token is within a line. */
	semanticTokens(tokens: readonly SemanticToken[]): number[] {
		const data: number[] = [];
		let line = 0;
		let character = 0;
		for (const token of tokens) {
			const start = this.position(token.start);
			const end = this.position(token.end);
			if (end.line !== start.line) continue;
			const modifiers = token.modifiers.reduce((bits, modifier) => bits | (1 << tokenModifiers.indexOf(modifier)), 0);
			const lines = start.line - line;
			data.push(
				lines,
				lines === 0 ? start.character - character : start.character,
				end.character - start.character,
				tokenTypes.indexOf(token.type),
				modifiers,
			);
			line = start.line;
			character = start.character;
		}
		return data;
	}

	/** `preferred` is the one that an editor may apply without asking. */
	codeAction({ title, edits, kind, diagnostic }: actions.CodeAction, support: DiagnosticSupport, preferred: boolean): CodeAction {
		return {
			title,
			kind,
			isPreferred: preferred || undefined,
			diagnostics: diagnostic && [this.diagnostic(diagnostic, support)],
			edit: this.workspaceEdit([{ file: this.uri, edits }]),
		};
	}

	/** What was tried and rejected is shown as such; undefined for clients that cannot. */
	repair({ title, edits, safe, rejected }: Repair, showsDisabled: boolean): CodeAction | undefined {
		if (!safe) return showsDisabled ? { title, kind: CodeActionKind.QuickFix, disabled: { reason: rejected } } : undefined;
		return { title, kind: CodeActionKind.QuickFix, edit: this.workspaceEdit([{ file: this.uri, edits }]) };
	}

	completion(
		{ label, kind, detail, documentation, declared, span, snippet }: Completion,
		index: number,
		snippets: boolean,
	): CompletionItem & { readonly data?: CompletionData } {
		return {
			label,
			...(snippet !== undefined && snippets && { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet }),
			kind: completionKinds[kind],
			detail,
			documentation: documentation === undefined ? undefined : { kind: MarkupKind.Markdown, value: documentation },
			sortText: String(index).padStart(4, "0"),
			...(span && { textEdit: { range: this.range(span), newText: label } }),
			...(declared && { data: { uri: this.uri, declared } }),
		};
	}
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

const NOWHERE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const severities: Record<Severity, DiagnosticSeverity> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	information: DiagnosticSeverity.Information,
	hint: DiagnosticSeverity.Hint,
};

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
	patch: SymbolKind.Module,
	option: SymbolKind.Enum,
	kernel: SymbolKind.Package,
	expect: SymbolKind.Event,
};

const foldingKinds: Record<folding.FoldingRange["kind"], FoldingRangeKind | undefined> = {
	block: undefined,
	comment: FoldingRangeKind.Comment,
	imports: FoldingRangeKind.Imports,
};

const completionKinds: Record<Completion["kind"], CompletionItemKind> = {
	keyword: CompletionItemKind.Keyword,
	struct: CompletionItemKind.Struct,
	enum: CompletionItemKind.Enum,
	enumMember: CompletionItemKind.EnumMember,
	const: CompletionItemKind.Constant,
	function: CompletionItemKind.Function,
	variable: CompletionItemKind.Variable,
	field: CompletionItemKind.Field,
	property: CompletionItemKind.Property,
	patch: CompletionItemKind.Module,
	kernel: CompletionItemKind.Module,
	option: CompletionItemKind.Enum,
	task: CompletionItemKind.Method,
	argument: CompletionItemKind.Field,
};

/** A symbol of any file; undefined where the file's text is not known. */
export function workspaceSymbol(
	{ name, kind, container, place }: workspace.WorkspaceSymbol,
	range: Range | undefined,
): SymbolInformation | undefined {
	return range && { name, kind: symbolKinds[kind], containerName: container, location: { uri: place.file, range } };
}
