/** WebAssembly as hosts offer it, as far as searches use it: the core is compiled without the types of any host. */

export interface WasmMemory {
	readonly buffer: ArrayBufferLike;
	grow(pages: number): number;
}

export interface WebAssemblyHost {
	Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
	Instance: new (module: object, imports: object) => { readonly exports: unknown };
	Memory: new (description: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
}

export const PAGE_BYTES = 65536;
/** One less than 4 gigabytes, so that the end of the memory has an address. */
export const MAXIMUM_PAGES = 65535;

/** A memory with room for so many bytes at first, and a little more; undefined where the host has none. */
export function newMemory(host: WebAssemblyHost, bytes: number, shared = false): WasmMemory | undefined {
	try {
		const initial = Math.ceil(bytes / PAGE_BYTES) + 2;
		return new host.Memory({ initial, maximum: MAXIMUM_PAGES, ...(shared && { shared }) });
	} catch {
		return undefined;
	}
}

let detected: WebAssemblyHost | undefined | null = null;

/** Undefined where code must not be made at run time, as a content security policy may say. */
export function webAssembly(): WebAssemblyHost | undefined {
	if (detected === null) detected = usable((globalThis as { WebAssembly?: WebAssemblyHost }).WebAssembly);
	return detected;
}

function usable(host: WebAssemblyHost | undefined): WebAssemblyHost | undefined {
	try {
		// The smallest module.
		if (host) new host.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
		return host;
	} catch {
		return undefined;
	}
}
