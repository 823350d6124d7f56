/** What is shown in and beside the text: hovers, hints, lenses, colours, folds. */
import {
	CodeLensRequest,
	FoldingRangeRequest,
	HoverRequest,
	InlayHintRequest,
	InlineValueRequest,
	SemanticTokensDeltaRequest,
	SemanticTokensRangeRequest,
	SemanticTokensRequest,
} from "vscode-languageserver";
import type { Span } from "../../base/span";
import { codeLenses, modelLenses, referenceLenses } from "../../service/reading/code-lenses";
import { foldingRanges } from "../../service/reading/folding-ranges";
import { allValues, hover } from "../../service/reading/hover";
import { inlayHints, modelHints } from "../../service/reading/inlay-hints";
import { inlineValues } from "../../service/reading/inline-values";
import { parameterHints } from "../../service/reading/parameter-hints";
import { semanticTokens } from "../../service/reading/semantic-tokens";
import type { ServerContext } from "../context";
import { codeLensToLsp, foldingRangeToLsp, hoverToLsp, inlayHintToLsp, inlineValueToLsp, semanticTokensToLsp } from "../converters/reading";
import type { Dispatcher } from "../dispatcher";
import type { DocumentView } from "../document-view";
import { valuesRequest } from "../protocol/values";
import { SentTokens } from "../sent-tokens";

export function answerReading(dispatcher: Dispatcher, server: ServerContext): void {
	const { documents, settings, checks, refresh, options, followed } = server;

	dispatcher.answerAbout(HoverRequest.type, null, ({ uri, snapshot, convert, offset }, { position }) => {
		// What a function of the model does is known of the scenarios of the document that was edited last.
		const inModel = snapshot.program.base === undefined;
		const around = inModel ? documents.viewWith(uri)?.snapshot : snapshot;
		const from = inModel ? followed.into(uri) : undefined;
		const found = hover(snapshot, offset(position), around, from);
		const run = from && {
			uri: from.view.uri,
			position: from.view.convert.position(from.snapshot.file.spanOf(from.scenario.scenario.symbol.span).start),
		};
		return found ? hoverToLsp(found, convert, options.showsVerdicts === true, run) : null;
	});
	dispatcher.answerAbout(valuesRequest, [], ({ uri, snapshot, offset }, { position }) =>
		allValues(snapshot, offset(position), followed.into(uri)).map(({ object, all, rows }) => ({
			object,
			all,
			rows: rows.map(({ name, run, all }) => ({ name, run, all })),
		})),
	);
	dispatcher.answer(InlayHintRequest.type, [], async ({ textDocument: { uri }, range }, token) => {
		const view = await checks.settled(uri, token, refresh.inlayHints);
		if (view === undefined) return [];
		const { snapshot, convert } = view;
		const wanted = settings.of(uri);
		const within = view.span(range);
		const parameters = wanted.parameterHints ? parameterHints(snapshot, within) : [];
		const from = snapshot.program.base === undefined ? followed.into(uri) : undefined;
		if (from) refresh.inlayHints.answeredFrom(uri, from.view.uri);
		const steps = from ? modelHints(snapshot, within, from, parameters) : inlayHints(snapshot, within, parameters);
		const hints = [...(wanted.inlayHints ? steps : []), ...parameters];
		return hints.map((hint) => inlayHintToLsp(hint, convert));
	});
	dispatcher.answerAbout(InlineValueRequest.type, [], ({ snapshot, convert, offset, span }, { range, context }) =>
		inlineValues(snapshot, span(range), offset(context.stoppedLocation.end)).map((value) => inlineValueToLsp(value, convert)),
	);
	dispatcher.answer(CodeLensRequest.type, [], async ({ textDocument: { uri } }, token) => {
		const view = await checks.settled(uri, token, refresh.codeLenses);
		if (view === undefined) return [];
		const { snapshot, convert } = view;
		const wanted = settings.of(uri);
		const from = snapshot.program.base === undefined ? followed.into(uri) : undefined;
		if (from) refresh.codeLenses.answeredFrom(uri, from.view.uri);
		const lenses = from ? modelLenses(snapshot, from) : codeLenses(snapshot);
		return [...(wanted.codeLenses ? lenses : []), ...(wanted.referenceLenses ? referenceLenses(snapshot) : [])]
			.filter(({ shows }) => shows === undefined || shows === "searchOn" || options.showsVerdicts)
			.map((lens) => codeLensToLsp(lens, convert));
	});
	dispatcher.answerAbout(FoldingRangeRequest.type, [], ({ snapshot, convert }) =>
		foldingRanges(snapshot).map((range) => foldingRangeToLsp(range, convert)),
	);
	answerTokens(dispatcher, server);
}

function answerTokens(dispatcher: Dispatcher, { documents, refresh }: ServerContext): void {
	let count = 0;
	/** As long as a used file is being read its names are unknown: the client is to come again. */
	const tokensOf = ({ uri, snapshot, convert }: DocumentView, within?: Span): number[] => {
		refresh.semanticTokens.asked(uri);
		refresh.semanticTokens.answered(uri, snapshot.complete);
		return semanticTokensToLsp(semanticTokens(snapshot, within), convert);
	};
	/** All tokens of a document, and those that the client had before. */
	const renewed = (view: DocumentView) => {
		const record = documents.record(view.uri);
		const last = record?.tokens;
		const tokens = new SentTokens(String(++count), tokensOf(view));
		if (record) record.tokens = tokens;
		return { tokens, last };
	};

	dispatcher.answerAbout(SemanticTokensRequest.type, { data: [] }, (view) => renewed(view).tokens.full());
	dispatcher.answerAbout(SemanticTokensDeltaRequest.type, { data: [] }, (view, { previousResultId }) => {
		const { tokens, last } = renewed(view);
		return tokens.since(last, previousResultId);
	});
	dispatcher.answerAbout(SemanticTokensRangeRequest.type, { data: [] }, (view, { range }) => ({ data: tokensOf(view, view.span(range)) }));
}
