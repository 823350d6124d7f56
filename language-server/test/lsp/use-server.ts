import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import { buildServer } from "./build-server";
import { LanguageClient, type LanguageClientOptions } from "./language-client";

/**
 * A server of its own for each test of a file. Whatever a test did, the server has logged no error and ends when it is
 * asked to.
 * @param begin what is done before each test
 * @returns a function that gives the client inside tests
 */
export function useServer(options: LanguageClientOptions = {}, begin: (client: LanguageClient) => void = () => {}): () => LanguageClient {
	let path: string;
	let client: LanguageClient;

	beforeAll(async () => {
		path = await buildServer();
	});
	beforeEach(async () => {
		client = await LanguageClient.start(path, options);
		begin(client);
	});
	afterEach(async () => {
		expect(client.errors).toEqual([]);
		expect(await client.stop()).toBe(0);
	});
	return () => client;
}
