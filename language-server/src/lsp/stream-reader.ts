import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from "vscode-languageserver";
import { Frames } from "./frames";

/** What comes that is no message. */
export interface StreamFailures {
	/** A body that is no JSON; the messages behind it can be read. */
	malformed(problem: string): void;
	/** Nothing can be read any more. */
	broken(problem: string): void;
}

/**
 * Reads the messages of a stream of bytes, and says what is wrong with it where that is no use; the library would wait
 * for something better.
 */
export class StreamReader extends AbstractMessageReader {
	constructor(
		private readonly input: NodeJS.ReadableStream,
		private readonly failures: StreamFailures,
	) {
		super();
	}

	listen(callback: DataCallback): Disposable {
		const frames = new Frames();
		const decoder = new TextDecoder();
		const receive = (bytes: Uint8Array): void => {
			const { bodies, problem } = frames.append(bytes);
			for (const body of bodies) {
				const message = parsed(decoder.decode(body));
				if (message === undefined) this.failures.malformed("the body of a message is not JSON");
				else callback(message.value as Message);
			}
			if (problem === undefined) return;
			this.input.off("data", receive);
			this.failures.broken(problem);
		};
		this.input.on("data", receive);
		return { dispose: () => this.input.off("data", receive) };
	}
}

function parsed(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}
