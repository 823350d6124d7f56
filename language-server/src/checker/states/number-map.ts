import { GROWS_SOON } from "./number-list";

/**
 * A map from whole numbers from 0 on to positive 32-bit integers; open addressing with linear probing, at most half
 * full.
 */
export class NumberMap {
	/** 1 + key, or 0. */
	private keys = new Float64Array(1 << 10);
	private values = new Int32Array(1 << 10);
	private stored = 0;

	/** Bytes of the tables; those that they will be copied to when they have to grow soon. */
	get bytes(): number {
		const { length } = this.keys;
		return 12 * (this.stored * 2 > length * GROWS_SOON ? length * 3 : length);
	}

	/** 0 where there is no value. */
	get(key: number): number {
		return this.values[this.slotOf(key)];
	}

	set(key: number, value: number): void {
		const slot = this.slotOf(key);
		if (this.keys[slot] === 0) this.stored++;
		this.keys[slot] = key + 1;
		this.values[slot] = value;
		if (this.stored * 2 > this.keys.length) this.grow();
	}

	private slotOf(key: number): number {
		const mask = this.keys.length - 1;
		const mixed = Math.imul((key >>> 0) ^ Math.floor(key / 0x100000000), 0x9e3779b1);
		let slot = (mixed ^ (mixed >>> 15)) & mask;
		while (this.keys[slot] !== 0 && this.keys[slot] !== key + 1) slot = (slot + 1) & mask;
		return slot;
	}

	private grow(): void {
		const { keys, values } = this;
		this.keys = new Float64Array(keys.length * 2);
		this.values = new Int32Array(keys.length * 2);
		for (let index = 0; index < keys.length; index++) {
			if (keys[index] === 0) continue;
			const slot = this.slotOf(keys[index] - 1);
			this.keys[slot] = keys[index];
			this.values[slot] = values[index];
		}
	}
}
