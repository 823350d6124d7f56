import { expect, test } from "vitest";
import { workspaceSymbols } from "../../src/service/navigation/workspace-symbols";
import { modelUri, settled, testModel, uri } from "./open-source";

async function found(query: string): Promise<string[]> {
	const { program } = await settled("fn get_two() { }\nscenario pages { page get_me; task reader { } }");
	return workspaceSymbols(testModel(), [program], query).map(
		({ name, container, place }) => `${place.file === modelUri ? "model" : place.file === uri ? "own" : "?"} ${container}/${name}`,
	);
}

test("symbols are found in the document and the model, what is like the query first", async () => {
	expect(await found("get_page")).toEqual(["model /get_page"]);
	expect(await found("get_")).toEqual(["own pages/get_me", "model /get_page", "own /get_two"]);
	expect(await found("refco")).toEqual(["model page/refcount"]);
});

test("letters in their order are enough", async () => {
	expect(await found("gtw")).toEqual(["own /get_two"]);
	expect(await found("zzz")).toEqual([]);
});
