/**
 * What makes the scenario in the timeline panel safe: what is known of that, the search for more, whoever began it, and
 * applying what was found.
 *
 * Invariant: only what the server has proved is applied, and only to the text that it was proved for.
 */
import * as vscode from "vscode";
import { type BaseLanguageClient, ProgressType } from "vscode-languageclient";
import { type RepairsParams, type RepairsResult, repairsRequest } from "../../language-server/src/lsp/protocol/repairs";
import type { ToPanel } from "../webview/messages";
import { ask } from "./requests";

const tried = new ProgressType<RepairsResult>();

interface Search {
	readonly cancellation: vscode.CancellationTokenSource;
	/** Whether it was begun here, and not for the quick fixes. */
	readonly isOwn: boolean;
}

export class PanelRepairs {
	private found: RepairsResult | null = null;
	/** The search that is followed. */
	private search: Search | undefined;
	/** Counts questions, so that an answer which was overtaken is dropped. */
	private questions = 0;

	constructor(
		private readonly client: BaseLanguageClient,
		private readonly send: (message: ToPanel) => void,
	) {}

	/** Says what is known of the scenario at a place. A search that goes on is followed, none is begun. */
	async show(at: vscode.Location): Promise<void> {
		if (this.search) return;
		const question = ++this.questions;
		const found = await ask(this.client, repairsRequest, { ...this.about(at), known: true }).catch(() => null);
		if (question !== this.questions || this.search !== undefined) return;
		this.found = found;
		if (found?.searching) return this.follow(at, false);
		this.tell(found);
	}

	/** Searches for all, and says how far that is whenever something has been tried. */
	async find(at: vscode.Location): Promise<void> {
		if (!this.search) await this.follow(at, true);
	}

	private async follow(at: vscode.Location, isOwn: boolean): Promise<void> {
		this.questions++;
		const search: Search = { cancellation: new vscode.CancellationTokenSource(), isOwn };
		this.search = search;
		this.tell(this.found);
		const partialResultToken = `repairs ${crypto.randomUUID()}`;
		const parts = this.client.onProgress(tried, partialResultToken, (found) => {
			if (this.search === search) this.tell(found);
		});
		const found = await ask(this.client, repairsRequest, { ...this.about(at), partialResultToken }, search.cancellation.token)
			.catch(() => this.found)
			.finally(() => parts.dispose());
		if (this.search !== search) return;
		this.search = undefined;
		this.tell(found);
	}

	/** Ends the search; what has been found by then stays. */
	stop(): void {
		this.search?.cancellation.cancel();
	}

	/** Forgets a scenario that is no longer shown. A search that was begun for it here ends. */
	forget(): void {
		if (this.search?.isOwn) this.stop();
		this.search = undefined;
		this.found = null;
	}

	/** Applies what was found under this title, as the quick fix does. */
	async apply(at: vscode.Location, title: string): Promise<void> {
		const repair = this.found?.repairs.find((each) => each.title === title);
		const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === at.uri.toString());
		if (repair === undefined || document?.version !== this.found?.version) return;
		const edit = new vscode.WorkspaceEdit();
		for (const { range, newText } of repair.edits) edit.replace(at.uri, this.client.protocol2CodeConverter.asRange(range), newText);
		await vscode.workspace.applyEdit(edit);
	}

	private about(at: vscode.Location): RepairsParams {
		const { code2ProtocolConverter: convert } = this.client;
		return { textDocument: { uri: convert.asUri(at.uri) }, position: convert.asPosition(at.range.start) };
	}

	private tell(found: RepairsResult | null): void {
		this.found = found;
		this.send({ kind: "repairs", found, searching: this.search !== undefined });
	}
}
