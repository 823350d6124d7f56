/**
 * The Testing view: every expectation of every scenario is a test.
 *
 * Invariants: the view finds nothing out by itself, it opens files so that the server checks them and shows what the
 * server says; a verdict that the server finds while one types updates the list of tests at once, and the results of
 * those that have been run: none stays that is not so any more.
 */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";
import { showTimelineCommand } from "../../language-server/src/lsp/protocol/client";
import {
	type ExpectationResult,
	type ExpectationsParams,
	type ExpectationsResult,
	expectationsRequest,
	kernelsRequest,
	type ScenarioExpectations,
} from "../../language-server/src/lsp/protocol/expectations";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { verdictsChangedNotification } from "../../language-server/src/lsp/protocol/verdicts";
import { askAtLength } from "./ask-at-length";
import { Coverage, CoveredFile } from "./coverage";
import { FileTests } from "./file-tests";
import { onNotification } from "./notifications";
import { ask } from "./requests";
import { isScenarioDocument } from "./scenario-documents";

const pattern = "**/*.race";

/** Registers the tests of the workspace. */
export function registerTesting(client: BaseLanguageClient): vscode.Disposable {
	const controller = vscode.tests.createTestController("raceline", "Raceline");
	const tests = new Tests(controller, client);
	controller.resolveHandler = (item) => (item ? tests.resolve(item) : tests.findFiles());
	controller.refreshHandler = () => tests.findFiles();
	controller.createRunProfile(vscode.l10n.t("Check"), vscode.TestRunProfileKind.Run, (request, token) => tests.run(request, token), true);
	controller.createRunProfile(vscode.l10n.t("Check on Another Kernel…"), vscode.TestRunProfileKind.Run, async (request, token) => {
		const kernel = await pickKernel(client);
		if (kernel !== undefined) await tests.run(request, token, { kernel });
	});
	const covering = controller.createRunProfile(
		vscode.l10n.t("Check with Coverage of the Kernel Model"),
		vscode.TestRunProfileKind.Coverage,
		(request, token) => tests.run(request, token, { coverage: new Coverage(client) }),
		true,
	);
	covering.loadDetailedCoverage = async (_run, file) => (file instanceof CoveredFile ? file.details() : []);
	const watcher = vscode.workspace.createFileSystemWatcher(pattern);
	return vscode.Disposable.from(
		controller,
		watcher,
		watcher.onDidCreate((uri) => tests.files.add(uri)),
		watcher.onDidDelete((uri) => tests.files.delete(uri)),
		onNotification(client, verdictsChangedNotification, ({ uris }) => {
			for (const uri of uris) void tests.update(client.protocol2CodeConverter.asUri(uri));
		}),
		vscode.workspace.onDidOpenTextDocument((document) => {
			if (isTested(document)) tests.files.add(document.uri);
		}),
		vscode.commands.registerCommand("raceline.showTimelineOfTest", (chosen: vscode.TestItem | { readonly test: vscode.TestItem }) => {
			const { uri, range } = "test" in chosen ? chosen.test : chosen;
			if (uri && range) return vscode.commands.executeCommand(showTimelineCommand, client.code2ProtocolConverter.asUri(uri), range.start);
		}),
	);
}

class Tests {
	readonly files: FileTests;
	/**
	 * What the results in the view say, of tests that were run for their own kernels: whether each is met, and the
	 * error or what was left open otherwise.
	 */
	private readonly shown = new WeakMap<vscode.TestItem, string>();

	constructor(
		private readonly controller: vscode.TestController,
		private readonly client: BaseLanguageClient,
	) {
		this.files = new FileTests(controller);
	}

	/** Every file of the workspace, and every open one. */
	async findFiles(): Promise<void> {
		for (const uri of await vscode.workspace.findFiles(pattern)) this.files.add(uri);
		for (const document of vscode.workspace.textDocuments) if (isTested(document)) this.files.add(document.uri);
	}

	/** Finds the tests of a file when a person unfolds it. */
	async resolve(item: vscode.TestItem): Promise<void> {
		if (item.uri === undefined || this.files.get(item.uri) !== item) return;
		await vscode.workspace.openTextDocument(item.uri);
		await this.update(item.uri);
	}

	/** Brings the tests of an open file up to date. */
	async update(uri: vscode.Uri): Promise<void> {
		const item = this.files.get(uri);
		const answer = item && (await this.ask(uri, false));
		if (item === undefined || answer === undefined) return;
		this.show(item, answer.scenarios);
		this.renew(item, answer.scenarios);
	}

	/** Brings results up to date that were shown before, and marks those that are being checked again. */
	private renew(file: vscode.TestItem, scenarios: readonly ScenarioExpectations[]): void {
		const all = scenarios.flatMap((scenario) =>
			scenario.expectations.flatMap((result, index) => {
				const item = file.children.get(scenario.name)?.children.get(expectationId(result, index));
				const shown = item && this.shown.get(item);
				return item && shown !== undefined && shown !== resultText(scenario, result) ? [{ item, scenario, result }] : [];
			}),
		);
		const open = all.filter(({ scenario, result }) => !isKnown(scenario, result));
		if (open.length > 0) this.controller.invalidateTestResults(open.map(({ item }) => item));
		const known = all.filter(({ scenario, result }) => isKnown(scenario, result));
		if (known.length === 0) return;
		const request = new vscode.TestRunRequest(known.map(({ item }) => item));
		const run = this.controller.createTestRun(request, vscode.l10n.t("Checked again"), false);
		for (const { item, scenario, result } of known) this.report(run, item, scenario, result, undefined);
		run.end();
	}

	async run(
		request: vscode.TestRunRequest,
		token: vscode.CancellationToken,
		{ kernel, coverage }: { readonly kernel?: string; readonly coverage?: Coverage } = {},
	): Promise<void> {
		if (request.include === undefined) await this.findFiles();
		const run = this.controller.createTestRun(request, kernel);
		const cancellation = new vscode.CancellationTokenSource();
		token.onCancellationRequested(() => cancellation.cancel());
		for (const file of new Set(request.include?.flatMap((item) => this.files.of(item)) ?? this.files.all())) {
			if (cancellation.token.isCancellationRequested) break;
			await this.runFile(file, run, request, cancellation, kernel);
			if (file.uri) await coverage?.add(file.uri, token);
		}
		for (const file of coverage?.files() ?? []) run.addCoverage(file);
		run.end();
	}

	private async runFile(
		file: vscode.TestItem,
		run: vscode.TestRun,
		request: vscode.TestRunRequest,
		cancellation: vscode.CancellationTokenSource,
		kernel: string | undefined,
	): Promise<void> {
		if (file.uri === undefined) return;
		try {
			await vscode.workspace.openTextDocument(file.uri);
		} catch (error) {
			run.errored(file, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
			return;
		}
		await this.update(file.uri);
		const isAsked = (item: vscode.TestItem) =>
			includes(request.include, item) && !(request.exclude?.some((other) => isWithin(item, other)) ?? false);
		const asked = [...file.children].flatMap(([, scenario]) => leaves(scenario)).filter(isAsked);
		for (const item of asked) run.started(item);
		const answer = await this.ask(file.uri, true, cancellation, kernel);
		if (answer === undefined) {
			for (const item of asked) run.skipped(item);
			return;
		}
		this.show(file, answer.scenarios);
		for (const scenario of answer.scenarios)
			for (const [index, result] of scenario.expectations.entries()) {
				const item = file.children.get(scenario.name)?.children.get(expectationId(result, index));
				if (item && isAsked(item)) this.report(run, item, scenario, result, kernel);
			}
	}

	private report(
		run: vscode.TestRun,
		item: vscode.TestItem,
		scenario: ScenarioExpectations,
		result: ExpectationResult,
		kernel: string | undefined,
	): void {
		if (kernel === undefined) this.shown.set(item, resultText(scenario, result));
		else this.shown.delete(item);
		if (result.met) return run.passed(item, result.milliseconds);
		// It names a kernel or options itself, so that another kernel says nothing about it.
		if (kernel !== undefined && result.met === undefined && scenario.problem === "" && result.found === "") return run.skipped(item);
		if (result.met === undefined) {
			const message = scenario.problem || result.message || "not checked";
			return run.errored(item, this.message(new vscode.TestMessage(message), result.place), result.milliseconds);
		}
		const on = kernel === undefined ? "" : vscode.l10n.t("on {0}: ", kernel);
		const message = vscode.TestMessage.diff(
			`${on}${result.message}`,
			result.text,
			`${result.text.replace(/^expect\b.*/s, "found")} ${result.found}`,
		);
		run.failed(item, this.message(message, result.failingPlace ?? result.place), result.milliseconds);
		const output = [`${on}${result.message}`, "", result.diagram, ""].join("\n").replaceAll("\n", "\r\n");
		run.appendOutput(output, undefined, item);
	}

	private message(message: vscode.TestMessage, place: Location | undefined): vscode.TestMessage {
		if (place) message.location = new vscode.Location(this.client.protocol2CodeConverter.asUri(place.uri), this.range(place));
		return message;
	}

	private range({ range }: Location): vscode.Range {
		return this.client.protocol2CodeConverter.asRange(range);
	}

	private show(file: vscode.TestItem, scenarios: readonly ScenarioExpectations[]): void {
		file.children.replace(
			scenarios.map((scenario) => {
				const item = file.children.get(scenario.name) ?? this.controller.createTestItem(scenario.name, scenario.name, file.uri);
				item.range = scenario.place && this.range(scenario.place);
				item.error = scenario.problem || undefined;
				item.children.replace(
					scenario.expectations.map((result, index) => {
						const id = expectationId(result, index);
						const test = item.children.get(id) ?? this.controller.createTestItem(id, result.text, file.uri);
						test.range = result.place && this.range(result.place);
						test.sortText = String(index).padStart(4, "0");
						return test;
					}),
				);
				return item;
			}),
		);
	}

	private async ask(
		uri: vscode.Uri,
		settled: boolean,
		cancellation = new vscode.CancellationTokenSource(),
		kernel?: string,
	): Promise<ExpectationsResult | undefined> {
		const params: ExpectationsParams = { textDocument: { uri: this.client.code2ProtocolConverter.asUri(uri) }, settled, kernel };
		if (kernel !== undefined)
			return (
				(await askAtLength(this.client, expectationsRequest, params, vscode.l10n.t("Checking on {0}", kernel), cancellation)) ?? undefined
			);
		try {
			return (await ask(this.client, expectationsRequest, params, cancellation.token)) ?? undefined;
		} catch {
			return undefined;
		}
	}
}

/** False while the text is being checked. */
function isKnown({ problem }: ScenarioExpectations, { met, message }: ExpectationResult): boolean {
	return met !== undefined || problem !== "" || message !== "";
}

/** The same for results that are shown alike. */
function resultText({ problem }: ScenarioExpectations, { met, message }: ExpectationResult): string {
	return met ? "met" : `${met} ${problem} ${message}`;
}

async function pickKernel(client: BaseLanguageClient): Promise<string | undefined> {
	const kernels = await ask(client, kernelsRequest, {});
	return vscode.window.showQuickPick(kernels, { title: vscode.l10n.t("Check on which kernel?") });
}

function isTested(document: vscode.TextDocument): boolean {
	return isScenarioDocument(document) && document.uri.scheme !== kernelScheme;
}

/** Expectations have no name; their text and place in the order tell them apart. */
function expectationId({ text }: ExpectationResult, index: number): string {
	return `${index} ${text}`;
}

function leaves(item: vscode.TestItem): readonly vscode.TestItem[] {
	const children = [...item.children].map(([, child]) => child);
	return children.length === 0 ? [item] : children.flatMap(leaves);
}

function includes(include: readonly vscode.TestItem[] | undefined, item: vscode.TestItem): boolean {
	return include === undefined || include.some((other) => isWithin(item, other));
}

function isWithin(item: vscode.TestItem, other: vscode.TestItem): boolean {
	return item.id === other.id && item.uri?.toString() === other.uri?.toString() && item.parent?.id === other.parent?.id
		? true
		: item.parent
			? isWithin(item.parent, other)
			: false;
}
