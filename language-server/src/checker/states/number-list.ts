/** How full a table is when the memory for a larger one counts already. */
export const GROWS_SOON = 0.9;

/** A list of 32-bit integers that grows by doubling. */
export class NumberList {
	private items = new Int32Array(1 << 10);
	private used = 0;

	get length(): number {
		return this.used;
	}

	/** Bytes of the table; those that it will be copied to when it has to grow soon. */
	get bytes(): number {
		const { length } = this.items;
		return 4 * (this.used > length * GROWS_SOON ? length * 3 : length);
	}

	at(index: number): number {
		return this.items[index];
	}

	set(index: number, value: number): void {
		this.items[index] = value;
	}

	/** A copy of all items. */
	all(): Int32Array {
		return this.items.slice(0, this.used);
	}

	push(value: number): void {
		if (this.used === this.items.length) {
			const larger = new Int32Array(this.used * 2);
			larger.set(this.items);
			this.items = larger;
		}
		this.items[this.used++] = value;
	}
}
