/**
 * The timeline panel: one webview beside the editor that shows the losing runs of the scenario at the cursor, and
 * follows both.
 *
 * Invariants: the page runs only the script that it is shipped with, loads nothing from elsewhere, and what it sends is
 * taken as a wish about the editor (show a place, copy a text, apply a repair that the server has found) and never run.
 */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";
import { showTimelineCommand } from "../../language-server/src/lsp/protocol/client";
import { type DetailKind, type DetailsParams, detailsRequest } from "../../language-server/src/lsp/protocol/details";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { repairsBegunNotification } from "../../language-server/src/lsp/protocol/repairs";
import {
	type DifferentRunParams,
	differentRunRequest,
	type TimelinesParams,
	type TimelinesResult,
	timelinesRequest,
} from "../../language-server/src/lsp/protocol/timelines";
import { verdictsChangedNotification } from "../../language-server/src/lsp/protocol/verdicts";
import type { FromPanel, ToPanel } from "../webview/messages";
import { askAtLength } from "./ask-at-length";
import { onNotification } from "./notifications";
import { PanelRepairs } from "./panel-repairs";
import { ask } from "./requests";
import { webviewPage } from "./webview-page";

const viewType = "raceline.timeline";

type Configuration = NonNullable<TimelinesParams["configuration"]>;

/** Registers the command that opens the panel, and brings back a panel that was open when the window was closed. */
export function registerTimelinePanel(extensionUri: vscode.Uri, client: BaseLanguageClient): vscode.Disposable {
	let open: TimelinePanel | undefined;
	const show = (panel: vscode.WebviewPanel, at: vscode.Location | undefined, configuration?: Configuration) => {
		open?.dispose();
		const opened = new TimelinePanel(extensionUri, client, panel, at, configuration);
		open = opened;
		panel.onDidDispose(() => {
			if (open === opened) open = undefined;
			opened.dispose();
		});
	};
	return vscode.Disposable.from(
		vscode.commands.registerCommand(
			showTimelineCommand,
			(uri?: string, position?: Location["range"]["start"], configuration?: Configuration) => {
				const at =
					uri && position
						? new vscode.Location(vscode.Uri.parse(uri, true), new vscode.Position(position.line, position.character))
						: undefined;
				if (open) return open.reveal(at, configuration);
				const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
				show(vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Raceline Timeline"), column), at ?? cursor(), configuration);
			},
		),
		vscode.window.registerWebviewPanelSerializer(viewType, {
			async deserializeWebviewPanel(panel, state) {
				show(panel, readState(state));
			},
		}),
		new vscode.Disposable(() => open?.dispose()),
	);
}

class TimelinePanel {
	private readonly subscriptions: vscode.Disposable[] = [];
	/** Counts requests, so that an answer which was overtaken is dropped. */
	private requests = 0;
	/** What is asked for about the scenario, by section. */
	private readonly asked = new Map<DetailKind, vscode.CancellationTokenSource>();
	private readonly repairs: PanelRepairs;
	/** The scenario that is shown. */
	private shown = "";

	constructor(
		extensionUri: vscode.Uri,
		private readonly client: BaseLanguageClient,
		private readonly panel: vscode.WebviewPanel,
		/** The place whose scenario is shown. */
		private at: vscode.Location | undefined,
		/**
		 * What it is shown under, as long as it is the same scenario; undefined for what its expectations ask about.
		 */
		private configuration: Configuration | undefined,
	) {
		const { webview } = panel;
		this.repairs = new PanelRepairs(client, (message) => this.send(message));
		const dist = vscode.Uri.joinPath(extensionUri, "dist");
		webview.options = { enableScripts: true, localResourceRoots: [dist] };
		panel.iconPath = vscode.Uri.joinPath(extensionUri, "extension", "media", "icon.png");
		webview.html = webviewPage(webview, dist, { title: vscode.l10n.t("Raceline Timeline"), name: "timeline" });
		this.subscriptions.push(
			webview.onDidReceiveMessage((message: FromPanel) => this.receive(message)),
			onNotification(client, verdictsChangedNotification, ({ uris }) => {
				if (this.at && uris.includes(this.code(this.at.uri))) void this.update();
			}),
			onNotification(client, repairsBegunNotification, ({ uri }) => {
				if (this.at && uri === this.code(this.at.uri)) void this.repairs.show(this.at);
			}),
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				if (document.uri.toString() !== this.at?.uri.toString()) return;
				this.repairs.forget();
				void this.update();
			}),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
			vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.follow(editor)),
		);
	}

	reveal(at: vscode.Location | undefined, configuration: Configuration | undefined): void {
		this.at = at ?? cursor() ?? this.at;
		this.configuration = configuration;
		this.panel.reveal(undefined, true);
		void this.update();
	}

	dispose(): void {
		for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
		for (const asked of this.asked.values()) asked.cancel();
		this.repairs.forget();
		this.panel.dispose();
	}

	/** The cursor went somewhere: in the model it marks steps, in a scenario it also chooses what is shown. */
	private follow({ document, selection }: vscode.TextEditor): void {
		if (document.languageId !== "raceline") return;
		this.send({ kind: "cursor", uri: this.code(document.uri), line: selection.active.line });
		if (document.uri.scheme === kernelScheme) return;
		this.at = new vscode.Location(document.uri, selection.active);
		void this.update();
	}

	private async update(): Promise<void> {
		const request = ++this.requests;
		const timelines = await this.fetch();
		if (request !== this.requests || timelines === undefined) return;
		if (timelines?.scenario !== this.configuration?.scenario) this.configuration = undefined;
		const shown = `${timelines?.uri} ${timelines?.scenario}`;
		if (shown !== this.shown) this.repairs.forget();
		this.shown = shown;
		this.send({ kind: "show", timelines });
		if (this.at) await this.repairs.show(this.at);
	}

	/** Undefined when the server could not be asked; the panel then stays as it is. */
	private async fetch(): Promise<TimelinesResult | null | undefined> {
		if (this.at === undefined) return null;
		const position = this.client.code2ProtocolConverter.asPosition(this.at.range.start);
		const params: TimelinesParams = { textDocument: { uri: this.code(this.at.uri) }, position, configuration: this.configuration };
		try {
			return await ask(this.client, timelinesRequest, params);
		} catch {
			return undefined;
		}
	}

	private async receive(message: FromPanel): Promise<void> {
		switch (message.kind) {
			case "ready":
				return this.update();
			case "different":
				return this.findDifferent(message);
			case "details":
				return this.findDetails(message.section, message.fromNow);
			case "findRepairs":
				return this.at && this.repairs.find(this.at);
			case "stopRepairs":
				return this.repairs.stop();
			case "applyRepair":
				return this.at && this.repairs.apply(this.at, message.title);
			case "copy":
				await vscode.env.clipboard.writeText(message.text);
				vscode.window.setStatusBarMessage(vscode.l10n.t("Diagram copied"), 3000);
				return;
			case "reveal": {
				const { uri, range } = message.place;
				const selection = this.client.protocol2CodeConverter.asRange(range);
				const column = vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === "raceline")?.viewColumn;
				await vscode.window.showTextDocument(this.client.protocol2CodeConverter.asUri(uri), {
					selection,
					preserveFocus: !message.focus,
					preview: true,
					viewColumn: column ?? vscode.ViewColumn.One,
				});
			}
		}
	}

	private async findDifferent({ asked, run: known, orders }: Extract<FromPanel, { kind: "different" }>): Promise<void> {
		if (this.at === undefined) return;
		const position = this.client.code2ProtocolConverter.asPosition(this.at.range.start);
		const { configuration } = this;
		const textDocument = { uri: this.code(this.at.uri) };
		const params: DifferentRunParams = { textDocument, position, configuration, run: known, orders };
		const run = await askAtLength(this.client, differentRunRequest, params, vscode.l10n.t("Searching for a different run"));
		this.send({ kind: "different", asked, run });
	}

	/** Of two questions of the same kind the later one counts. */
	private async findDetails(section: DetailKind, fromNow = false): Promise<void> {
		this.asked.get(section)?.cancel();
		if (this.at === undefined) return;
		const cancellation = new vscode.CancellationTokenSource();
		this.asked.set(section, cancellation);
		const position = this.client.code2ProtocolConverter.asPosition(this.at.range.start);
		const params: DetailsParams = { textDocument: { uri: this.code(this.at.uri) }, position, kind: section, fromNow };
		const found = await ask(this.client, detailsRequest, params, cancellation.token).catch(() => null);
		if (this.asked.get(section) !== cancellation) return;
		this.asked.delete(section);
		this.send({ kind: "details", section, lines: found?.lines ?? null });
	}

	private code(uri: vscode.Uri): string {
		return this.client.code2ProtocolConverter.asUri(uri);
	}

	private send(message: ToPanel): void {
		void this.panel.webview.postMessage(message);
	}
}

function cursor(): vscode.Location | undefined {
	const editor =
		vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(({ document }) => document.languageId === "raceline");
	return editor?.document.languageId === "raceline" ? new vscode.Location(editor.document.uri, editor.selection.active) : undefined;
}

function readState(state: unknown): vscode.Location | undefined {
	const { uri, line, character } = (state ?? {}) as Record<string, unknown>;
	if (typeof uri !== "string" || typeof line !== "number" || typeof character !== "number") return undefined;
	return new vscode.Location(vscode.Uri.parse(uri), new vscode.Position(line, character));
}
