/**
 * The matrix panel: one webview that shows what scenarios do under every kernel and patch. It grows while the server
 * finds out, and follows the files.
 *
 * Invariants: as of the timeline panel; of two requests the later one counts, and the earlier one is cancelled.
 */

import * as vscode from "vscode";
import { type BaseLanguageClient, ProgressType } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";
import { showTimelineCommand } from "../../language-server/src/lsp/protocol/client";
import { type MatrixParams, type MatrixResult, matrixRequest } from "../../language-server/src/lsp/protocol/matrix";
import type { FromMatrix, MatrixScope, ToMatrix } from "../webview/matrix-messages";
import { ask } from "./requests";
import { webviewPage } from "./webview-page";

const viewType = "raceline.matrix";
const matrixRows = new ProgressType<MatrixResult>();

/** How long nobody may have typed before the rows of a file are made anew, in milliseconds. */
const QUIET = 700;

/** Registers the commands that open the panel, and brings back a panel that was open when the window was closed. */
export function registerMatrixPanel(extensionUri: vscode.Uri, client: BaseLanguageClient): vscode.Disposable {
	let open: MatrixPanel | undefined;
	const show = (panel: vscode.WebviewPanel, scope: MatrixScope) => {
		open?.dispose();
		const opened = new MatrixPanel(extensionUri, client, panel, scope);
		open = opened;
		panel.onDidDispose(() => {
			if (open === opened) open = undefined;
			opened.dispose();
		});
	};
	const reveal = (scope: MatrixScope) => {
		if (open) open.reveal(scope);
		else show(vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Raceline Matrix"), vscode.ViewColumn.Active), scope);
	};
	return vscode.Disposable.from(
		vscode.commands.registerCommand("raceline.showMatrix", () => {
			const document = vscode.window.activeTextEditor?.document;
			if (document?.languageId === "raceline") reveal({ kind: "file", uri: document.uri.toString() });
			else void vscode.window.showInformationMessage(vscode.l10n.t("Open a scenario (.race) to see its patch matrix."));
		}),
		vscode.commands.registerCommand("raceline.showWorkspaceMatrix", () => reveal({ kind: "workspace" })),
		vscode.window.registerWebviewPanelSerializer(viewType, {
			async deserializeWebviewPanel(panel, state) {
				show(panel, readState(state));
			},
		}),
		new vscode.Disposable(() => open?.dispose()),
	);
}

class MatrixPanel {
	private readonly subscriptions: vscode.Disposable[] = [];
	/** The request that runs. */
	private asking: vscode.CancellationTokenSource | undefined;
	/** Files that are shown. */
	private uris: readonly vscode.Uri[] = [];
	private timer: ReturnType<typeof setTimeout> | undefined;
	private ready = false;

	constructor(
		extensionUri: vscode.Uri,
		private readonly client: BaseLanguageClient,
		private readonly panel: vscode.WebviewPanel,
		private scope: MatrixScope,
	) {
		const { webview } = panel;
		const dist = vscode.Uri.joinPath(extensionUri, "dist");
		webview.options = { enableScripts: true, localResourceRoots: [dist] };
		panel.iconPath = vscode.Uri.joinPath(extensionUri, "extension", "media", "icon.png");
		webview.html = webviewPage(webview, dist, { title: vscode.l10n.t("Raceline Matrix"), name: "matrix" });
		this.subscriptions.push(
			webview.onDidReceiveMessage((message: FromMatrix) => this.receive(message)),
			vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
				if (contentChanges.length > 0 && document.languageId === "raceline") this.followEdit(document.uri);
			}),
		);
	}

	reveal(scope: MatrixScope): void {
		this.scope = scope;
		this.panel.reveal();
		if (this.ready) void this.askForAll();
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.asking?.cancel();
		for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
		this.panel.dispose();
	}

	private async receive(message: FromMatrix): Promise<void> {
		switch (message.kind) {
			case "ready":
				this.ready = true;
				return this.askForAll();
			case "again":
				return this.askForAll();
			case "cancel":
				this.asking?.cancel();
				return;
			case "open": {
				const { place, scenario, under } = message;
				const range = this.client.protocol2CodeConverter.asRange(place.range);
				const uri = this.client.protocol2CodeConverter.asUri(place.uri);
				// Beside the matrix, in which the next cell will be looked at.
				const beside = { selection: range, preserveFocus: true, preview: true, viewColumn: vscode.ViewColumn.Beside };
				await vscode.window.showTextDocument(uri, beside);
				await vscode.commands.executeCommand(showTimelineCommand, uri.toString(), place.range.start, { ...under, scenario });
			}
		}
	}

	private async askForAll(): Promise<void> {
		const found = this.scope.kind === "file" ? [vscode.Uri.parse(this.scope.uri, true)] : await vscode.workspace.findFiles("**/*.race");
		this.uris = found.toSorted((a, b) => a.path.localeCompare(b.path));
		await this.ask(this.uris);
	}

	/**
	 * What a file uses may have been edited, so that every file is asked about; where nothing has changed the answer is
	 * known.
	 */
	private followEdit(uri: vscode.Uri): void {
		if (uri.scheme === kernelScheme) return;
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.ask(this.uris), QUIET);
	}

	/** Asks for the rows of some files and hands them on as they come. */
	private async ask(uris: readonly vscode.Uri[]): Promise<void> {
		this.asking?.cancel();
		const source = new vscode.CancellationTokenSource();
		this.asking = source;
		const isLast = () => this.asking === source;
		const names = uris.map((uri) => this.client.code2ProtocolConverter.asUri(uri));
		this.send({ kind: "begin", scope: this.scope, uris: names });
		// The server answers about files that are open to it.
		for (const uri of uris) {
			await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
			if (!isLast()) return;
			if (source.token.isCancellationRequested) return this.send({ kind: "end", end: "cancelled" });
		}
		const token = `matrix ${crypto.randomUUID()}`;
		const parts = this.client.onProgress(matrixRows, token, (part) => {
			if (isLast()) this.send({ kind: "rows", part });
		});
		try {
			const params: MatrixParams = { uris: names, everySet: true, partialResultToken: token };
			const answer = await ask(this.client, matrixRequest, params, source.token);
			if (isLast()) this.send({ kind: "end", end: answer === null ? "failed" : answer.cancelled ? "cancelled" : "done" });
		} catch {
			if (isLast()) this.send({ kind: "end", end: source.token.isCancellationRequested ? "cancelled" : "failed" });
		} finally {
			parts.dispose();
			source.dispose();
		}
	}

	private send(message: ToMatrix): void {
		void this.panel.webview.postMessage(message);
	}
}

function readState(state: unknown): MatrixScope {
	const { kind, uri } = (state ?? {}) as Record<string, unknown>;
	return kind === "file" && typeof uri === "string" ? { kind, uri } : { kind: "workspace" };
}
