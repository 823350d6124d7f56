import {
	CancellationToken,
	type Connection,
	type Diagnostic,
	type DocumentDiagnosticReport,
	DocumentDiagnosticReportKind,
} from "vscode-languageserver";
import { diagnostics } from "../service/diagnostics/diagnostics";
import type { Snapshot } from "../service/workspace/snapshot";
import type { ClientSupport } from "./capabilities";
import type { CheckLoop } from "./check-loop";
import { diagnosticToLsp } from "./converters/diagnostics";
import type { Dispatcher } from "./dispatcher";
import type { OpenDocuments } from "./open-documents";
import type { Refresher } from "./refresher";

/** The diagnostics of open documents: pulled by clients that can, else sent to them. */
export class DocumentDiagnostics {
	private readonly reports = new WeakMap<Snapshot, { readonly items: Diagnostic[]; readonly json: string }>();
	private count = 0;
	/** Documents whose diagnostics are to be sent when the timer has run out. */
	private readonly due = new Set<string>();
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly connection: Connection,
		private readonly dispatcher: Dispatcher,
		private readonly client: ClientSupport,
		private readonly documents: OpenDocuments,
		private readonly checks: CheckLoop,
	) {}

	/**
	 * The diagnostics of a document when its verdict is there, or when that takes long; nothing but that where the
	 * client has them.
	 */
	async pull(
		uri: string,
		previousId: string | undefined,
		token: CancellationToken,
		refresher: Refresher,
	): Promise<DocumentDiagnosticReport> {
		const view = await this.checks.settled(uri, token, refresher);
		const record = this.documents.record(uri);
		if (view === undefined || record === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
		const { items, json } = this.reported(view.snapshot);
		const { diagnostics: last } = record;
		if (last?.json === json && last.id === previousId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
		const { id } = last?.json === json ? last : { id: String(++this.count) };
		record.diagnostics = { id, json };
		return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
	}

	/**
	 * For clients that do not pull: sends the diagnostics of a document when its verdict is there, or when that takes
	 * long. Nothing is read or compiled for that before everything that has arrived is dealt with.
	 */
	push(uri: string): void {
		if (this.client.pullDiagnostics) return;
		this.due.add(uri);
		this.timer ??= setTimeout(() => {
			this.timer = undefined;
			const uris = [...this.due];
			this.due.clear();
			for (const uri of uris) this.dispatcher.run("publishDiagnostics", () => this.publish(uri));
		});
	}

	private async publish(uri: string): Promise<void> {
		const view = await this.checks.settled(uri, CancellationToken.None);
		const record = this.documents.record(uri);
		if (view === undefined || record === undefined) return;
		const { version } = view.snapshot;
		const items = this.of(view.snapshot);
		const json = JSON.stringify([version, items]);
		if (record.diagnostics?.json === json) return;
		record.diagnostics = { id: "", json };
		await this.connection.sendDiagnostics({ uri, version, diagnostics: items });
	}

	/** The same clients forget what they were sent of a document that is closed. */
	closed(uri: string): void {
		this.due.delete(uri);
		if (!this.client.pullDiagnostics) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
	}

	dispose(): void {
		clearTimeout(this.timer);
	}

	/** All that there is to say about a document at one moment. */
	of(snapshot: Snapshot): Diagnostic[] {
		const { convert } = this.documents.viewOf(snapshot);
		return diagnostics(snapshot).map((diagnostic) => diagnosticToLsp(diagnostic, this.client.diagnostics, convert));
	}

	/** The same, also as text; made once. */
	private reported(snapshot: Snapshot): { readonly items: Diagnostic[]; readonly json: string } {
		const known = this.reports.get(snapshot);
		if (known) return known;
		const items = this.of(snapshot);
		const made = { items, json: JSON.stringify(items) };
		this.reports.set(snapshot, made);
		return made;
	}
}
