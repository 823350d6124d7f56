/** How long the next status is held back while searches go on, so that many verdicts in a row are few messages. */
const PAUSE = 100;

/**
 * When a document's status is told: at once when it is final, and now and then while there is more to come.
 *
 * Invariant: what is held back is told when the pause is over, however long the searches then take, and before an
 * answer about the document.
 */
export class Statuses {
	private readonly held = new Set<string>();
	private timer: ReturnType<typeof setTimeout> | undefined;

	/** `isChecking` says whether more is to come; `send` tells a document's status as it is now. */
	constructor(
		private readonly isChecking: () => boolean,
		private readonly send: (uri: string) => void,
	) {}

	/** Something may have become known of a document. */
	changed(uri: string): void {
		const isChecking = this.isChecking();
		if (isChecking && this.timer !== undefined) {
			this.held.add(uri);
			return;
		}
		this.tell(uri);
		if (isChecking) this.timer = setTimeout(() => this.tellHeld(), PAUSE);
	}

	/** Tells it without delay, as before an answer that says the same in more words. */
	tell(uri: string): void {
		this.held.delete(uri);
		this.send(uri);
	}

	dispose(): void {
		clearTimeout(this.timer);
	}

	private tellHeld(): void {
		this.timer = undefined;
		const uris = [...this.held];
		this.held.clear();
		for (const uri of uris) this.send(uri);
		if (uris.length > 0 && this.isChecking()) this.timer = setTimeout(() => this.tellHeld(), PAUSE);
	}
}
