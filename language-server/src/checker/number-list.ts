/** A list of 32-bit integers that grows by doubling. */
export class NumberList {
	private items = new Int32Array(1 << 10);
	private used = 0;

	get length(): number {
		return this.used;
	}

	at(index: number): number {
		return this.items[index];
	}

	set(index: number, value: number): void {
		this.items[index] = value;
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
