/**
 * The framing of the base protocol: messages one behind the other, each behind a header that says how many bytes it
 * has.
 *
 * Invariant: what comes is either a message or a problem. Behind a header that cannot be understood nobody knows where
 * the next message begins, so that a problem is the end.
 */

/** A header or a message that is longer than this, in bytes, is a mistake. */
const LONGEST_HEADER = 4096;
const LONGEST_MESSAGE = 2 ** 27;

/** What some bytes complete. */
export interface Completed {
	/** The bodies of messages, in order. */
	readonly bodies: readonly Uint8Array[];
	/** Why nothing behind them can be read, as a sentence. */
	readonly problem?: string;
}

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** Takes a stream of bytes apart, in whatever pieces it comes. */
export class Frames {
	private header: number[] = [];
	/** How long the message is whose header has been read. */
	private length: number | undefined;
	private pieces: Uint8Array[] = [];
	private received = 0;

	/** Adds bytes. Not to be called again after a problem. */
	append(bytes: Uint8Array): Completed {
		const bodies: Uint8Array[] = [];
		for (let at = 0; at < bytes.length; ) {
			if (this.length === undefined) {
				const byte = bytes[at++];
				if (byte === LINE_FEED && this.header.at(-1) !== CARRIAGE_RETURN)
					return { bodies, problem: "a line of a header does not end in CR LF" };
				this.header.push(byte);
				if (this.header.length > LONGEST_HEADER) return { bodies, problem: `a header is longer than ${LONGEST_HEADER} bytes` };
				if (byte !== LINE_FEED || !endsInEmptyLine(this.header)) continue;
				const length = contentLength(String.fromCharCode(...this.header));
				if (typeof length === "string") return { bodies, problem: length };
				this.header = [];
				this.length = length;
			}
			const piece = bytes.subarray(at, at + this.length - this.received);
			at += piece.length;
			this.received += piece.length;
			this.pieces.push(piece);
			if (this.received < this.length) continue;
			bodies.push(joined(this.pieces, this.length));
			this.pieces = [];
			this.received = 0;
			this.length = undefined;
		}
		return { bodies };
	}
}

function endsInEmptyLine(header: readonly number[]): boolean {
	return header.length === 2 || header.at(-3) === LINE_FEED;
}

/** The length that a header gives, or what is wrong with it. */
function contentLength(header: string): number | string {
	const lengths = new Set<string>();
	for (const line of header.split("\r\n").slice(0, -2)) {
		const [, name, value] = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
		if (name === undefined) return `a line of a header is not 'NAME: VALUE', but ${JSON.stringify(line.slice(0, 80))}`;
		if (name.toLowerCase() === "content-length") lengths.add(value);
	}
	const [text, ...others] = lengths;
	if (text === undefined) return "a header has no Content-Length";
	if (others.length > 0) return "a header has several Content-Lengths";
	if (!/^\d+$/.test(text)) return `the Content-Length ${JSON.stringify(text.slice(0, 80))} is no number of bytes`;
	return Number(text) > LONGEST_MESSAGE ? `a message of ${text.slice(0, 80)} bytes is too long` : Number(text);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
	if (pieces.length === 1) return pieces[0];
	const all = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		all.set(piece, at);
		at += piece.length;
	}
	return all;
}
