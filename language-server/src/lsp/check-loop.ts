/**
 * When scenarios are compiled and searched: behind what has been asked, a little at a time. Whoever wants a verdict
 * waits here for it.
 *
 * Invariant: no request waits for a search longer than `PATIENCE`, but those that ask for a verdict whenever it comes.
 */
import type { CancellationToken } from "vscode-languageserver";
import { isBusy, type Snapshot } from "../service/workspace/snapshot";
import type { Workspace } from "../service/workspace/workspace";
import type { Dispatcher } from "./dispatcher";
import type { DocumentView } from "./document-view";
import type { OpenDocuments } from "./open-documents";
import type { Refresher } from "./refresher";

/** How long an answer may wait for a verdict, in milliseconds: small scenarios are then answered in one go. */
const PATIENCE = 200;
/**
 * How long after a keystroke the compiler waits for requests that come with it, in milliseconds. One that wants a
 * verdict does not let it wait.
 */
const PRECEDENCE = 15;
/** For how long the compiler works at a time, in milliseconds: what is asked meanwhile waits for it. */
const SLICE = 5;

export class CheckLoop {
	private timer: ReturnType<typeof setTimeout> | undefined;
	/** What is to be called whenever something new is known. */
	private readonly waiting = new Set<() => void>();

	/**
	 * `checked` is called when searches may have been started; `answering` before a request about a document is
	 * answered that has waited for its searches.
	 */
	constructor(
		private readonly workspace: Workspace,
		private readonly documents: OpenDocuments,
		private readonly dispatcher: Dispatcher,
		private readonly checked: () => void,
		private readonly answering: (uri: string) => void,
	) {}

	/** Compiles and starts searches when everything that has arrived is dealt with. */
	schedule(delay = 0): void {
		this.timer ??= setTimeout(() => this.dispatcher.run("check", () => this.checkNow()), delay);
	}

	/** The same after a keystroke. */
	scheduleAfterEdit(): void {
		this.schedule(PRECEDENCE);
	}

	/** Something new is known, or a document has another text. */
	wake(): void {
		for (const wake of [...this.waiting]) wake();
	}

	/**
	 * A document once its searches have answered, or as it is after `PATIENCE`, when the text changes, or when the
	 * request is cancelled. `refresher` asks the client to come again when that was too early.
	 */
	settled(uri: string, token: CancellationToken, refresher?: Refresher): Promise<DocumentView | undefined> {
		return this.when(uri, token, PATIENCE, refresher);
	}

	/** A document when all its searches have come to their end. */
	final(uri: string, token: CancellationToken): Promise<DocumentView | undefined> {
		return this.when(uri, token, Number.POSITIVE_INFINITY);
	}

	/** Waits until no open document is being searched. */
	async untilIdle(token: CancellationToken): Promise<void> {
		while (this.workspace.pending().length > 0 && !token.isCancellationRequested) await new Promise((resolve) => setTimeout(resolve, 50));
	}

	dispose(): void {
		clearTimeout(this.timer);
	}

	private checkNow(): void {
		if (this.timer === undefined) return;
		clearTimeout(this.timer);
		this.timer = undefined;
		if (this.workspace.check(SLICE)) this.schedule();
		this.checked();
	}

	private async when(uri: string, token: CancellationToken, patience: number, refresher?: Refresher): Promise<DocumentView | undefined> {
		refresher?.asked(uri);
		this.checkNow();
		const first = this.workspace.snapshot(uri);
		if (first !== undefined && !isSettled(first)) await this.untilSettled(first, token, patience);
		this.answering(uri);
		const view = this.documents.view(uri);
		if (view) refresher?.answered(uri, isSettled(view.snapshot));
		return view;
	}

	private untilSettled({ uri, version }: Snapshot, token: CancellationToken, patience: number): Promise<void> {
		return new Promise((resolve) => {
			const finish = (): void => {
				clearTimeout(timer);
				cancellation.dispose();
				this.waiting.delete(wake);
				resolve();
			};
			const wake = (): void => {
				const snapshot = this.workspace.snapshot(uri);
				if (snapshot === undefined || snapshot.version !== version || isSettled(snapshot)) finish();
			};
			const timer = patience === Number.POSITIVE_INFINITY ? undefined : setTimeout(finish, patience);
			const cancellation = token.onCancellationRequested(finish);
			this.waiting.add(wake);
		});
	}
}

/** True when everything that a document uses has been read, and every search of it has answered. */
export function isSettled(snapshot: Snapshot): boolean {
	return snapshot.complete && !isBusy(snapshot);
}
