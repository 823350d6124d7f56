/** The losing runs of a scenario, what else is known of it, and what came of its expectations. */

import type { CancellationToken } from "vscode-languageserver";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import type { DetailLine } from "../../report/statistics";
import { verdictTitle } from "../../service/reading/code-lenses";
import { stepsIn } from "../../service/reading/inlay-hints";
import { coverage } from "../../service/runs/coverage";
import { differenceFrom, type InSlices, statisticsOf, whySafe } from "../../service/runs/details";
import { anotherRun } from "../../service/runs/different-run";
import { expectations } from "../../service/runs/expectations";
import { exportedRun, runToExport } from "../../service/runs/exported-run";
import { expectationsOn, type KernelSearch } from "../../service/runs/other-kernel";
import { type ScenarioTimelines, timelines, timelinesUnder } from "../../service/runs/timelines";
import { scenarioAt, scenarioAtOrFirst } from "../../service/workspace/snapshot";
import type { TransitionSystem } from "../../system/transition-system";
import { isSettled } from "../check-loop";
import type { ServerContext } from "../context";
import { coverageToLsp, detailsToLsp, expectationsToLsp } from "../converters/runs";
import { runToLsp, timelinesToLsp } from "../converters/timelines";
import { type Dispatcher, failed, refused } from "../dispatcher";
import type { DocumentView } from "../document-view";
import { CancelledError, inSlices } from "../in-slices";
import { coverageRequest } from "../protocol/coverage";
import { type DetailsParams, type DetailsResult, detailsRequest } from "../protocol/details";
import { expectationsRequest } from "../protocol/expectations";
import { explainRequest } from "../protocol/explain";
import { followableRequest, followRequest } from "../protocol/follow";
import { differentRunRequest, type TimelinesParams, timelinesRequest } from "../protocol/timelines";

export function answerRuns(dispatcher: Dispatcher, server: ServerContext): void {
	const { connection, workspace, settings, checks, documents, searches, compilations, followed } = server;
	/** The progress of a request whose searches come behind those of the open documents. */
	const progressOf = (workDoneToken: string | undefined) => {
		const progress = connection.window.attachWorkDoneProgress(workDoneToken);
		if (workspace.pending().length > 0) progress.report(t`waits for the searches of open files`);
		return progress;
	};

	dispatcher.answer(timelinesRequest, null, async (params, token) => {
		const { uri } = params.textDocument;
		const view = params.settled ? await checks.final(uri, token) : documents.view(uri);
		if (view) followed.follow(view, view.offset(params.position));
		const found = view && (await timelinesOf(server, view, params, token));
		return found ? timelinesToLsp(uri, found, view.convert) : null;
	});
	dispatcher.answer(followableRequest, [], ({ textDocument: { uri } }) =>
		documents.views().flatMap(({ uri: document, snapshot, convert }) =>
			snapshot.scenarios.flatMap((scenario) => {
				const steps = stepsIn(snapshot, scenario, uri);
				const { name, span } = scenario.scenario.symbol;
				const position = convert.position(snapshot.file.spanOf(span).start);
				return steps === 0 ? [] : [{ textDocument: { uri: document }, position, scenario: name, verdict: verdictTitle(scenario), steps }];
			}),
		),
	);
	dispatcher.answer(followRequest, null, ({ textDocument: { uri }, position }) => {
		const view = documents.view(uri);
		if (view) followed.follow(view, view.offset(position));
		return null;
	});
	dispatcher.answerAbout(differentRunRequest, null, async (view, params, token) => {
		const found = await timelinesOf(server, view, params, token);
		if (found === undefined) return null;
		const { limits } = settings.of(view.uri);
		const progress = progressOf(params.workDoneToken);
		const run = await anotherRun(view.snapshot, found, params.run, params.orders, (system) =>
			searches.result(system, limits, token, (states) => progress.report(quantity(states, "state"))),
		);
		return run ? runToLsp(run, view.convert) : null;
	});
	dispatcher.answer(explainRequest, failed, async (params, token) => {
		const { uri } = params.textDocument;
		const view = await checks.final(uri, token);
		if (view === undefined) return refused(`${uri} is not open`);
		if (scenarioAt(view.snapshot, view.offset(params.position)) === undefined) return refused(t`There is no scenario at this place.`);
		const found = await timelinesOf(server, view, params, token);
		const run = found && runToExport(found, params.run);
		if (!run) return refused(t`There is no run of ${found?.scenario.symbol.name ?? ""} to export: ${found?.verdict ?? ""}`);
		return { scenario: found.scenario.symbol.name, text: exportedRun(view.snapshot, found.scenario, run, params.format) };
	});
	dispatcher.answer(detailsRequest, null, async (params, token) => {
		const view = await checks.final(params.textDocument.uri, token);
		return view ? await details(server, view, params, token) : null;
	});
	dispatcher.answer(expectationsRequest, null, async ({ textDocument: { uri }, settled, kernel, workDoneToken }, token) => {
		const now = documents.view(uri);
		// On another kernel what is found on its own does not matter, but what its files say does.
		const view = (kernel === undefined ? settled : now?.snapshot.complete === false) ? await checks.final(uri, token) : now;
		if (view === undefined) return null;
		const { snapshot, convert } = view;
		const { limits } = settings.of(uri);
		const progress = progressOf(workDoneToken);
		const search: KernelSearch = async (system, limits, scenario) => {
			if (workspace.pending().length === 0) progress.report(scenario);
			// Others have their turn: the next scenario is compiled in one go.
			await new Promise((resolve) => setTimeout(resolve));
			const about = (states: number) => progress.report(`${scenario} · ${quantity(states, "state")}`);
			return await searches.result(system, limits, token, about);
		};
		const found =
			kernel === undefined
				? expectations(snapshot)
				: await expectationsOn(snapshot, kernel, { limits, compile: compilations.compile, search });
		if (found === undefined) return null;
		return { scenarios: found.map((scenario) => expectationsToLsp(scenario, convert)), settled: isSettled(snapshot) };
	});
	dispatcher.answer(coverageRequest, null, async ({ textDocument: { uri } }, token) => {
		const view = await checks.final(uri, token);
		if (view === undefined) return null;
		const { limits } = settings.of(uri);
		const files = await coverage(view.snapshot, limits, (system) => searches.observations(system, limits, token));
		return files.map((file) => coverageToLsp(file, view.convert));
	});
}

/**
 * The runs under the configuration that is asked about; those that are known otherwise where none is, or another
 * scenario stands there by now.
 */
async function timelinesOf(
	{ settings, searches, compilations }: ServerContext,
	{ snapshot, offset }: DocumentView,
	{ position, configuration }: TimelinesParams,
	token: CancellationToken,
): Promise<ScenarioTimelines | undefined> {
	const at = offset(position);
	const known = () => timelines(snapshot, at);
	if (configuration === undefined) return known();
	const { scenario, ...under } = configuration;
	const { limits } = settings.of(snapshot.uri);
	const search = (system: TransitionSystem) => searches.result(system, limits, token);
	return (await timelinesUnder(snapshot, at, scenario, under, { limits, compile: compilations.compile, search })) ?? known();
}

async function details(
	{ connection, workspace, documents, settings, searches }: ServerContext,
	{ uri, snapshot, convert, offset }: DocumentView,
	{ position, kind, fromNow, workDoneToken }: DetailsParams,
	token: CancellationToken,
): Promise<DetailsResult | null> {
	const scenario = scenarioAtOrFirst(snapshot, offset(position));
	if (scenario === undefined) return null;
	const { limits } = settings.of(uri);
	const searchFor = (system: TransitionSystem) => {
		if (token.isCancellationRequested) throw new CancelledError();
		return searches.result(system, limits, token);
	};
	const progress = connection.window.attachWorkDoneProgress(workDoneToken);
	const trying = async (done: number, all: number): Promise<void> => {
		progress.report(Math.floor((100 * done) / all), t`${done + 1} of ${all}`);
		// Others have their turn: what is left out has to be compiled.
		await new Promise((resolve) => setTimeout(resolve));
		if (token.isCancellationRequested) throw new CancelledError();
	};
	const slowly: InSlices = (work) => inSlices(work, token);
	const lines = async (): Promise<readonly DetailLine[]> => {
		if (kind === "statistics") return await statisticsOf(scenario, slowly);
		if (kind === "whySafe") return await whySafe(snapshot, scenario, limits, searchFor, trying);
		const { text } = snapshot.file;
		const record = documents.record(uri);
		if (record && fromNow) record.baseline = text;
		const baseline = record?.baseline ?? text;
		if (baseline === text) return [{ text: t`nothing has been edited yet` }];
		return await differenceFrom(workspace.analyseVariant(uri, baseline), scenario, snapshot.locate, limits, searchFor, slowly);
	};
	try {
		return { scenario: scenario.scenario.symbol.name, lines: detailsToLsp(await lines(), convert) };
	} catch (error) {
		if (error instanceof CancelledError) return null;
		throw error;
	}
}
