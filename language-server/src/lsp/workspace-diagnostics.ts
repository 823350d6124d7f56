/**
 * The diagnostics of files that are not open, as clients pull them for the whole workspace.
 *
 * Invariants: a file that is open is left to its own requests; between files whatever else is asked comes first; once a
 * client has everything, its next request stays open until something may have changed, where the client says when files
 * change.
 */

import {
	type CancellationToken,
	type Diagnostic,
	DocumentDiagnosticReportKind,
	type PreviousResultId,
	type ResultProgressReporter,
	type WorkDoneProgressReporter,
	type WorkspaceDiagnosticReport,
	type WorkspaceDiagnosticReportPartialResult,
	type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { t } from "../base/l10n";
import { quantity } from "../base/quantities";

/** What is asked of the server's other parts. */
export interface WorkspaceDiagnosticsHost {
	/** All scenario files of the workspace. */
	files(): Promise<readonly string[]>;
	isOpen(uri: string): boolean;
	/** What there is to say about a file that is not open; undefined where there is none. */
	diagnostics(uri: string, token: CancellationToken): Promise<readonly Diagnostic[] | undefined>;
	/** True when `changed` is called for every change of a file. */
	readonly watches: boolean;
}

/** For how long files are looked at before other requests have their turn, in milliseconds. */
const SLICE = 10;
/** So many files are looked at. */
export const MOST_FILES = 2000;

export class WorkspaceDiagnostics {
	/** What each file was last found to have, with the identity that the client knows it by. */
	private readonly found = new Map<string, { readonly id: string; readonly json: string }>();
	private readonly waiting = new Set<() => void>();
	private generation = 0;
	/** The generation that was answered in full. */
	private answered = -1;
	private results = 0;
	private ended = false;

	constructor(private readonly host: WorkspaceDiagnosticsHost) {}

	/** A file, a setting, or which documents are open has changed. */
	changed(): void {
		this.generation++;
		for (const wake of [...this.waiting]) wake();
	}

	/** Answers what is open, with nothing. */
	dispose(): void {
		this.ended = true;
		this.changed();
	}

	/** Answers a request; with `partial` bit by bit, and in the end with nothing. */
	async report(
		previous: readonly PreviousResultId[],
		token: CancellationToken,
		progress: WorkDoneProgressReporter,
		partial: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
	): Promise<WorkspaceDiagnosticReport> {
		const known = new Map(previous.map(({ uri, value }) => [uri, value]));
		const isCurrent = this.answered === this.generation && [...this.found].every(([uri, { id }]) => known.get(uri) === id);
		if (this.host.watches && isCurrent) await this.untilChanged(token);
		if (this.ended) return { items: [] };
		const { generation } = this;
		const all: WorkspaceDocumentDiagnosticReport[] = [];
		let batch: WorkspaceDocumentDiagnosticReport[] = [];
		const send = (): void => {
			if (batch.length === 0) return;
			if (partial) partial.report({ items: batch });
			else all.push(...batch);
			batch = [];
		};
		const files = (await this.host.files()).slice(0, MOST_FILES);
		progress.begin(t`Looking at the workspace`, 0, quantity(files.length, "file"), true);
		let began = Date.now();
		for (const [index, uri] of files.entries()) {
			if (token.isCancellationRequested || this.ended) break;
			const item = this.host.isOpen(uri) ? undefined : await this.reportOf(uri, known.get(uri), token);
			if (item) batch.push(item);
			if (Date.now() - began < SLICE) continue;
			send();
			progress.report(Math.floor((100 * index) / files.length));
			await new Promise((resolve) => setTimeout(resolve));
			began = Date.now();
		}
		const there = new Set(files);
		for (const uri of [...this.found.keys()]) if (!there.has(uri)) this.found.delete(uri);
		for (const { uri } of previous)
			if (!there.has(uri) && !this.host.isOpen(uri)) batch.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
		send();
		progress.done();
		if (!token.isCancellationRequested) this.answered = generation;
		return { items: all };
	}

	private async reportOf(
		uri: string,
		previous: string | undefined,
		token: CancellationToken,
	): Promise<WorkspaceDocumentDiagnosticReport | undefined> {
		const items = await this.host.diagnostics(uri, token);
		if (items === undefined || token.isCancellationRequested) return undefined;
		const json = JSON.stringify(items);
		const before = this.found.get(uri);
		const found = before?.json === json ? before : { id: `w${++this.results}`, json };
		this.found.set(uri, found);
		return found.id === previous
			? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version: null, resultId: found.id }
			: { kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId: found.id, items: [...items] };
	}

	private untilChanged(token: CancellationToken): Promise<void> {
		return new Promise((resolve) => {
			const wake = (): void => {
				this.waiting.delete(wake);
				cancellation.dispose();
				resolve();
			};
			const cancellation = token.onCancellationRequested(wake);
			this.waiting.add(wake);
		});
	}
}
