/** Everything that the service can be asked about a document, so that a test can ask it all. */
import type { Span } from "../../src/base/span";
import { callHierarchyAt, incomingCalls, outgoingCalls } from "../../src/service/call-hierarchy";
import { codeActions, quickFixes } from "../../src/service/code-actions";
import { codeLenses } from "../../src/service/code-lenses";
import { completionDocumentation, completions } from "../../src/service/completion";
import { definition, typeDefinition } from "../../src/service/definition";
import { diagnostics } from "../../src/service/diagnostics";
import { documentLinks } from "../../src/service/document-links";
import { documentSymbols } from "../../src/service/document-symbols";
import { expectations } from "../../src/service/expectations";
import { foldingRanges } from "../../src/service/folding-ranges";
import { formattingEdits } from "../../src/service/formatting";
import { hover } from "../../src/service/hover";
import { inlayHints } from "../../src/service/inlay-hints";
import { probe } from "../../src/service/reach";
import { documentHighlights, references } from "../../src/service/references";
import { prepareRename, rename } from "../../src/service/rename";
import { selectionRanges } from "../../src/service/selection-ranges";
import { semanticTokens } from "../../src/service/semantic-tokens";
import { signatureHelp } from "../../src/service/signature-help";
import type { Snapshot } from "../../src/service/snapshot";
import { status } from "../../src/service/status";
import { timelines } from "../../src/service/timelines";
import { workspaceSymbols } from "../../src/service/workspace-symbols";

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
			.slice(0, 20)
			.map(({ label, declared }) => declared && completionDocumentation(snapshot, label, declared)),
	definition,
	typeDefinition,
	signatureHelp,
	prepareRename,
	rename: (snapshot, offset) => rename(snapshot, offset, "renamed"),
	callHierarchy: (snapshot, offset) => {
		const item = callHierarchyAt(snapshot, offset);
		return item && [item, incomingCalls(snapshot, item), outgoingCalls(snapshot, item)];
	},
	hover,
	documentHighlights,
	references: (snapshot, offset) => references(snapshot, offset, true),
	selectionRanges: ({ file }, offset) => selectionRanges(file.tree, offset),
	timelines,
	probe: (snapshot, offset) => probe(snapshot, offset, "true"),
};

/** What is asked about a piece of it. */
const inRange: Record<string, (snapshot: Snapshot, range: Span) => unknown> = {
	quickFixes,
	codeActions,
	inlayHints,
	semanticTokens,
	rangeFormatting: ({ file }, range) => formattingEdits(file.tree, { indent: "  " }, range),
};

/** All answers by name, as JSON: on the document, at the offsets, and between each two that follow each other. Throws what a feature throws. */
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
