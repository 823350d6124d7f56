import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { buildServer } from "./build-server";
import { LanguageClient, type LanguageClientOptions } from "./language-client";

/**
 * A server for the tests of a file. Each finds it as if it were new, but for what it has found out about the meaning of
 * texts; with `ofEach` each has one of its own, where it matters that nothing is known. Whatever a test did, the server
 * has logged no error and ends when it is asked to.
 * @param begin what is done before each test
 * @returns a function that gives the client inside tests
 */
export function useServer(
	{ ofEach = false, ...options }: LanguageClientOptions & { readonly ofEach?: boolean } = {},
	begin: (client: LanguageClient) => void = () => {},
): () => LanguageClient {
	let path: string;
	let client: LanguageClient | undefined;
	const running = (): LanguageClient => {
		if (client === undefined) throw new Error("the server has not started");
		return client;
	};
	const stop = async (): Promise<void> => {
		expect(await client?.stop()).toBe(0);
		client = undefined;
	};

	beforeAll(async () => {
		path = await buildServer();
	});
	beforeEach(async () => {
		client ??= await LanguageClient.start(path, options);
		begin(client);
	});
	afterEach(async () => {
		expect(running().errors).toEqual([]);
		await (ofEach ? stop() : running().reset());
	});
	afterAll(async () => {
		if (client) await stop();
	});
	return running;
}
