/** Everything that the service can be asked about a document, so that a test can ask it all. */
import type { Span } from "../../src/base/span";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { status } from "../../src/service/diagnostics/status";
import { codeActions, quickFixes } from "../../src/service/editing/code-actions";
import { completionDocumentation, completions } from "../../src/service/editing/completion";
import { formattingEdits } from "../../src/service/editing/formatting";
import { prepareRename, rename } from "../../src/service/editing/rename";
import { signatureHelp } from "../../src/service/editing/signature-help";
import { callHierarchyAt, incomingCalls, outgoingCalls } from "../../src/service/navigation/call-hierarchy";
import { definition, typeDefinition } from "../../src/service/navigation/definition";
import { documentLinks } from "../../src/service/navigation/document-links";
import { documentSymbols } from "../../src/service/navigation/document-symbols";
import { documentHighlights, references } from "../../src/service/navigation/references";
import { selectionRanges } from "../../src/service/navigation/selection-ranges";
import { workspaceSymbols } from "../../src/service/navigation/workspace-symbols";
import { codeLenses } from "../../src/service/reading/code-lenses";
import { foldingRanges } from "../../src/service/reading/folding-ranges";
import { hover } from "../../src/service/reading/hover";
import { inlayHints } from "../../src/service/reading/inlay-hints";
import { semanticTokens } from "../../src/service/reading/semantic-tokens";
import { expectations } from "../../src/service/runs/expectations";
import { probe, targetAt } from "../../src/service/runs/reach";
import { timelines } from "../../src/service/runs/timelines";
import type { Snapshot } from "../../src/service/workspace/snapshot";

/** What is asked about a document as a whole. */
const ofDocument: Record<string, (snapshot: Snapshot) => unknown> = {
	diagnostics,
	codeLenses,
	documentLinks,
	documentSymbols,
	workspaceSymbols: ({ program }) => workspaceSymbols(program, [program], "s"),
	expectations,
	foldingRanges,
	semanticTokens,
	status,
	formatting: ({ file }) => formattingEdits(file.tree),
};

/** What is asked about a place in it. */
const atOffset: Record<string, (snapshot: Snapshot, offset: number) => unknown> = {
	completions,
	completionDocumentation: (snapshot, offset) =>
		completions(snapshot, offset)
			.list.slice(0, 20)
			.map(({ label, declared }) => declared && completionDocumentation(snapshot, label, declared)),
	definition,
	typeDefinition,
	signatureHelp,
	prepareRename,
	rename: (snapshot, offset) => rename(snapshot, offset, "renamed"),
	callHierarchy: (snapshot, offset) => {
		const item = callHierarchyAt(snapshot, offset);
		return item && [item, incomingCalls([snapshot], item), outgoingCalls([snapshot], item)];
	},
	hover,
	documentHighlights,
	references: (snapshot, offset) => references(snapshot, offset, true),
	selectionRanges: ({ file }, offset) => selectionRanges(file.tree, offset),
	timelines,
	probe: (snapshot, offset) => {
		const target = targetAt(snapshot, offset);
		return typeof target === "string" ? target : probe(target, "true");
	},
};

/** What is asked about a piece of it. */
const inRange: Record<string, (snapshot: Snapshot, range: Span) => unknown> = {
	quickFixes,
	codeActions,
	inlayHints,
	semanticTokens,
	rangeFormatting: ({ file }, range) => formattingEdits(file.tree, { indent: "  " }, range),
};

/**
 * All answers by name, as JSON: on the document, at the offsets, and between each two that follow each other. Throws
 * what a feature throws.
 */
export function askEverything(snapshot: Snapshot, offsets: readonly number[]): Readonly<Record<string, string>> {
	const answers: Record<string, string> = {};
	for (const [name, feature] of Object.entries(ofDocument)) answers[name] = json(feature(snapshot));
	for (const [name, feature] of Object.entries(atOffset))
		for (const offset of offsets) answers[`${name} at ${offset}`] = json(feature(snapshot, offset));
	for (const [name, feature] of Object.entries(inRange)) {
		for (let index = 1; index < offsets.length; index++) {
			const range = { start: Math.min(offsets[index - 1], offsets[index]), end: Math.max(offsets[index - 1], offsets[index]) };
			answers[`${name} in ${range.start}..${range.end}`] = json(feature(snapshot, range));
		}
	}
	return answers;
}

/** What an editor could be sent: without what the answers lead to in the program and in the search. */
function json(answer: unknown): string {
	return JSON.stringify(answer, (key, value) => (["outcome", "scenario"].includes(key) ? undefined : value)) ?? "nothing";
}
