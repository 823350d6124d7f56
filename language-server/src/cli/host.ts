/**
 * What the command line needs of the machine that it runs on. Nothing else here touches one, so that tests run it in
 * process.
 */

import { printable } from "../base/escape";
import type { CheckerPort } from "../ports/checker-port";
import type { FilesPort } from "../ports/files-port";
import { exitStatus } from "../report/check-report";

export interface CommandLineHost {
	readonly files: FilesPort;
	/** The files of the kernel model, by path. */
	readonly kernelModel: readonly { readonly path: string; readonly text: string }[];
	/** Starts a checker, which runs one search at a time. */
	newChecker(): CheckerPort;
	/** Where the report goes. */
	readonly out: OutputPort;
	/** Where progress and what is wrong with the command line go. */
	readonly err: OutputPort;
	readonly version: string;
	/** How many searches this machine can run at a time. */
	readonly processors: number;
	readonly noColor: string | undefined;
	readonly forceColor: string | undefined;
	/** Calls `handler` when the user wants the command to end; the function that comes back takes the handler away. */
	onInterrupt(handler: () => void): () => void;
}

/** Tells the user in a sentence why something cannot be done. */
export function complain(host: Pick<CommandLineHost, "err">, problem: string): void {
	host.err.write(`raceline: ${printable(problem)}\n`);
}

/** The same for a command that ends with it; gives its exit status. */
export function refuse(host: Pick<CommandLineHost, "err">, problem: string, status: number = exitStatus.badInput): number {
	complain(host, problem);
	return status;
}

export interface OutputPort {
	write(text: string): void;
	/**
	 * Waits until everything is written. Gives why something was not, in a few words; whoever no longer reads has read
	 * what he wanted.
	 */
	written(): Promise<string | undefined>;
	/** The width of the terminal; undefined where there is none. */
	readonly columns: number | undefined;
}
