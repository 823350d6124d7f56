/** Room for so many pieces of work at a time; the others wait for their turn. */
export class Slots {
	private readonly waiting: (() => void)[] = [];
	private closed = false;

	constructor(private free: number) {}

	async run<T>(work: () => Promise<T>): Promise<T> {
		if (this.free > 0 && !this.closed) this.free--;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.closed ? undefined : this.waiting.shift();
			if (next) next();
			else this.free++;
		}
	}

	/** What has not begun never will. */
	close(): void {
		this.closed = true;
	}
}
