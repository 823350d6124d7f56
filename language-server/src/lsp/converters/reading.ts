/** What is shown in and beside the text, as types of the protocol. */

import {
	type CodeLens,
	type FoldingRange,
	FoldingRangeKind,
	type Hover,
	type InlayHint,
	InlayHintKind,
	type InlineValueEvaluatableExpression,
	MarkupKind,
	type Position,
} from "vscode-languageserver";
import { t } from "../../base/l10n";
import type * as lens from "../../service/reading/code-lenses";
import type * as folding from "../../service/reading/folding-ranges";
import type * as hovers from "../../service/reading/hover";
import type * as hints from "../../service/reading/inlay-hints";
import type { InlineValue } from "../../service/reading/inline-values";
import { type SemanticToken, tokenModifiers, tokenTypes } from "../../service/reading/semantic-tokens";
import {
	followScenarioCommand,
	raiseLimitCommand,
	replayCommand,
	searchOnCommand,
	showTimelineCommand,
	showValuesCommand,
	whySafeCommand,
} from "../protocol/client";
import type { ToLsp } from "../to-lsp";

const lensCommands = {
	timeline: showTimelineCommand,
	replay: replayCommand,
	whySafe: whySafeCommand,
	searchOn: searchOnCommand,
	raiseLimit: raiseLimitCommand,
	follow: followScenarioCommand,
} as const;

/** Where a scenario is. */
export interface ScenarioPlace {
	readonly uri: string;
	readonly position: Position;
}

/**
 * With links for a client that has the commands; else all that they lead to, as far as that is text. `run` is the
 * scenario of a hover in another file.
 */
export function hoverToLsp({ span, markdown, folded }: hovers.Hover, convert: ToLsp, hasCommands: boolean, run?: ScenarioPlace): Hover {
	const range = convert.range(span);
	if (!hasCommands) return { range, contents: { kind: MarkupKind.Markdown, value: markdown } };
	const here = { uri: convert.uri, position: range.start };
	const argumentsOf = ({ uri, position }: ScenarioPlace): string => encodeURIComponent(JSON.stringify([uri, position]));
	const links = folded.links
		.map((link) => `[${linkTitles[link]()}](command:${linkCommands[link]}?${argumentsOf(link === "values" ? here : (run ?? here))})`)
		.join(" · ");
	const before = [folded.before, links].filter((part) => part !== "").join("\n\n");
	return {
		range,
		contents: { kind: MarkupKind.Markdown, value: [before, folded.after].filter((part) => part !== "").join("\n\n---\n\n") },
	};
}

const linkTitles: Record<hovers.HoverLink, () => string> = {
	timeline: () => t`Timeline`,
	whySafe: () => t`Why safe?`,
	values: () => t`All values`,
};
const linkCommands: Record<hovers.HoverLink, string> = {
	timeline: showTimelineCommand,
	whySafe: whySafeCommand,
	values: showValuesCommand,
};

export function inlayHintToLsp({ offset, label, tooltip, kind }: hints.InlayHint, convert: ToLsp): InlayHint {
	return {
		position: convert.position(offset),
		label,
		tooltip: tooltip === "" ? undefined : { kind: MarkupKind.Markdown, value: tooltip },
		...(kind === "parameter" ? { kind: InlayHintKind.Parameter, paddingRight: true } : { paddingLeft: true }),
	};
}

export function inlineValueToLsp({ span, expression }: InlineValue, convert: ToLsp): InlineValueEvaluatableExpression {
	return { range: convert.range(span), expression };
}

/** A lens without a command is text that cannot be clicked. */
export function codeLensToLsp({ span, title, shows }: lens.CodeLens, convert: ToLsp): CodeLens {
	const range = convert.range(span);
	if (shows === undefined) return { range, command: { title, command: "" } };
	return {
		range,
		command: { title, command: lensCommands[shows], arguments: [convert.uri, range.start] },
	};
}

export function foldingRangeToLsp({ start, end, kind }: folding.FoldingRange, convert: ToLsp): FoldingRange {
	const from = convert.position(start);
	const to = convert.position(end);
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
export function semanticTokensToLsp(tokens: readonly SemanticToken[], convert: ToLsp): number[] {
	const data: number[] = [];
	let line = 0;
	let character = 0;
	for (const token of tokens) {
		const start = convert.position(token.start);
		const end = convert.position(token.end);
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

const foldingKinds: Record<folding.FoldingRange["kind"], FoldingRangeKind | undefined> = {
	block: undefined,
	comment: FoldingRangeKind.Comment,
	imports: FoldingRangeKind.Imports,
};
