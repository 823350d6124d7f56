/** A client that knows only the base protocol, so that it can also send what no library would send. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

export interface Message {
	readonly jsonrpc: "2.0";
	readonly id?: number | string | null;
	readonly method?: string;
	readonly params?: unknown;
	readonly result?: unknown;
	readonly error?: { readonly code: number; readonly message: string };
}

/** Codes of JSON-RPC and of the protocol. */
export const errorCodes = {
	parseError: -32700,
	invalidRequest: -32600,
	methodNotFound: -32601,
	invalidParams: -32602,
	internalError: -32603,
	serverNotInitialized: -32002,
	requestCancelled: -32800,
	requestFailed: -32803,
} as const;

export class RawClient {
	/** Everything that the server has sent, in order. */
	readonly received: Message[] = [];
	/** What the server wrote to its error stream. */
	stderr = "";
	/** The exit code, once the server has ended; the name of the signal that ended it otherwise. */
	readonly exited: Promise<number | string | null>;
	private readonly process: ChildProcessWithoutNullStreams;
	private readonly listeners = new Set<() => void>();
	private buffer = Buffer.alloc(0);
	private ended = false;
	private nextId = 1;

	constructor(path: string) {
		this.process = spawn(process.execPath, [path, "--stdio"]);
		this.process.stdout.on("data", (chunk: Buffer) => this.receive(chunk));
		this.process.stderr.on("data", (chunk: Buffer) => {
			this.stderr += chunk.toString();
		});
		// The server may end before it has read everything.
		this.process.stdin.on("error", () => {});
		this.exited = new Promise((resolve) => {
			this.process.on("close", (code, signal) => {
				this.ended = true;
				this.tell();
				resolve(code ?? signal);
			});
		});
	}

	/** Initialises the server; gives what it can do. */
	async initialize(capabilities: object = {}): Promise<Message> {
		const answer = await this.request("initialize", { processId: null, rootUri: null, capabilities });
		this.notify("initialized", {});
		return answer;
	}

	/** Sends a request, and gives its answer, be it a result or an error. */
	request(method: string, params?: unknown): Promise<Message> {
		return this.answer(this.send(method, params));
	}

	/** Sends a request without waiting; gives its id. */
	send(method: string, params?: unknown): number {
		const id = this.nextId++;
		this.write({ jsonrpc: "2.0", id, method, params });
		return id;
	}

	notify(method: string, params?: unknown): void {
		this.write({ jsonrpc: "2.0", method, params });
	}

	write(message: object): void {
		const body = JSON.stringify(message);
		this.writeBytes(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	}

	writeBytes(bytes: string | Uint8Array): void {
		this.process.stdin.write(bytes);
	}

	/** Closes the server's standard input. */
	end(): void {
		this.process.stdin.end();
	}

	/** The answer to a request. Throws when the server ends without one. */
	async answer(id: number | string): Promise<Message> {
		for (;;) {
			const found = this.received.find((message) => message.id === id && message.method === undefined);
			if (found) return found;
			if (this.ended) throw new Error(`the server has ended without an answer to request ${id}; it wrote: ${this.stderr}`);
			await new Promise<void>((resolve) => {
				const listener = (): void => {
					this.listeners.delete(listener);
					resolve();
				};
				this.listeners.add(listener);
			});
		}
	}

	/** Ends the server if it still runs. */
	kill(): void {
		this.process.kill();
	}

	private receive(chunk: Buffer): void {
		this.buffer = Buffer.concat([this.buffer, chunk]);
		for (;;) {
			const headerEnd = this.buffer.indexOf("\r\n\r\n");
			if (headerEnd < 0) break;
			const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, headerEnd).toString())?.[1]);
			const end = headerEnd + 4 + length;
			if (this.buffer.length < end) break;
			const message: Message = JSON.parse(this.buffer.subarray(headerEnd + 4, end).toString());
			this.buffer = this.buffer.subarray(end);
			this.received.push(message);
			// What the server asks is answered with nothing.
			if (message.method !== undefined && message.id !== undefined) this.write({ jsonrpc: "2.0", id: message.id, result: null });
		}
		this.tell();
	}

	private tell(): void {
		for (const listener of [...this.listeners]) listener();
	}
}
