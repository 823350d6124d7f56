/**
 * Notifications of the server, for everyone who wants to hear them: the language client keeps one handler for each
 * method, and the last one that is registered takes the place of those before it, so that nothing in the extension
 * registers one but this.
 */
import type { BaseLanguageClient, Disposable } from "vscode-languageclient";
import type { Notification } from "../../language-server/src/lsp/protocol/message";

/** What is needed of a language client. */
export type NotificationSource = Pick<BaseLanguageClient, "onNotification">;

interface Listeners {
	readonly handlers: Set<(params: unknown) => void>;
	readonly registration: Disposable;
}

const listeners = new WeakMap<NotificationSource, Map<string, Listeners>>();

/** Calls `handler` with each notification of a kind, beside all others that are registered, until it is disposed of. */
export function onNotification<T>(source: NotificationSource, { method }: Notification<T>, handler: (params: T) => void): Disposable {
	const methods = listeners.get(source) ?? new Map<string, Listeners>();
	listeners.set(source, methods);
	const known = methods.get(method) ?? listen(source, method);
	methods.set(method, known);
	// Registered twice it is called twice, and each registration ends for itself.
	const own = (params: unknown): void => handler(params as T);
	known.handlers.add(own);
	return {
		dispose: () => {
			known.handlers.delete(own);
			if (known.handlers.size > 0 || methods.get(method) !== known) return;
			methods.delete(method);
			known.registration.dispose();
		},
	};
}

function listen(source: NotificationSource, method: string): Listeners {
	const handlers = new Set<(params: unknown) => void>();
	const registration = source.onNotification(method, (params: unknown) => {
		for (const handler of [...handlers]) handler(params);
	});
	return { handlers, registration };
}
