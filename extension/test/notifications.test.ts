import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notification } from "../../language-server/src/lsp/protocol/message";
import { type NotificationSource, onNotification } from "../src/notifications";

/** Keeps the last handler of each method, as the language client does. */
class Client {
	readonly handlers = new Map<string, (params: never) => void>();

	onNotification(method: string, handler: (params: never) => void) {
		this.handlers.set(method, handler);
		return { dispose: () => void this.handlers.delete(method) };
	}

	send(method: string, params: unknown): void {
		this.handlers.get(method)?.(params as never);
	}

	/** What it is for those who only listen. */
	get source(): NotificationSource {
		return this as unknown as NotificationSource;
	}
}

test("everyone who listens hears a notification, whoever came or went later", () => {
	const client = new Client();
	const heard: string[] = [];
	const listen = (name: string) => onNotification(client.source, notification<string>("verdicts"), (text) => heard.push(`${name} ${text}`));
	const tests = listen("tests");
	const timeline = listen("timeline");
	onNotification(client.source, notification<string>("status"), (text) => heard.push(`status ${text}`));
	client.send("verdicts", "1");
	timeline.dispose();
	timeline.dispose();
	client.send("verdicts", "2");
	listen("timeline again");
	client.send("verdicts", "3");
	client.send("status", "4");
	expect(heard).toEqual(["tests 1", "timeline 1", "tests 2", "tests 3", "timeline again 3", "status 4"]);
	tests.dispose();
	client.send("verdicts", "5");
	expect(heard.at(-1)).toBe("timeline again 5");
});

test("when nobody listens any more nothing is registered, and who comes then hears again", () => {
	const client = new Client();
	const heard: number[] = [];
	onNotification(client.source, notification<number>("verdicts"), (number) => heard.push(number)).dispose();
	expect(client.handlers.size).toBe(0);
	onNotification(client.source, notification<number>("verdicts"), (number) => heard.push(number));
	client.send("verdicts", 1);
	expect(heard).toEqual([1]);
});

test("nothing else in the extension registers a handler that would take another's place", () => {
	const folder = join(import.meta.dirname, "../src");
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
		(file) => file.endsWith(".ts") && file !== "notifications.ts",
	);
	expect(files.length).toBeGreaterThan(10);
	const registering = files.filter((file) => /\.onNotification\(/.test(readFileSync(join(folder, file), "utf8")));
	expect(registering).toEqual([]);
	// Of requests there is one handler by nature: each method has to be answered once.
	const requests = files.flatMap((file) =>
		[...readFileSync(join(folder, file), "utf8").matchAll(/\bonRequest\(client, (\w+)/g)].map(([, method]) => method),
	);
	expect(requests.length).toBeGreaterThan(0);
	expect(new Set(requests).size).toBe(requests.length);
});
