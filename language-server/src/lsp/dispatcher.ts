/**
 * Where requests and notifications reach their handlers, and the one place that says what becomes of those that fail.
 *
 * A request is answered with what its handler gives: the answer, or a `ResponseError` that says why what was asked for
 * cannot be done. One that is cancelled is answered as cancelled. What a handler throws is a bug of ours: it is logged,
 * the request is answered with what the protocol has for nothing, and the server goes on.
 */
import {
	type CancellationToken,
	type Connection,
	ErrorCodes,
	type HandlerResult,
	LSPErrorCodes,
	NotificationType,
	RequestType,
	ResponseError,
} from "vscode-languageserver";
import type { DocumentView } from "./document-view";
import type { Notification, Request } from "./protocol/message";

/** An answer, or why there is none. */
type Answer<R> = R | ResponseError<unknown>;

/** A request of the protocol, or of our own. */
type AnyRequest<P, R> = RequestType<P, R, unknown> | Request<P, R>;

type Handler<P, R> = (params: P, token: CancellationToken) => Answer<R> | Promise<Answer<R>>;

interface AboutDocument {
	readonly textDocument: { readonly uri: string };
}

/** The answer that stands for nothing where the protocol has none. */
export const failed = new ResponseError<void>(ErrorCodes.InternalError, "The language server failed; its log says why.");

/** What was asked for cannot be done, and why. */
export function refused(reason: string, code: number = LSPErrorCodes.RequestFailed): ResponseError<void> {
	return new ResponseError<void>(code, reason);
}

export class Dispatcher {
	/** `view` gives a document as it is now, if it is open. */
	constructor(
		private readonly connection: Connection,
		private readonly view: (uri: string) => DocumentView | undefined,
	) {}

	/** Answers a request; with `nothing` when the handler breaks down. */
	answer<P, R>(type: AnyRequest<P, R>, nothing: Answer<R>, handler: Handler<P, R>): void {
		this.on(type, (params, token) => {
			if (token.isCancellationRequested) return cancelled;
			const given = this.guard(type.method, nothing, () => handler(params, token));
			return given instanceof Promise ? given.then((answer) => (token.isCancellationRequested ? cancelled : answer)) : given;
		});
	}

	/** Answers a request about an open document; with `nothing` also when it is not open. */
	answerAbout<P extends AboutDocument, R>(
		type: AnyRequest<P, R>,
		nothing: Answer<R>,
		handler: (view: DocumentView, params: P, token: CancellationToken) => Answer<R> | Promise<Answer<R>>,
	): void {
		this.answer(type, nothing, (params, token) => {
			const view = this.view(params.textDocument.uri);
			return view ? handler(view, params, token) : nothing;
		});
	}

	/** Answers a request also when it is cancelled, for what is there by then is worth having. */
	answerAnyway<P, R>(type: AnyRequest<P, R>, nothing: Answer<R>, handler: Handler<P, R>): void {
		this.on(type, (params, token) => this.guard(type.method, nothing, () => handler(params, token)));
	}

	/** Hears a notification. */
	hear<P>(type: NotificationType<P> | Notification<P>, handler: (params: P) => void): void {
		const heard = (params: P) => void this.guard(type.method, undefined, () => handler(params));
		if (type instanceof NotificationType) this.connection.onNotification(type, heard);
		else this.connection.onNotification(type.method, heard);
	}

	/** Asks the client. Rejects where it does not answer. */
	ask<P, R>({ method }: Request<P, R>, params: P): Promise<R> {
		return this.connection.sendRequest<R>(method, params);
	}

	/** Tells the client something. */
	tell<P>({ method }: Notification<P>, params: P): void {
		void this.connection.sendNotification(method, params);
	}

	/** Does what nobody asked for at this moment, such as when a timer has run out; `name` is what the log calls it. */
	run(name: string, action: () => void | Promise<void>): void {
		void this.guard(name, undefined, action);
	}

	private on<P, R>(type: AnyRequest<P, R>, handler: Handler<P, R>): void {
		// What has no parameters comes with a token alone.
		const handle = (...given: [P, CancellationToken] | [CancellationToken]) =>
			(given.length === 1 ? handler({} as P, given[0]) : handler(...given)) as HandlerResult<R, unknown>;
		if (type instanceof RequestType) this.connection.onRequest(type, handle);
		else this.connection.onRequest(type.method, handle);
	}

	private guard<T>(name: string, nothing: T, handler: () => T | Promise<T>): T | Promise<T> {
		const broken = (error: unknown): T => {
			this.connection.console.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
			return nothing;
		};
		try {
			const given = handler();
			return given instanceof Promise ? given.catch(broken) : given;
		} catch (error) {
			return broken(error);
		}
	}
}

const cancelled = new ResponseError<void>(LSPErrorCodes.RequestCancelled, "Cancelled");
