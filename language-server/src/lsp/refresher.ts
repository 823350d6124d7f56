/** How long refreshes are held back after one, so that many verdicts in a row do not become many refreshes. */
const PAUSE = 100;

/**
 * Asks the client to request something again, when it was answered before the verdict was there.
 * One for each kind of request (diagnostics, inlay hints, code lenses).
 */
export class Refresher {
	/** Documents whose last answer will be another one, each with the document of which more must be known for that. */
	private readonly provisional = new Map<string, string>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	private due = false;

	constructor(private readonly send: () => void) {}

	/** A document's request has come; until it is answered no refresh is needed. */
	asked(uri: string): void {
		this.provisional.delete(uri);
	}

	/** Notes that a document's request was answered; `final` when no search was running for it. */
	answered(uri: string, final: boolean): void {
		if (!final) this.provisional.set(uri, uri);
	}

	/** Notes that a document's request was answered by what is known about another one, which may always change. */
	answeredFrom(uri: string, other: string): void {
		this.provisional.set(uri, other);
	}

	/** Something new is known about a document. */
	changed(uri: string): void {
		if ([...this.provisional.values()].includes(uri)) this.refresh();
	}

	closed(uri: string): void {
		this.provisional.delete(uri);
	}

	/** Asks for everything again. */
	refresh(): void {
		if (this.timer !== undefined) {
			this.due = true;
			return;
		}
		this.send();
		this.timer = setTimeout(() => {
			this.timer = undefined;
			if (this.due) this.refresh();
		}, PAUSE);
		this.due = false;
	}

	dispose(): void {
		clearTimeout(this.timer);
	}
}
